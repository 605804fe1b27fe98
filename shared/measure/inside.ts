import type { Point, Region } from "./mark.ts";

/** A run of pixels of one row: columns from … to, both inside. */
export type Run = { readonly row: number; readonly from: number; readonly to: number };

type Bounds = { readonly top: number; readonly bottom: number };

function boundsOf(region: Region): Bounds {
  const { kind, points } = region;
  if (kind !== "ellipse") return { top: Math.min(...points.map(({ y }) => y)), bottom: Math.max(...points.map(({ y }) => y)) };
  const [middle, a, b] = points;
  const height = Math.hypot(a.y - middle.y, b.y - middle.y);
  return { top: middle.y - height, bottom: middle.y + height };
}

/** Where the closed line is crossed by the horizontal at `y`, from left to right. A corner on it counts once (half-open sides). */
function crossings(points: readonly Point[], y: number): number[] {
  const found: number[] = [];
  points.forEach((from, index) => {
    const to = points[(index + 1) % points.length] ?? from;
    if (from.y <= y !== to.y <= y) found.push(from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x));
  });
  return found.sort((a, b) => a - b);
}

/** The two sides of an ellipse given by its half axes, at `y`: |M·(x, y)| = 1, solved for x. */
function ellipseSides([middle, a, b]: readonly [Point, Point, Point], y: number): number[] {
  const [ax, ay, bx, by] = [a.x - middle.x, a.y - middle.y, b.x - middle.x, b.y - middle.y];
  const determinant = ax * by - ay * bx;
  if (determinant === 0) return [];
  const dy = y - middle.y;
  // (x, y) = s·a + t·b with s = (x·by − y·bx)/det, t = (y·ax − x·ay)/det, and s² + t² = 1
  const square = by * by + ay * ay;
  const linear = -2 * dy * (by * bx + ay * ax);
  const rest = dy * dy * (bx * bx + ax * ax) - determinant * determinant;
  const root = linear * linear - 4 * square * rest;
  if (square === 0 || root < 0) return [];
  return [-Math.sqrt(root), Math.sqrt(root)].map((sign) => middle.x + (-linear + sign) / (2 * square));
}

function sidesAt(region: Region, y: number): number[] {
  if (region.kind === "freehand") return crossings(region.points, y);
  if (region.kind === "ellipse") return ellipseSides(region.points, y);
  const [a, b] = region.points;
  const inside = y >= Math.min(a.y, b.y) && y < Math.max(a.y, b.y);
  return inside ? [Math.min(a.x, b.x), Math.max(a.x, b.x)] : [];
}

/** The pixels of an image whose middle lies inside the region, row by row. One on the left or upper edge belongs to it. */
export function pixelsInside(region: Region, rows: number, columns: number): Run[] {
  const { top, bottom } = boundsOf(region);
  const runs: Run[] = [];
  for (let row = Math.max(0, Math.floor(top)); row <= Math.min(rows - 1, Math.ceil(bottom)); row++) {
    const sides = sidesAt(region, row + 0.5);
    for (let pair = 0; pair + 1 < sides.length; pair += 2) {
      const from = Math.max(0, Math.ceil((sides[pair] ?? 0) - 0.5));
      const to = Math.min(columns - 1, Math.ceil((sides[pair + 1] ?? 0) - 0.5) - 1);
      if (from <= to) runs.push({ row, from, to });
    }
  }
  return runs;
}
