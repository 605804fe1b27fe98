import type { FrameRecord, StackFacts } from "./frame-table.ts";
import { angleBetween, depthOf, dot, type ImagePlane, lengthOf, normalOf, subtract, type Vector } from "./image-plane.ts";

/** What decides a frame's place in its stack. */
export type Placed = {
  readonly plane: ImagePlane | null;
  readonly temporalPosition: number | null;
  readonly triggerTimeMs: number | null;
  readonly acquisitionTime: string;
  readonly contentTime: string;
  readonly number: number | null;
  readonly frameNumber: number;
  readonly sopInstanceUid: string;
  readonly durationMs: number | null;
};

export type Ordered<T> = {
  readonly frames: readonly { readonly frame: T; readonly phase: FrameRecord["phase"] }[];
  readonly stack: StackFacts;
};

/** Images nearer than this along the normal lie at one place. */
const SAME_PLACE_MM = 0.01;
/** Directions nearer than this are one direction. */
const SAME_DIRECTION_DEGREES = 1;
/** A stack leaning more than this from its normal is tilted. */
export const TILT_DEGREES = 0.5;
/** Fewer places than this show nothing in another direction. */
export const LEAST_POSITIONS = 3;

const compareNumbers = (a: number | null, b: number | null): number => (a ?? 0) - (b ?? 0);
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The order without geometry: what the file numbers say, then time. */
export const byNumber = (a: Placed, b: Placed): number =>
  compareNumbers(a.number, b.number) ||
  a.frameNumber - b.frameNumber ||
  compareText(a.acquisitionTime, b.acquisitionTime) ||
  compareText(a.sopInstanceUid, b.sopInstanceUid);

const byTime = (a: Placed, b: Placed): number =>
  compareNumbers(a.temporalPosition, b.temporalPosition) ||
  compareNumbers(a.triggerTimeMs, b.triggerTimeMs) ||
  compareNumbers(a.number, b.number) ||
  compareText(a.acquisitionTime, b.acquisitionTime) ||
  compareText(a.contentTime, b.contentTime) ||
  a.frameNumber - b.frameNumber ||
  compareText(a.sopInstanceUid, b.sopInstanceUid);

export const sameDirections = (a: ImagePlane, b: ImagePlane): boolean =>
  angleBetween(a.row, b.row) < SAME_DIRECTION_DEGREES && angleBetween(normalOf(a), normalOf(b)) < SAME_DIRECTION_DEGREES;

type Place<T> = { readonly depth: number; readonly frames: T[] };

function placesOf<T extends Placed>(frames: readonly T[], normal: Vector): Place<T>[] {
  const depths = frames
    .flatMap((frame) => (frame.plane === null ? [] : [{ frame, depth: dot(frame.plane.position, normal) }]))
    .sort((a, b) => a.depth - b.depth);
  const places: Place<T>[] = [];
  for (const { frame, depth } of depths) {
    const last = places.at(-1);
    if (last !== undefined && depth - last.depth < SAME_PLACE_MM) last.frames.push(frame);
    else places.push({ depth, frames: [frame] });
  }
  for (const place of places) place.frames.sort(byTime);
  return places;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

/** The angle between the way from first to last image and the normal: 0 in a straight stack, the gantry tilt in a sheared one. */
function shearOf(first: ImagePlane, last: ImagePlane): number {
  const axis = subtract(last.position, first.position);
  if (lengthOf(axis) === 0) return 0;
  const angle = angleBetween(axis, normalOf(first));
  return Math.min(angle, 180 - angle);
}

function refusalOf(stack: Omit<StackFacts, "mprRefusal">): string | null {
  if (stack.positions < LEAST_POSITIONS) return "fewer than three positions";
  if (stack.gaps.length > 0) return `${stack.gaps.length === 1 ? "a gap" : `${stack.gaps.length} gaps`} in the stack`;
  if (!stack.uniform) return "uneven distances between the images";
  if (stack.shearDegrees > TILT_DEGREES) return `the gantry was tilted by ${stack.shearDegrees.toFixed(1)}°`;
  return null;
}

function stackOf<T extends Placed>(places: readonly Place<T>[], phases: number): StackFacts {
  const steps = places.slice(1).map((place, i) => Math.abs(place.depth - (places[i]?.depth ?? 0)));
  const usual = steps.length === 0 ? null : median(steps);
  const first = places[0]?.frames[0]?.plane ?? null;
  const last = places.at(-1)?.frames[0]?.plane ?? null;
  const facts = {
    kind: phases === 1 ? ("volume" as const) : ("phases" as const),
    phases,
    positions: places.length,
    spacingMm: usual,
    uniform: usual !== null && steps.every((step) => Math.abs(step - usual) <= Math.max(0.01 * usual, SAME_PLACE_MM)),
    shearDegrees: first === null || last === null ? 0 : shearOf(first, last),
    gaps: usual === null ? [] : steps.flatMap((step, after) => (step > 1.5 * usual ? [{ after, mm: step }] : [])),
  };
  return { ...facts, mprRefusal: refusalOf(facts) };
}

/** Frames of one direction: along the normal, in the sense of the file's own numbers; where places were taken several times, time by time. */
function orderByGeometry<T extends Placed>(frames: readonly T[], normal: Vector): Ordered<T> {
  const places = placesOf(frames, normal);
  const [first, last] = [places[0]?.frames[0], places.at(-1)?.frames[0]];
  if (first !== undefined && last !== undefined && byNumber(first, last) > 0) places.reverse();
  const phases = Math.max(...places.map((place) => place.frames.length));
  const ordered = Array.from({ length: phases }, (_, phase) => phase).flatMap((phase) =>
    places.flatMap(({ frames: taken }) => {
      const frame = taken[phase];
      return frame === undefined ? [] : [{ frame, phase }];
    }),
  );
  return { frames: ordered, stack: stackOf(places, phases) };
}

/** Frames that no geometry orders: by number; a loop when the file gives them times. */
function orderByNumber<T extends Placed>(frames: readonly T[], reason: string): Ordered<T> {
  const sorted = [...frames].sort(byNumber);
  const loop = sorted.length > 1 && sorted.some((frame) => frame.durationMs !== null);
  const stack: StackFacts = {
    kind: loop ? "loop" : "loose",
    phases: 1,
    positions: 0,
    spacingMm: null,
    uniform: false,
    shearDegrees: 0,
    gaps: [],
    mprRefusal: reason,
  };
  return { frames: sorted.map((frame) => ({ frame, phase: 0 })), stack };
}

/** Orders the frames of one part of a series for display. */
export function orderFrames<T extends Placed>(frames: readonly T[]): Ordered<T> {
  const [first] = frames;
  if (first?.plane === null || first === undefined) return orderByNumber(frames, "the file does not say where the images lie");
  const reference = first.plane;
  if (frames.some(({ plane }) => plane === null)) return orderByNumber(frames, "some images do not say where they lie");
  if (!frames.every(({ plane }) => plane !== null && sameDirections(plane, reference)))
    return orderByNumber(frames, "the images lie in different directions");
  return orderByGeometry(frames, normalOf(reference));
}

/** Parts by direction, in the order met; frames without a plane are one part. One part for all when nearly each has its own (radial stacks). */
export function partsByDirection<T extends Placed>(frames: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (const frame of frames) {
    const part = parts.find(([first]) =>
      first?.plane === null || frame.plane === null
        ? first?.plane === frame.plane
        : first !== undefined && sameDirections(first.plane, frame.plane),
    );
    if (part === undefined) parts.push([frame]);
    else part.push(frame);
  }
  return parts.length > 2 && parts.length > frames.length / 2 ? [[...frames]] : parts;
}

/** mm along the normal of the first image, for showing where a slice lies. */
export const slicePositionMm = (plane: ImagePlane): number => depthOf(plane);
