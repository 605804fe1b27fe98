import { expect, test } from "vitest";
import { type FrameHead, frameHeader } from "#shared/imaging/frame-stream.ts";
import { FrameSplitter, sameMemory } from "./frame-splitter.ts";

const frame = (head: FrameHead, fill: number): number[] => [...frameHeader(head), ...new Array<number>(head.length).fill(fill)];

const stream = new Uint8Array([
  ...frame({ index: 7, status: "ok", length: 5 }, 1),
  ...frame({ index: 3, status: "notStored", length: 0 }, 0),
  ...frame({ index: 4, status: "ok", length: 300 }, 2),
]);

test.each([1, 2, 11, 12, 13, 17, 1000])("frames are whole whatever the size of the pieces (%i)", (size) => {
  const splitter = new FrameSplitter();
  const frames = [];
  for (let at = 0; at < stream.length; at += size) frames.push(...splitter.push(stream.subarray(at, at + size)));
  expect(frames.map(({ index, status, bytes }) => [index, status, bytes.length, bytes[0]])).toEqual([
    [7, "ok", 5, 1],
    [3, "notStored", 0, undefined],
    [4, "ok", 300, 2],
  ]);
  expect(splitter.atBoundary).toBe(true);
});

test("each frame has memory of its own: what moves to a worker takes no other frame along", () => {
  const [first, , third] = new FrameSplitter().push(stream);
  expect(first?.bytes.buffer.byteLength).toBe(5);
  expect(third?.bytes.buffer).not.toBe(first?.bytes.buffer);
});

test("in the same memory each frame is right until the next one is asked for", () => {
  const seen = [...new FrameSplitter(sameMemory()).push(stream)].map(({ bytes }) => bytes.length);
  expect(seen).toEqual([5, 0, 300]);
  const told: number[][] = [];
  for (const { bytes } of new FrameSplitter(sameMemory()).push(stream)) told.push([...new Set(bytes)]);
  expect(told).toEqual([[1], [], [2]]);
});

test("a stream that ends within a frame says so, and a length beyond all measure is refused before anything is allocated", () => {
  const splitter = new FrameSplitter();
  expect([...splitter.push(stream.subarray(0, 20))]).toHaveLength(1);
  expect(splitter.atBoundary).toBe(false);
  expect(() => [...new FrameSplitter().push(frameHeader({ index: 0, status: "ok", length: 2 ** 32 - 1 }))]).toThrow(
    "longer than a frame may be",
  );
});
