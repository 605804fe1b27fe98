import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { buildSeries } from "#shared/imaging/build-series.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { lengthOf, subtract } from "#shared/imaging/image-plane.ts";
import { linkedFrame, placeOf, shiftAsTheyStand } from "#shared/imaging/linked-position.ts";
import type { SeriesId } from "#shared/result/ids.ts";
import { bytesOf, dataFolder, indexOf } from "./data-folder.ts";

const FOLDER = "01-ct-chest-series";
const SHIFT_MM = 7.5;

/** An explicit-VR file with the value of one element, whose length has two bytes, made anew. */
function withValue(bytes: Uint8Array, group: number, element: number, vr: string, change: (text: string) => string): Uint8Array {
  const head = Buffer.from([group & 0xff, group >> 8, element & 0xff, element >> 8, vr.charCodeAt(0), vr.charCodeAt(1)]);
  const at = Buffer.from(bytes).indexOf(head);
  if (at < 0) throw new Error(`the file has no (${group.toString(16)},${element.toString(16)})`);
  const length = Buffer.from(bytes).readUInt16LE(at + 6);
  const before = Buffer.from(bytes.subarray(at + 8, at + 8 + length)).toString("latin1");
  const text = change(before.replace(/[\0 ]+$/, ""));
  const value = Buffer.from(text.length % 2 === 0 ? text : `${text}${vr === "UI" ? "\0" : " "}`, "latin1");
  const size = Buffer.alloc(2);
  size.writeUInt16LE(value.length);
  return new Uint8Array(Buffer.concat([bytes.subarray(0, at + 6), size, value, bytes.subarray(at + 8 + length)]));
}

const own = (uid: string): string => `${uid.slice(0, 60)}.9`;
const moved = (text: string): string => {
  const [x = 0, y = 0, z = 0] = text.split("\\").map(Number);
  return [x, y, z + SHIFT_MM].join("\\");
};

/** The chest CT again as another examination: identifiers of its own, and every position moved along the patient. */
function another(bytes: Uint8Array, ownReference: boolean): Uint8Array {
  const uids = [[0x0008, 0x0018], [0x0020, 0x000d], [0x0020, 0x000e], ...(ownReference ? [[0x0020, 0x0052]] : [])] as const;
  const named = uids.reduce((file, [group = 0, element = 0]) => withValue(file, group, element, "UI", own), bytes);
  return withValue(named, 0x0020, 0x0032, "DS", moved);
}

function seriesOf(change: (bytes: Uint8Array) => Uint8Array): SeriesFrames {
  const files = fs.readdirSync(path.join(dataFolder ?? "", FOLDER)).sort();
  const indexes = files.map((file) => indexOf(file, change(bytesOf(`${FOLDER}/${file}`))));
  const [series] = buildSeries(indexes, { idOf: (key) => key.length.toString(16).padStart(32, "0") as SeriesId, patient: null }).series;
  if (series === undefined) throw new Error("no series");
  return series;
}

/** How far apart the frames are that are shown side by side, for every frame of `from`; null where none belongs to it. */
const distancesMm = (from: SeriesFrames, to: SeriesFrames, link: (index: number) => number | null): (number | null)[] =>
  from.frames.map((_, index) => {
    const other = link(index);
    const [a, b] = [placeOf(from, index), other === null ? null : placeOf(to, other)];
    return a === null || b === null ? null : lengthOf(subtract(b, a));
  });

describe.skipIf(dataFolder === null)("a prior that lies 7.5 mm off (needs ../shared/data)", () => {
  test("P3: aligned by hand at one pair of images, every other image finds its own: the shift is 7.5 mm throughout", () => {
    const now = seriesOf((bytes) => bytes);
    const prior = seriesOf((bytes) => another(bytes, true));
    expect(linkedFrame(now, 10, prior, 0, null)).toBeNull();
    const alignment = shiftAsTheyStand(now, 10, prior, 10);
    expect(alignment?.map((mm) => Number(mm.toFixed(6)))).toEqual([0, 0, SHIFT_MM]);
    const found = distancesMm(now, prior, (index) => linkedFrame(now, index, prior, 0, alignment));
    for (const distance of found) expect(Math.abs((distance ?? 0) - SHIFT_MM)).toBeLessThan(SHIFT_MM * 0.005);
    expect(now.frames.map((_, index) => linkedFrame(now, index, prior, 0, alignment))).toEqual(now.frames.map((_, index) => index));
  });

  test("P3: in one frame of reference the same place of the patient is shown, although it is another image", () => {
    const now = seriesOf((bytes) => bytes);
    const prior = seriesOf((bytes) => another(bytes, false));
    const spacingMm = now.stack.spacingMm ?? 0;
    const steps = Math.round(SHIFT_MM / spacingMm);
    const linked = now.frames.map((_, index) => linkedFrame(now, index, prior, 0, null));
    const inner = linked.slice(steps, linked.length - steps);
    const offsets = new Set(inner.map((other, index) => (other ?? 0) - (index + steps)));
    expect([...offsets].map(Math.abs)).toEqual([steps]);
    // never farther than half a slice from the same place
    const nearest = distancesMm(now, prior, (index) => linked[index] ?? null).slice(steps, linked.length - steps);
    for (const distance of nearest) expect(distance).toBeLessThanOrEqual(spacingMm / 2 + 1e-3);
  });
});
