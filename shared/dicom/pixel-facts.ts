import { z } from "zod";

/** The photometric interpretations that can be shown (PS3.3 C.7.6.3.1.2). */
export const photometrics = [
  "MONOCHROME1",
  "MONOCHROME2",
  "PALETTE COLOR",
  "RGB",
  "YBR_FULL",
  "YBR_FULL_422",
  "YBR_ICT",
  "YBR_RCT",
] as const;

/** What a decoder must know of a frame (PS3.3 C.7.6.3), checked. */
export const PixelFacts = z.object({
  transferSyntaxUid: z.string(),
  rows: z.int().min(1).max(65535),
  columns: z.int().min(1).max(65535),
  samplesPerPixel: z.union([z.literal(1), z.literal(3)]),
  bitsAllocated: z.union([z.literal(1), z.literal(8), z.literal(16), z.literal(32), z.literal(64)]),
  bitsStored: z.int().min(1).max(64),
  highBit: z.int().min(0).max(63),
  signed: z.boolean(),
  /** `float`, `double`: Float and Double Float Pixel Data. */
  numberType: z.enum(["integer", "float", "double"]),
  photometric: z.enum(photometrics),
  /** Only of meaning with 3 samples: 0 = by pixel, 1 = by plane. */
  planarConfiguration: z.union([z.literal(0), z.literal(1)]),
  /** 16-bit words with the high byte first; with 8-bit samples the bytes of each word are swapped (PS3.5 8.1.1). */
  wordsBigEndian: z.boolean(),
  /** Only on tiles at the edge of a slide: the part of the frame, from its top left, that lies inside the slide's pixel matrix. */
  tilePart: z.object({ rows: z.int().min(1), columns: z.int().min(1) }).optional(),
});
export type PixelFacts = z.infer<typeof PixelFacts>;
