import { ok, type Result } from "../result/failure.ts";
import { type Attributes, codeOf, numberOf, numbersOf } from "./attributes.ts";
import { type DicomCode, refuse } from "./dicom-failure.ts";
import { decodedFrameBytes } from "./frame-size.ts";
import type { ParsedInstance } from "./parse-instance.ts";
import { type PixelFacts, photometrics } from "./pixel-facts.ts";
import { type Tag, tags } from "./tags.ts";

/** A decoded frame may take 512 MiB (reliability row 54). */
export const MAX_FRAME_BYTES = 512 * 2 ** 20;

/** The value of an attribute that must be there once; NaN when it is missing or no number. */
const required = (attributes: Attributes, tag: Tag): number => numbersOf(attributes, tag)[0] ?? Number.NaN;

const isIn = <T extends number>(value: number, allowed: readonly T[]): value is T => (allowed as readonly number[]).includes(value);

const isPhotometric = (value: string | null): value is PixelFacts["photometric"] => photometrics.some((known) => known === value);

const critical: readonly Tag[] = [
  tags.rows,
  tags.columns,
  tags.samplesPerPixel,
  tags.bitsAllocated,
  tags.bitsStored,
  tags.highBit,
  tags.pixelRepresentation,
  tags.photometricInterpretation,
  tags.planarConfiguration,
  tags.numberOfFrames,
  tags.pixelData,
];

function repeatedFact(parsed: ParsedInstance): string | null {
  const tag = critical.find(({ key }) => parsed.repeated.includes(key));
  return tag === undefined ? null : `${tag.key} stands twice with different values`;
}

type Numbers = Pick<
  PixelFacts,
  "rows" | "columns" | "samplesPerPixel" | "bitsAllocated" | "bitsStored" | "highBit" | "planarConfiguration"
> & {
  readonly representation: number;
};

function readNumbers(attributes: Attributes, floating: boolean): Result<Numbers, DicomCode> {
  const rows = required(attributes, tags.rows);
  const columns = required(attributes, tags.columns);
  if (!(Number.isInteger(rows) && rows > 0 && Number.isInteger(columns) && columns > 0)) return refuse("image-facts", "Rows or Columns");
  const samplesPerPixel = numbersOf(attributes, tags.samplesPerPixel)[0] ?? 1;
  if (!isIn(samplesPerPixel, [1, 3])) return refuse("image-facts", `Samples per Pixel ${samplesPerPixel}`);
  const bitsAllocated = required(attributes, tags.bitsAllocated);
  if (!isIn(bitsAllocated, floating ? [32, 64] : [1, 8, 16, 32])) return refuse("image-facts", `Bits Allocated ${bitsAllocated}`);
  const bitsStored = floating ? bitsAllocated : required(attributes, tags.bitsStored);
  if (!(Number.isInteger(bitsStored) && bitsStored >= 1 && bitsStored <= bitsAllocated))
    return refuse("image-facts", `Bits Stored ${bitsStored}`);
  const highBit = floating ? bitsAllocated - 1 : (numbersOf(attributes, tags.highBit)[0] ?? bitsStored - 1);
  if (!(Number.isInteger(highBit) && highBit >= bitsStored - 1 && highBit < bitsAllocated))
    return refuse("image-facts", `High Bit ${highBit}`);
  const representation = floating ? 0 : (numbersOf(attributes, tags.pixelRepresentation)[0] ?? 0);
  if (!isIn(representation, [0, 1])) return refuse("image-facts", `Pixel Representation ${representation}`);
  const planarConfiguration = samplesPerPixel === 1 ? 0 : (numbersOf(attributes, tags.planarConfiguration)[0] ?? 0);
  if (!isIn(planarConfiguration, [0, 1])) return refuse("image-facts", `Planar Configuration ${planarConfiguration}`);
  return ok({ rows, columns, samplesPerPixel, bitsAllocated, bitsStored, highBit, planarConfiguration, representation });
}

/** The facts of the Image Pixel module (PS3.3 C.7.6.3.1), refused where they are missing, impossible, or need more memory than a frame may take. */
export function pixelFactsOf(parsed: ParsedInstance): Result<PixelFacts, DicomCode> {
  const { attributes, pixel } = parsed;
  if (pixel === null) return refuse("no-image");
  const twice = repeatedFact(parsed);
  if (twice !== null) return refuse("image-facts", twice);
  const numberType = pixel.key === tags.floatPixelData.key ? "float" : pixel.key === tags.doubleFloatPixelData.key ? "double" : "integer";
  const numbers = readNumbers(attributes, numberType !== "integer");
  if (!numbers.ok) return numbers;
  const { representation, ...sizes } = numbers.value;
  // ACR-NEMA files and float maps have no such attribute; with one sample there is one sensible reading, and the reader is told.
  const photometric = codeOf(attributes, tags.photometricInterpretation) ?? (sizes.samplesPerPixel === 1 ? "MONOCHROME2" : null);
  if (!isPhotometric(photometric)) return refuse("image-facts", "Photometric Interpretation");
  const colour = photometric === "RGB" || photometric.startsWith("YBR_");
  if (colour !== (sizes.samplesPerPixel === 3)) return refuse("image-facts", "Samples per Pixel and Photometric Interpretation");
  if (photometric === "YBR_FULL_422" && parsed.syntax.coding === "native" && sizes.columns % 2 !== 0)
    return refuse("image-facts", "odd Columns with YBR_FULL_422");
  const words = parsed.encoding.bigEndian || parsed.syntax.uid === "1.2.840.113619.5.2";
  const wordsBigEndian = words && !(sizes.bitsAllocated === 8 && pixel.vr === "OB");
  const facts: PixelFacts = {
    transferSyntaxUid: parsed.syntax.uid,
    ...sizes,
    signed: representation === 1,
    numberType,
    photometric,
    wordsBigEndian,
  };
  if (decodedFrameBytes(facts) > MAX_FRAME_BYTES)
    return refuse("too-large", `a frame of ${facts.columns} × ${facts.rows} needs ${decodedFrameBytes(facts)} bytes`);
  return ok(facts);
}

/** Number of Frames (PS3.3 C.7.6.6); 1 when it is missing, null when it is no positive whole number. */
export function numberOfFramesOf(attributes: Attributes): number | null {
  if (numbersOf(attributes, tags.numberOfFrames).length === 0 || codeOf(attributes, tags.numberOfFrames) === null) return 1;
  const frames = numberOf(attributes, tags.numberOfFrames);
  return frames !== null && Number.isInteger(frames) && frames >= 1 ? frames : null;
}
