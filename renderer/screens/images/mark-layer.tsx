import { createPortal } from "react-dom";
import { useStore } from "zustand";
import type { KeptMark } from "#shared/measure/kept-mark.ts";
import type { Point, Shape } from "#shared/measure/mark.ts";
import { handlesOf, linesOf } from "#shared/measure/shape-handles.ts";
import { byPlace } from "../../ui/by-place.ts";
import { type ImageToScreen, MARK_LABEL, type ShownState, type Viewport } from "../../viewer/viewer.ts";
import { LABEL_HEIGHT_PX, type LabelPlace, labelPlaces, type ToScreen } from "./label-places.ts";
import { type MarkDraft, movedMark } from "./mark-drafts.ts";
import { markWords } from "./mark-words.ts";
import type { Marking } from "./marking.ts";
import { isOnFrame, measured, placeOn } from "./marks-slice.ts";
import "./marks.css";

const onScreen =
  ({ a, b, c, d, e, f }: ImageToScreen): ToScreen =>
  ({ x, y }) => ({ x: a * x + c * y + e, y: b * x + d * y + f });

const TICK_PX = 5;
const HANDLE_PX = 3.5;

const pathOf = (points: readonly Point[]): string =>
  points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(2)} ${y.toFixed(2)}`).join("");

/** A short line across each end of a measured line; the head of an arrow. */
function endsOf(kind: Shape["kind"], [a, b]: readonly Point[]): string {
  if (a === undefined || b === undefined) return "";
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
  if (kind === "arrow") {
    const wing = (side: 1 | -1): Point => ({ x: a.x + ux * 10 - uy * 4 * side, y: a.y + uy * 10 + ux * 4 * side });
    return pathOf([wing(1), a, wing(-1)]);
  }
  // short lines have short ends, so that they cover little of what is measured
  const half = Math.min(TICK_PX, length / 6);
  const tick = ({ x, y }: Point): string =>
    pathOf([
      { x: x - uy * half, y: y + ux * half },
      { x: x + uy * half, y: y - ux * half },
    ]);
  return tick(a) + tick(b);
}

/** All lines of a shape as one path in CSS pixels. */
function shapePath(shape: Shape, to: ToScreen): string {
  const lines = linesOf(shape).map((line) => line.map(to));
  if (shape.kind === "probe") {
    const [{ x, y } = { x: 0, y: 0 }] = lines[0] ?? [];
    return `M${x - 6} ${y}H${x - 2}M${x + 2} ${y}H${x + 6}M${x} ${y - 6}V${y - 2}M${x} ${y + 2}V${y + 6}`;
  }
  const hasEnds = shape.kind === "length" || shape.kind === "bidirectional" || shape.kind === "arrow";
  return lines.map((line) => pathOf(line) + (hasEnds ? endsOf(shape.kind, line) : "")).join("");
}

function nearestOf(points: readonly Point[], { x, y }: Point): Point {
  const away = (point: Point): number => Math.hypot(point.x - x, point.y - y);
  return [...points].sort((a, b) => away(a) - away(b))[0] ?? { x, y };
}

/** A line twice: a dark halo, so that it reads on bright tissue, and the line itself. */
function Line({ path, dashed }: { readonly path: string; readonly dashed?: boolean }) {
  const dash = dashed ? { strokeDasharray: "3 3" } : {};
  return (
    <>
      <path d={path} className="mark-halo" />
      <path d={path} className="mark-line" {...dash} />
    </>
  );
}

function Label({ mark, to, place }: { readonly mark: KeptMark; readonly to: ToScreen; readonly place: LabelPlace | undefined }) {
  if (place === undefined) return null;
  const { text, width, ...at } = place;
  const middle = { x: at.x + width / 2, y: at.y };
  const from = nearestOf(linesOf(mark.shape).flat().map(to), middle);
  const edge = { x: Math.max(at.x, Math.min(at.x + width, from.x)), y: Math.max(at.y - 9, Math.min(at.y + 9, from.y)) };
  const isApart = Math.hypot(edge.x - from.x, edge.y - from.y) > 12;
  return (
    <>
      {isApart ? <Line path={pathOf([from, edge])} dashed /> : null}
      <g {...{ [MARK_LABEL]: mark.id }} className="mark-label">
        <rect x={at.x} y={at.y - LABEL_HEIGHT_PX / 2} width={width} height={LABEL_HEIGHT_PX} rx={3} />
        <text x={at.x + 5} y={at.y + 4} textLength={width - 10} lengthAdjust="spacingAndGlyphs">
          {text}
        </text>
      </g>
    </>
  );
}

function Mark(props: { readonly mark: KeptMark; readonly chosen: boolean; readonly to: ToScreen; readonly place: LabelPlace | undefined }) {
  const { mark, chosen, to } = props;
  const words = markWords();
  const tone = mark.letter === "P" ? "mark-prior" : "";
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group of lines is no control; this one is a picture with a name
    <g role="img" className={`mark ${tone} ${chosen ? "mark-chosen" : ""}`} data-mark={mark.id} aria-label={words.spoken(mark)}>
      <Line path={shapePath(mark.shape, to)} />
      {chosen
        ? byPlace(handlesOf(mark.shape)).map(({ entry: point, key }) => {
            const { x, y } = to(point);
            return <circle key={key} cx={x} cy={y} r={HANDLE_PX} className="mark-handle" />;
          })
        : null}
      <Label mark={mark} to={to} place={props.place} />
    </g>
  );
}

/** What is being drawn or moved, with what it measures as far as that is quick: pixels are counted when the hand lets go. */
function draftMark(draft: MarkDraft | null, slot: number, marking: Marking, viewport: Viewport): KeptMark | null {
  const ground = viewport.ground();
  if (draft === null || draft.slot !== slot || ground === null) return null;
  if (draft.kind === "moving") {
    const moved = movedMark(draft, marking.drafts.paperAt(slot));
    return draft.grip.kind === "label" ? moved : measured(moved, { ...ground, frame: null });
  }
  const shape = marking.drafts.previewIn(draft, slot);
  return shape === null ? null : measured({ ...bare, shape }, { ...ground, frame: null });
}

const bare = {
  id: "",
  letter: "M",
  number: 0,
  text: "",
  labelAt: null,
  lesion: null,
  target: null,
  sliceMm: null,
  figures: [],
  scale: { label: "", note: "" },
} as unknown as KeptMark;

/** The points that are set of a shape that is none yet. */
function Unfinished({ draft, slot, to }: { readonly draft: MarkDraft | null; readonly slot: number; readonly to: ToScreen }) {
  if (draft?.kind !== "drawing" || draft.slot !== slot) return null;
  return <Line path={pathOf([...draft.drawing.points, draft.drawing.live].map(to))} />;
}

/** The marks of the frame that a viewport shows, over its picture. */
export function MarkLayer(props: {
  readonly marking: Marking;
  readonly slot: number;
  readonly viewport: Viewport;
  readonly state: ShownState;
}) {
  const { marking, slot, viewport, state } = props;
  const all = useStore(marking.marks.store, ({ marks }) => marks);
  const selectedId = useStore(marking.marks.store, (now) => now.selectedId);
  const { draft, cursor } = useStore(marking.drafts.store);
  const shown = placeOn(state);
  const ground = viewport.ground();
  if (shown === null || ground === null) return null;
  const to = onScreen(state.imageToScreen);
  const drawn = draftMark(draft, slot, marking, viewport);
  const movingId = draft?.kind === "moving" && draft.slot === slot ? draft.mark.id : null;
  const marks = all.filter((mark) => mark.id !== movingId && isOnFrame(mark.place, shown));
  const places = labelPlaces(drawn === null ? marks : [...marks, drawn], to, viewport.overlay);
  return createPortal(
    <>
      {marks.map((mark) => (
        <Mark key={mark.id} mark={mark} chosen={mark.id === selectedId} to={to} place={places.get(mark.id)} />
      ))}
      {drawn === null ? (
        <Unfinished draft={draft} slot={slot} to={to} />
      ) : (
        <g className="mark mark-draft">
          <Line path={shapePath(drawn.shape, to)} />
          <Label mark={drawn} to={to} place={places.get(drawn.id)} />
        </g>
      )}
      {cursor?.slot === slot ? <Crosshair at={to(cursor.at)} /> : null}
    </>,
    viewport.overlay,
  );
}

/** Where the keys point. */
function Crosshair({ at: { x, y } }: { readonly at: Point }) {
  return (
    <g className="mark mark-cursor" data-mark-cursor="">
      <Line path={`M${x - 14} ${y}H${x - 3}M${x + 3} ${y}H${x + 14}M${x} ${y - 14}V${y - 3}M${x} ${y + 3}V${y + 14}`} />
    </g>
  );
}
