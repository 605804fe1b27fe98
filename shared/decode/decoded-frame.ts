import type { PixelFacts } from "../dicom/pixel-facts.ts";

export type StoredValues =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** What the samples of a decoded frame are: JPEG's YBR and JPEG 2000's ICT and RCT have become RGB, 4:2:2 has become full. */
export type DecodedPhotometric = "MONOCHROME1" | "MONOCHROME2" | "PALETTE COLOR" | "RGB" | "YBR_FULL";

/**
 * One decoded frame: stored values, row by row from the top left, the samples of a pixel together. Bits outside Bits Stored are gone,
 * signed values are sign-extended; no rescale, no window, no palette, no inversion.
 */
export type DecodedFrame = {
  readonly rows: number;
  readonly columns: number;
  readonly samples: 1 | 3;
  readonly photometric: DecodedPhotometric;
  readonly values: StoredValues;
};

/** What a codec gives: samples of a pixel together, as the stream holds them. */
export type CodecOutput = {
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  /** Precision of the stream. */
  readonly bits: number;
  readonly signed: boolean;
  readonly values:
    | Uint8Array<ArrayBuffer>
    | Int8Array<ArrayBuffer>
    | Uint16Array<ArrayBuffer>
    | Int16Array<ArrayBuffer>
    | Uint32Array<ArrayBuffer>;
};

/** An empty array of the number type that a frame of these facts is stored in. */
export function storedArray(facts: PixelFacts, length: number): StoredValues {
  if (facts.numberType === "double") return new Float64Array(length);
  if (facts.numberType === "float") return new Float32Array(length);
  if (facts.bitsAllocated <= 8) return facts.signed ? new Int8Array(length) : new Uint8Array(length);
  if (facts.bitsAllocated === 16) return facts.signed ? new Int16Array(length) : new Uint16Array(length);
  return facts.signed ? new Int32Array(length) : new Uint32Array(length);
}
