import { describe, expect, test } from "vitest";
import { angleDeg, areaOf, cobbDeg, crossesItself, distance } from "./geometry.ts";
import { pixelsInside } from "./inside.ts";
import type { Point, Region } from "./mark.ts";

const at = (x: number, y: number): Point => ({ x, y });
const square = { stepX: 1, stepY: 1 };
/** Rows 2 mm apart, columns 0.5 mm (T5). */
const oblong = { stepX: 0.5, stepY: 2 };
const count = (region: Region, rows = 512, columns = 512): number =>
  pixelsInside(region, rows, columns).reduce((sum, { from, to }) => sum + to - from + 1, 0);

const polygon = (...points: readonly (readonly [number, number])[]): Region => ({
  kind: "freehand",
  points: points.map(([x, y]) => at(x, y)),
});
const disc = (x: number, y: number, radius: number): Region => ({
  kind: "ellipse",
  points: [at(x, y), at(x + radius, y), at(x, y + radius)],
});

describe("P6 T5: lengths, angles and areas, by hand", () => {
  test("3-4-5, and the same points where rows and columns are differently far apart", () => {
    expect(distance(at(1, 1), at(4, 5), square)).toBe(5);
    // 3 × 0.5 = 1.5 across, 4 × 2 = 8 down: √(2.25 + 64)
    expect(distance(at(1, 1), at(4, 5), oblong)).toBeCloseTo(8.13941, 5);
  });

  test("an angle is that in the patient, not that on the pixels", () => {
    expect(angleDeg(at(1, 0), at(0, 0), at(0, 1), square)).toBeCloseTo(90, 10);
    expect(angleDeg(at(1, 1), at(0, 0), at(1, 0), square)).toBeCloseTo(45, 10);
    // 0.5 across and 2 down: arctan 4
    expect(angleDeg(at(1, 1), at(0, 0), at(1, 0), oblong)).toBeCloseTo(75.963757, 6);
    expect(angleDeg(at(-1, 0), at(0, 0), at(1, 0), square)).toBeCloseTo(180, 10);
    expect(angleDeg(at(0, 0), at(0, 0), at(1, 0), square)).toBeNull();
  });

  test("Cobb: the smaller angle, whichever way the lines were drawn", () => {
    const tilted = [at(0, 0), at(10, 0), at(0, 30), at(10, 20)] as const;
    expect(cobbDeg([...tilted], square)).toBeCloseTo(45, 10);
    expect(cobbDeg([tilted[1], tilted[0], tilted[2], tilted[3]], square)).toBeCloseTo(45, 10);
  });

  test("areas: rectangle, ellipse (also turned), triangle; the sense of going round does not matter", () => {
    expect(areaOf({ kind: "rectangle", points: [at(10, 20), at(4, 10)] }, square)).toBe(60);
    expect(areaOf({ kind: "rectangle", points: [at(10, 20), at(4, 10)] }, oblong)).toBe(60);
    expect(areaOf({ kind: "ellipse", points: [at(0, 0), at(3, 0), at(0, 2)] }, square)).toBeCloseTo(Math.PI * 6, 10);
    // half axes (3, 3)/√2 and (−2, 2)/√2: lengths 3 and 2
    const [a, b] = [3 / Math.SQRT2, 2 / Math.SQRT2];
    expect(areaOf({ kind: "ellipse", points: [at(0, 0), at(a, a), at(-b, b)] }, square)).toBeCloseTo(Math.PI * 6, 10);
    expect(areaOf(polygon([0, 0], [30, 0], [0, 40]), square)).toBe(600);
    expect(areaOf(polygon([0, 40], [30, 0], [0, 0]), square)).toBe(600);
  });

  test("a closed line that crosses itself is told from one that only touches itself", () => {
    expect(crossesItself([at(0, 0), at(10, 10), at(10, 0), at(0, 10)])).toBe(true);
    expect(crossesItself([at(0, 0), at(10, 0), at(10, 10), at(0, 10)])).toBe(false);
    // a keyhole: in along an edge and out along the same
    const ring = [at(0, 0), at(40, 0), at(40, 40), at(0, 40), at(0, 0), at(10, 10), at(10, 30), at(30, 30), at(30, 10), at(10, 10)];
    expect(crossesItself(ring)).toBe(false);
    expect(areaOf({ kind: "freehand", points: ring }, square)).toBe(1_200);
  });
});

describe("pixels inside: those whose middle lies inside", () => {
  test("a rectangle along the pixels holds exactly them; half a pixel more holds no more", () => {
    expect(count({ kind: "rectangle", points: [at(10, 10), at(50, 50)] })).toBe(1_600);
    expect(count({ kind: "rectangle", points: [at(50.4, 50.4), at(9.6, 9.6)] })).toBe(1_600);
    expect(count({ kind: "rectangle", points: [at(-5, -5), at(3, 2)] })).toBe(6);
  });

  test("a disc of radius 30 around the middle of a pixel holds 2,821 (Gauss's circle problem, OEIS A000328)", () => {
    expect(count(disc(100.5, 100.5, 30.01))).toBe(2_821);
    expect(count(disc(100.5, 100.5, 0.2))).toBe(1);
    expect(count(disc(100, 100, 0.2))).toBe(0);
  });

  test("a turned ellipse and the polygon around it hold the same pixels", () => {
    const [a, b] = [
      { x: 40, y: 17 },
      { x: -9, y: 21.18 },
    ];
    const ellipse: Region = { kind: "ellipse", points: [at(200, 200), at(200 + a.x, 200 + a.y), at(200 + b.x, 200 + b.y)] };
    const around: Region = {
      kind: "freehand",
      points: Array.from({ length: 7_200 }, (_, step) => {
        const [s, t] = [Math.cos((step * Math.PI) / 3_600), Math.sin((step * Math.PI) / 3_600)];
        return at(200 + s * a.x + t * b.x, 200 + s * a.y + t * b.y);
      }),
    };
    expect(Math.abs(count(ellipse) - count(around))).toBeLessThanOrEqual(1);
    // area and count of pixels agree as finely as pixels allow
    expect(count(ellipse) / areaOf(ellipse, square)).toBeCloseTo(1, 2);
  });

  test("two neighbours share no pixel and leave none out, also where a corner lies on a row's middle", () => {
    const left = polygon([10, 10.5], [30, 10.5], [30, 40.5], [10, 30.5]);
    const right = polygon([30, 10.5], [55, 10.5], [50, 40.5], [30, 40.5]);
    const both = polygon([10, 10.5], [55, 10.5], [50, 40.5], [30, 40.5], [10, 30.5]);
    expect(count(left) + count(right)).toBe(count(both));
  });
});
