import { describe, expect, test } from "vitest";
import type { SeriesFrames } from "./frame-table.ts";
import type { Vector } from "./image-plane.ts";
import { linkedFrame, shiftAsTheyStand } from "./linked-position.ts";

type Made = {
  readonly reference: string | null;
  readonly spacingMm: number;
  readonly firstMm?: number;
  readonly count?: number;
  readonly tiltDegrees?: number;
};

/** An axial stack from `firstMm` upwards, tilted around the patient's left-right axis. */
function stack({ reference, spacingMm, firstMm = 0, count = 100, tiltDegrees = 0 }: Made): SeriesFrames {
  const tilt = (tiltDegrees * Math.PI) / 180;
  const plane = (index: number) => ({
    position: [-180, -180, firstMm + index * spacingMm] as Vector,
    row: [1, 0, 0] as Vector,
    column: [0, Math.cos(tilt), Math.sin(tilt)] as Vector,
  });
  return {
    frameOfReferenceUid: reference,
    stack: { kind: "volume" },
    frames: Array.from({ length: count }, (_, index) => ({ plane: plane(index), phase: 0 })),
  } as unknown as SeriesFrames;
}

describe("P3: the same place in two series", () => {
  test("in one frame of reference by position, whatever the thickness", () => {
    const [thin, thick] = [
      stack({ reference: "1.2", spacingMm: 1.25 }),
      stack({ reference: "1.2", spacingMm: 5, firstMm: -20, count: 40 }),
    ];
    // 40 × 1.25 = 50 mm = −20 + 14 × 5
    expect(linkedFrame(thin, 40, thick, 0, null)).toBe(14);
    expect(linkedFrame(thick, 14, thin, 0, null)).toBe(40);
    // beyond the end: the last one
    expect(linkedFrame(thin, 0, stack({ reference: "1.2", spacingMm: 5, firstMm: 30 }), 0, null)).toBe(0);
  });

  test("after aligning by hand, 20 mm in one move the other by 20 mm, though slice thickness differs", () => {
    const [now, prior] = [stack({ reference: "1.2", spacingMm: 2.5 }), stack({ reference: "9.9", spacingMm: 4, firstMm: 900 })];
    const hand = shiftAsTheyStand(now, 20, prior, 30);
    // 900 + 30 × 4 − 20 × 2.5, both stacks from the same corner
    expect(hand).toEqual([0, 0, 970]);
    expect(linkedFrame(now, 20, prior, 30, hand)).toBe(30);
    // 8 × 2.5 = 20 = 5 × 4
    expect(linkedFrame(now, 28, prior, 30, hand)).toBe(35);
    expect(linkedFrame(prior, 35, now, 20, shiftAsTheyStand(prior, 30, now, 20))).toBe(28);
  });

  test("a patient who lay 7.5 mm further: aligned at one slice, every slice is found again", () => {
    const [now, moved] = [stack({ reference: "1.2", spacingMm: 2.5 }), stack({ reference: "9.9", spacingMm: 2.5, firstMm: 7.5 })];
    const hand = shiftAsTheyStand(now, 50, moved, 50);
    expect([0, 17, 50, 99].map((index) => linkedFrame(now, index, moved, 0, hand))).toEqual([0, 17, 50, 99]);
    // in one frame of reference the same patient lies three slices on
    expect(linkedFrame(now, 50, stack({ reference: "1.2", spacingMm: 2.5, firstMm: 7.5 }), 0, null)).toBe(47);
  });

  test("not without an alignment, not across planes, not to a loop; a gantry that is tilted a little is no other plane", () => {
    const axial = stack({ reference: "1.2", spacingMm: 2.5 });
    expect(linkedFrame(axial, 10, stack({ reference: "9.9", spacingMm: 2.5 }), 0, null)).toBeNull();
    expect(linkedFrame(axial, 10, stack({ reference: null, spacingMm: 2.5 }), 0, null)).toBeNull();
    expect(linkedFrame(axial, 10, stack({ reference: "1.2", spacingMm: 2.5, tiltDegrees: 90 }), 0, null)).toBeNull();
    expect(linkedFrame(axial, 10, stack({ reference: "1.2", spacingMm: 2.5, tiltDegrees: 10 }), 0, null)).not.toBeNull();
    expect(linkedFrame(axial, 10, { ...axial, stack: { ...axial.stack, kind: "loop" } }, 0, null)).toBeNull();
  });

  test("there is nothing to align in one frame of reference, across planes, and in a loop", () => {
    const axial = stack({ reference: "1.2", spacingMm: 2.5 });
    const other = stack({ reference: "9.9", spacingMm: 2.5 });
    expect(shiftAsTheyStand(axial, 10, axial, 20)).toBeNull();
    expect(shiftAsTheyStand(axial, 10, stack({ reference: "9.9", spacingMm: 2.5, tiltDegrees: 90 }), 20)).toBeNull();
    expect(shiftAsTheyStand(axial, 10, { ...other, stack: { ...other.stack, kind: "loop" } }, 20)).toBeNull();
    expect(shiftAsTheyStand(axial, 10, other, 20)).toEqual([0, 0, 25]);
  });
});
