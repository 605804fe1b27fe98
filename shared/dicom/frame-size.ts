import type { PixelFacts } from "./pixel-facts.ts";

/** Bits one frame takes in native form (PS3.5 8.1.1, A.4); YBR_FULL_422 shares its colour between two pixels. */
export function nativeFrameBits(facts: PixelFacts): number {
  const pixels = facts.rows * facts.columns;
  if (facts.photometric === "YBR_FULL_422") return pixels * 2 * facts.bitsAllocated;
  return pixels * facts.samplesPerPixel * facts.bitsAllocated;
}

/** Bytes of the decoded frame in memory. */
export const decodedFrameBytes = (facts: PixelFacts): number =>
  facts.rows * facts.columns * facts.samplesPerPixel * Math.max(1, facts.bitsAllocated / 8);
