import { afterEach, expect, test } from "vitest";
import { element, imagePixel, part10, text } from "#shared/dicom/made-bytes.ts";
import { Preparer } from "./prepare.ts";

const preparer = new Preparer();

afterEach(() => preparer.close());

/** A CT image of 4 × 4, as it comes from an archive. */
const image = (): Uint8Array =>
  part10("1.2.840.10008.1.2.1", [
    ...element(0x00080016, "UI", text("1.2.840.10008.5.1.4.1.1.2\0")),
    ...element(0x00080018, "UI", text("1.2.3.40")),
    ...element(0x00080060, "CS", text("CT")),
    ...element(0x0020000d, "UI", text("1.2.3\0")),
    ...element(0x0020000e, "UI", text("1.2.3.4\0")),
    ...imagePixel(4, 4, 16, { signed: true }),
    ...element(
      0x7fe00010,
      "OW",
      Array.from({ length: 32 }, (_, index) => index),
    ),
  ]);

test("row 76: bytes that own their memory are handed to the reader and come back the same; a piece of a larger buffer is copied", async () => {
  const [own, larger] = [Uint8Array.from(image()), Uint8Array.from([...image(), 1, 2, 3])];
  const piece = larger.subarray(0, own.length);
  const [first, second] = await Promise.all([preparer.index(own, "a"), preparer.index(piece, "b")]);
  if (!first.ok || !second.ok) throw new Error("the image was not read");
  expect([own.length, piece.length]).toEqual([0, image().length]);
  expect([first.decodeProblem, second.decodeProblem]).toEqual([null, null]);
  expect([Buffer.from(first.bytes).equals(image()), Buffer.from(second.bytes).equals(image())]).toEqual([true, true]);
});
