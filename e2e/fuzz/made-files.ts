import { type DataSet, transferSyntax, uidOf, writeDicom } from "../fixtures/dicom-writer.ts";
import { encodeRle } from "../fixtures/rle-encoder.ts";
import { blockJpeg, losslessJpeg } from "./jpeg-writer.ts";
import { streamsOf } from "./made-streams.ts";
import { reencoded } from "./reencode.ts";
import type { SourceFile } from "./source-files.ts";
import { DEFLATED_SYNTAX, EXPLICIT_BIG_ENDIAN, IMPLICIT } from "./syntaxes.ts";

const SIDE = 32;
const CT = "1.2.840.10008.5.1.4.1.1.2";
const SECONDARY = "1.2.840.10008.5.1.4.1.1.7";
const PIXELS = SIDE * SIDE;

/** A soft slope with a bright square: something to compress. */
const levels = (limit: number): number[] =>
  Array.from({ length: PIXELS }, (_, at) => {
    const [row, column] = [Math.floor(at / SIDE), at % SIDE];
    return row > 8 && row < 20 && column > 8 && column < 20 ? limit - 1 : Math.floor(((row + column) * limit) / (2 * SIDE));
  });

const bytes8 = (values: readonly number[]): Uint8Array => Uint8Array.from(values);
const bytes16 = (values: readonly number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer);

type Pixel = {
  readonly bits: number;
  readonly allocated: number;
  readonly samples?: number;
  readonly photometric?: string;
  readonly frames?: number;
};

function pixelModule({ bits, allocated, samples = 1, photometric = "MONOCHROME2", frames }: Pixel): DataSet {
  return [
    ["00280002", "US", samples],
    ["00280004", "CS", photometric],
    ...(samples === 1 ? [] : ([["00280006", "US", 0]] as DataSet)),
    ...(frames === undefined ? [] : ([["00280008", "IS", frames]] as DataSet)),
    ["00280010", "US", SIDE],
    ["00280011", "US", SIDE],
    ["00280100", "US", allocated],
    ["00280101", "US", bits],
    ["00280102", "US", bits - 1],
    ["00280103", "US", 0],
  ];
}

const plane: DataSet = [
  ["00180050", "DS", 2],
  ["00200032", "DS", "0\\0\\-40"],
  ["00200037", "DS", "1\\0\\0\\0\\1\\0"],
  ["00280030", "DS", "0.7\\0.7"],
  ["00281050", "DS", 40],
  ["00281051", "DS", 400],
  ["00281052", "DS", -1024],
  ["00281053", "DS", 1],
];

type Made = {
  readonly name: string;
  readonly sopClass?: string;
  readonly syntax?: string;
  readonly dataSet: DataSet;
  readonly pixels?: Parameters<typeof writeDicom>[0]["pixels"];
};

function fileOf({ name, sopClass = SECONDARY, syntax = transferSyntax.explicitLittle, dataSet, pixels }: Made): SourceFile {
  const identity = { study: uidOf(`broken ${name} study`), series: uidOf(`broken ${name} series`), image: uidOf(`broken ${name} image`) };
  const bytes = writeDicom({
    sopClassUid: sopClass,
    sopInstanceUid: identity.image,
    transferSyntaxUid: syntax,
    dataSet: [
      ["00080020", "DA", "20260312"],
      ["00080060", "CS", sopClass === CT ? "CT" : "OT"],
      ["00100010", "PN", "Synthetic^Phantom"],
      ["00100020", "LO", "PHANTOM"],
      ["0020000D", "UI", identity.study],
      ["0020000E", "UI", identity.series],
      ["00200013", "IS", 1],
      ...dataSet,
    ],
    ...(pixels === undefined ? {} : { pixels }),
  });
  return { name, bytes, identity };
}

const native = (bytes: Uint8Array, vr: "OB" | "OW" = "OW") => ({ kind: "native", vr, bytes }) as const;
const encapsulated = (...frames: readonly Uint8Array[]) => ({ kind: "encapsulated", frames }) as const;
const colour = (values: readonly number[]): number[] => values.flatMap((value) => [value, 255 - value, value >> 1]);

function uncompressed(): SourceFile[] {
  const grey16 = pixelModule({ bits: 12, allocated: 16 });
  const ct = fileOf({ name: "ct", sopClass: CT, dataSet: [...grey16, ...plane], pixels: native(bytes16(levels(4096))) });
  const entries = Array.from({ length: 256 }, (_, index) => index * 257);
  const lut: DataSet = [
    ["00283002", "US", [256, 0, 16]],
    ["00283006", "OW", bytes16(entries)],
  ];
  return [
    ct,
    { ...ct, name: "ct, implicit", bytes: reencoded(ct.bytes, IMPLICIT) },
    { ...ct, name: "ct, big endian", bytes: reencoded(ct.bytes, EXPLICIT_BIG_ENDIAN) },
    { ...ct, name: "ct, deflated", bytes: reencoded(ct.bytes, DEFLATED_SYNTAX) },
    fileOf({
      name: "look-up tables",
      dataSet: [
        ...pixelModule({ bits: 8, allocated: 8, photometric: "MONOCHROME1" }),
        ["00283000", "SQ", [lut]],
        ["00283010", "SQ", [lut]],
      ],
      pixels: native(bytes8(levels(256)), "OB"),
    }),
    fileOf({
      name: "palette",
      dataSet: [
        ...pixelModule({ bits: 8, allocated: 8, photometric: "PALETTE COLOR" }),
        ...(["1", "2", "3"].flatMap((end) => [
          [`0028110${end}`, "US", [256, 0, 16]],
          [`0028120${end}`, "OW", bytes16(entries)],
        ]) as DataSet),
      ],
      pixels: native(bytes8(levels(256)), "OB"),
    }),
    fileOf({
      name: "colour loop",
      dataSet: pixelModule({ bits: 8, allocated: 8, samples: 3, photometric: "RGB", frames: 3 }),
      pixels: native(bytes8([1, 2, 3].flatMap(() => colour(levels(256)))), "OB"),
    }),
    fileOf({
      name: "one bit",
      sopClass: "1.2.840.10008.5.1.4.1.1.66.4",
      dataSet: pixelModule({ bits: 1, allocated: 1, frames: 2 }),
      pixels: native(new Uint8Array(PIXELS / 4).fill(0xa5), "OB"),
    }),
    fileOf({
      name: "float map",
      sopClass: "1.2.840.10008.5.1.4.1.1.30",
      dataSet: [...pixelModule({ bits: 32, allocated: 32 }), ["7FE00008", "OF", new Uint8Array(Float32Array.from(levels(100)).buffer)]],
    }),
    enhanced(),
    fileOf({
      name: "report",
      sopClass: "1.2.840.10008.5.1.4.1.1.88.22",
      dataSet: [
        [
          "0040A730",
          "SQ",
          [0, 1, 2].map(
            (): DataSet => [
              ["0040A040", "CS", "CONTAINER"],
              ["0040A730", "SQ", [[["0040A160", "UT", "A finding"]]]],
            ],
          ),
        ],
      ],
    }),
    fileOf({
      name: "document",
      sopClass: "1.2.840.10008.5.1.4.1.1.104.1",
      dataSet: [
        ["00420011", "OB", Buffer.from("%PDF-1.7\n%%EOF")],
        ["00420012", "LO", "application/pdf"],
      ],
    }),
  ];
}

/** Functional groups for two frames (PS3.3 C.7.6.16). */
function enhanced(): SourceFile {
  const group = (z: number): DataSet => [
    ["00209113", "SQ", [[["00200032", "DS", `0\\0\\${z}`]]]],
    ["00209116", "SQ", [[["00200037", "DS", "1\\0\\0\\0\\1\\0"]]]],
    [
      "00289110",
      "SQ",
      [
        [
          ["00180050", "DS", 2],
          ["00280030", "DS", "1\\1"],
        ],
      ],
    ],
    [
      "00289132",
      "SQ",
      [
        [
          ["00281050", "DS", 100],
          ["00281051", "DS", 200],
        ],
      ],
    ],
  ];
  return fileOf({
    name: "functional groups",
    sopClass: "1.2.840.10008.5.1.4.1.1.4.1",
    dataSet: [
      ...pixelModule({ bits: 12, allocated: 16, frames: 2 }),
      ["52009229", "SQ", [group(0)]],
      ["52009230", "SQ", [group(0), group(2)]],
    ],
    pixels: native(bytes16([...levels(4096), ...levels(4096)])),
  });
}

const syntax = (end: string): string => `1.2.840.10008.1.2.${end}`;

async function compressed(): Promise<SourceFile[]> {
  const grey = bytes16(levels(4096));
  const rgb = bytes8(colour(levels(256)));
  const grey16 = pixelModule({ bits: 12, allocated: 16 });
  const grey8 = pixelModule({ bits: 8, allocated: 8 });
  const square = { rows: SIDE, columns: SIDE };
  const streams = await streamsOf({ side: SIDE, bits: 16, bytes: bytes16(levels(65_536)) });
  const rle = (frame: Uint8Array, bytesPerSample: number, samplesPerPixel: number): Buffer =>
    encodeRle(frame, { bytesPerSample, samplesPerPixel, columns: SIDE });
  return [
    fileOf({ name: "RLE", syntax: transferSyntax.rle, dataSet: grey16, pixels: encapsulated(rle(grey, 2, 1)) }),
    fileOf({
      name: "RLE, colour",
      syntax: transferSyntax.rle,
      dataSet: pixelModule({ bits: 8, allocated: 8, samples: 3, photometric: "RGB", frames: 2 }),
      pixels: encapsulated(rle(rgb, 1, 3), rle(rgb, 1, 3)),
    }),
    fileOf({
      name: "JPEG",
      syntax: syntax("4.50"),
      dataSet: grey8,
      pixels: encapsulated(blockJpeg({ ...square, components: 1, values: levels(256) }, 8)),
    }),
    fileOf({
      name: "JPEG, colour",
      syntax: syntax("4.50"),
      dataSet: pixelModule({ bits: 8, allocated: 8, samples: 3, photometric: "YBR_FULL" }),
      pixels: encapsulated(blockJpeg({ ...square, components: 3, values: rgb }, 8)),
    }),
    fileOf({
      name: "JPEG, 12 bits",
      syntax: syntax("4.51"),
      dataSet: grey16,
      pixels: encapsulated(blockJpeg({ ...square, components: 1, values: levels(4096) }, 12)),
    }),
    fileOf({
      name: "JPEG lossless",
      syntax: syntax("4.70"),
      dataSet: grey16,
      pixels: encapsulated(losslessJpeg({ ...square, components: 1, values: levels(4096) }, 12)),
    }),
    fileOf({
      name: "JPEG lossless, colour",
      syntax: syntax("4.57"),
      dataSet: pixelModule({ bits: 8, allocated: 8, samples: 3, photometric: "RGB" }),
      pixels: encapsulated(losslessJpeg({ ...square, components: 3, values: rgb }, 8)),
    }),
    ...[...streams].map(([end, stream]) =>
      fileOf({
        name: `stream ${end}`,
        syntax: syntax(end),
        dataSet: pixelModule({ bits: 16, allocated: 16 }),
        pixels: encapsulated(stream),
      }),
    ),
  ];
}

/** One file of each coding and of each kind of object that the import tells apart, made by code: the same every time. */
export const madeFiles = async (): Promise<SourceFile[]> => [...uncompressed(), ...(await compressed())];
