import { expect, test } from "vitest";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { CaseId, SeriesId } from "#shared/result/ids.ts";
import { picturesOf } from "./object-targets.ts";

const CASE = CaseId.parse("c".repeat(32));
const place = { runs: [], skipBits: 0, inflated: false };

/** A part of a series: `images` by UID with the frame numbers that lie in it, in the order of display. */
const part = (letter: string, images: readonly (readonly [uid: string, frameNumber: number, isHere?: boolean])[]): SeriesFrames =>
  ({
    seriesId: SeriesId.parse(letter.repeat(32)),
    revision: `${letter}&1`,
    instances: images.map(([sopInstanceUid]) => ({ sopInstanceUid })),
    frames: images.map(([, frameNumber, isHere = true], instance) => ({ instance, frameNumber, place: isHere ? place : null })),
  }) as unknown as SeriesFrames;

const where = (letter: string, frame: number): string =>
  `/thumbnails/${CASE}/${letter.repeat(32)}?revision=${encodeURIComponent(`${letter}&1`)}&frame=${frame}`;

test("P17, T15: of an image with many frames the named ones, each at its own place in the list, in whichever part it lies", () => {
  const parts = [
    part("a", [
      ["1.2", 3],
      ["1.9", 2],
      ["1.2", 1],
    ]),
    part("b", [
      ["1.2", 2],
      ["1.2", 4],
    ]),
  ];
  expect(picturesOf(CASE, parts, "1.2", new Set([2, 3]))).toEqual([
    { frameNumber: 3, path: where("a", 0) },
    { frameNumber: 2, path: where("b", 0) },
  ]);
});

test("P17: a frame that is not in the file, and one of which nothing can be read, have no picture", () => {
  const parts = [part("a", [["1.2", 1, false]])];
  expect(picturesOf(CASE, parts, "1.2", new Set([1, 9]))).toEqual([]);
});
