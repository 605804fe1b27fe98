import { expect, test } from "vitest";
import { frameHeader, framesPath, readFrameHeader } from "./frame-stream.ts";

test("the head of a frame in the stream reads back as it was written, little endian", () => {
  const head = { index: 258, status: "damaged", length: 70_000 } as const;
  expect([...frameHeader(head).subarray(0, 4)]).toEqual([2, 1, 0, 0]);
  expect(readFrameHeader(new Uint8Array([9, ...frameHeader(head)]), 1)).toEqual(head);
});

test("the address names the list that the indexes count in", () => {
  expect(framesPath("c", { seriesId: "s", revision: "r" }, [3, 1])).toBe("/frames/c/s?revision=r&order=3,1");
});
