import { expect, test } from "vitest";
import { readCodeStream } from "./jpeg2000.ts";

/** SOC, SIZ of one 16-bit component of 32 × 32 (ITU T.800 A.5.1, by hand), an empty tile-part of the tile, EOC. */
function codeStream(stepX: number, stepY: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 + 43 + 12 + 2));
  view.setUint32(0, 0xff4fff51);
  view.setUint16(4, 41);
  view.setUint32(8, 32);
  view.setUint32(12, 32);
  view.setUint32(24, 32);
  view.setUint32(28, 32);
  view.setUint16(40, 1);
  view.setUint8(42, 15);
  view.setUint8(43, stepX);
  view.setUint8(44, stepY);
  view.setUint16(45, 0xff90);
  view.setUint16(47, 10);
  view.setUint32(51, 12);
  view.setUint16(57, 0xffd9);
  return new Uint8Array(view.buffer);
}

test("row 54: size, components and end of a code stream", () => {
  expect(readCodeStream(codeStream(1, 1))).toEqual({ width: 32, height: 32, componentCount: 1, full: true, whole: true });
});

// found by `npm run fuzz -- dicom --seed 77`, run 15795: the decoder of HTJ2K did not come back
test.each([
  [1, 129],
  [2, 1],
  [0, 1],
])("row 55: steps of %d and %d between samples are not one sample for each pixel", (stepX, stepY) => {
  expect(readCodeStream(codeStream(stepX, stepY))).toMatchObject({ full: false });
});
