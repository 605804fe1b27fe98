import { element, imagePixel, part10, text } from "#shared/dicom/made-bytes.ts";
import { parseInstance } from "#shared/dicom/parse-instance.ts";
import { buildSeries } from "#shared/imaging/build-series.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { indexInstance } from "#shared/imaging/instance-index.ts";
import type { SeriesId } from "#shared/result/ids.ts";
import { inflate } from "../decode/scan-folder.ts";

export type MadeImage = {
  readonly number: number;
  readonly rows: number;
  readonly columns: number;
  /** Stored values, signed 16 bits. */
  readonly values: Int16Array;
  readonly window?: readonly [center: number, width: number];
  /** Leaves the last bytes of the pixel data out. */
  readonly cut?: boolean;
  readonly frames?: number;
};

const padded = (value: string): number[] => text(value.length % 2 === 0 ? value : `${value} `);

/** A CT image with intercept −1024, at a height that follows its number. */
function ctImage({ number, rows, columns, values, window = [40, 400], cut = false, frames }: MadeImage): Uint8Array {
  const pixels = [...new Uint8Array(values.buffer, values.byteOffset, values.byteLength)];
  const plane = frames === undefined;
  return part10("1.2.840.10008.1.2.1", [
    ...element(0x00080008, "CS", padded("ORIGINAL\\PRIMARY\\AXIAL")),
    ...element(0x00080016, "UI", padded("1.2.840.10008.5.1.4.1.1.2")),
    ...element(0x00080018, "UI", text(`1.2.3.${number}\0`.slice(0, `1.2.3.${number}`.length + (`1.2.3.${number}`.length % 2)))),
    ...element(0x00080060, "CS", padded(plane ? "CT" : "XA")),
    ...element(0x00100010, "PN", padded("Phantom^Synthetic")),
    ...element(0x00100020, "LO", padded("P1")),
    ...(plane ? [] : element(0x00181063, "DS", padded("40"))),
    ...element(0x0020000d, "UI", padded("1.2.3")),
    ...element(0x0020000e, "UI", padded("1.2.3.4")),
    ...element(0x00200013, "IS", padded(String(number))),
    ...(plane ? element(0x00200032, "DS", padded(`0\\0\\${-5 * number}`)) : []),
    ...(plane ? element(0x00200037, "DS", padded("1\\0\\0\\0\\1\\0")) : []),
    ...imagePixel(rows, columns, 16, { signed: true, ...(frames === undefined ? {} : { frames }) }),
    ...element(0x00280030, "DS", padded("1\\1")),
    ...element(0x00281050, "DS", padded(String(window[0]))),
    ...element(0x00281051, "DS", padded(String(window[1]))),
    ...element(0x00281052, "DS", padded("-1024")),
    ...element(0x00281053, "DS", padded("1")),
    ...element(0x7fe00010, "OW", cut ? pixels.slice(0, -10) : pixels),
  ]);
}

export type MadeSeries = {
  readonly series: SeriesFrames;
  /** The bytes of a frame (index in the series), or null where it has no place. */
  readonly frameBytes: (index: number) => Uint8Array | null;
};

/** A series as core would make it from files at download. */
export function makeSeries(id: number, images: readonly MadeImage[]): MadeSeries {
  const files = new Map(images.map((image) => [`image-${image.number}`, ctImage(image)]));
  const indexes = [...files].map(([instanceKey, bytes]) => {
    const indexed = indexInstance(bytes, { instanceKey, inflate });
    if (!indexed.ok) throw new Error(indexed.failure.detail);
    return indexed.value;
  });
  const seriesId = id.toString(16).padStart(32, "0") as SeriesId;
  const [series] = buildSeries(indexes, { idOf: () => seriesId, patient: null }).series;
  if (series === undefined) throw new Error("no series");
  function frameBytes(index: number): Uint8Array | null {
    const frame = series?.frames[index];
    const file = files.get(series?.instances[frame?.instance ?? -1]?.instanceKey ?? "");
    const parsed = file === undefined ? null : parseInstance(file, inflate);
    if (frame?.place == null || parsed === null || !parsed.ok) return null;
    const { bytes } = parsed.value;
    return Buffer.concat(frame.place.runs.map(([offset, length]) => bytes.subarray(offset, offset + length)));
  }
  return { series, frameBytes };
}
