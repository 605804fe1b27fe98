import { expect, test } from "vitest";
import { ownsMemory, releaseBytes } from "./owned-bytes.ts";

test("row 76: bytes that own their memory give it back; a piece of a larger buffer keeps it", () => {
  const [own, larger] = [new Uint8Array(8), new Uint8Array([1, 2, 3, 4])];
  const piece = larger.subarray(1, 3);
  expect([ownsMemory(own), ownsMemory(piece)]).toEqual([true, false]);
  releaseBytes(own);
  releaseBytes(piece);
  expect([own.length, [...piece], [...larger]]).toEqual([0, [2, 3], [1, 2, 3, 4]]);
});
