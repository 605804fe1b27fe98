import { createPortal } from "react-dom";
import type { PresentationGraphic } from "#shared/imaging/presentation-graphic.ts";
import { graphicsFor, partFor, type Shutter } from "#shared/imaging/presentation-state.ts";
import type { Point } from "#shared/measure/mark.ts";
import type { ImageToScreen, ShownState, Viewport } from "../../viewer/viewer.ts";

type ToScreen = (point: Point) => Point;

const CORNERS = 72;
const POINT_PX = 6;
const LINE_PX = 15;

const pathOf = (points: readonly Point[]): string =>
  points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

const onScreen =
  ({ a, b, c, d, e, f }: ImageToScreen): ToScreen =>
  ({ x, y }) => ({ x: a * x + c * y + e, y: b * x + d * y + f });

/** Shares of the displayed area, as it lies on the screen after every turn (PS3.3 C.10.5: DISPLAY). */
function onDisplay(to: ToScreen, from: Point, end: Point): ToScreen {
  const corners = [to(from), to(end)];
  const [left, right] = [Math.min(...corners.map(({ x }) => x)), Math.max(...corners.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...corners.map(({ y }) => y)), Math.max(...corners.map(({ y }) => y))];
  return ({ x, y }) => ({ x: left + x * (right - left), y: top + y * (bottom - top) });
}

function ellipse(middle: Point, first: Point, second: Point): Point[] {
  return Array.from({ length: CORNERS + 1 }, (_, index) => {
    const turn = (index / CORNERS) * 2 * Math.PI;
    const along = (axis: "x" | "y"): number =>
      middle[axis] + (first[axis] - middle[axis]) * Math.cos(turn) + (second[axis] - middle[axis]) * Math.sin(turn);
    return { x: along("x"), y: along("y") };
  });
}

/** The way of a drawing on the screen; empty for a text. */
function wayOf(graphic: PresentationGraphic, to: ToScreen): string {
  if (graphic.kind === "text") return "";
  if (graphic.kind === "line") return pathOf(graphic.points.map(to));
  if (graphic.kind === "ellipse") return pathOf(ellipse(graphic.middle, graphic.first, graphic.second).map(to));
  const { x, y } = to(graphic.at);
  return `M${x - POINT_PX} ${y}H${x + POINT_PX}M${x} ${y - POINT_PX}V${y + POINT_PX}`;
}

function Text({ at: { x, y }, lines }: { readonly at: Point; readonly lines: readonly string[] }) {
  const rows = lines.map((line, index) => ({ line, top: y + (index + 1) * LINE_PX }));
  return (
    <text className="presentation-text">
      {rows.map(({ line, top }) => (
        <tspan key={top} x={x} y={top}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

/** Everything outside of a shutter, as one black shape with a hole (PS3.3 C.7.6.11). */
function shutterWay(shutter: Shutter, to: ToScreen, columns: number, rows: number): string {
  const frame = [
    { x: 0, y: 0 },
    { x: columns, y: 0 },
    { x: columns, y: rows },
    { x: 0, y: rows },
  ];
  if (shutter.kind === "polygon") return `${pathOf(frame.map(to))}Z${pathOf(shutter.corners.map(to))}Z`;
  const { center, radius } = shutter;
  const hole = ellipse(center, { x: center.x + radius, y: center.y }, { x: center.x, y: center.y + radius });
  return `${pathOf(frame.map(to))}Z${pathOf(hole.map(to))}Z`;
}

/** What the chosen presentation state hides and draws on the shown image; its window and its turns are the viewport's. */
export function PresentationLayer({ viewport, state }: { readonly viewport: Viewport; readonly state: ShownState }) {
  const { presentation, series, index } = state;
  const record = series.frames[index];
  const instance = series.instances[record?.instance ?? -1];
  const look = series.looks[record?.look ?? -1];
  if (presentation === null || record === undefined || instance === undefined || look === undefined) return null;
  const { columns, rows } = look.pixel;
  const name = { sopInstanceUid: instance.sopInstanceUid, frameNumber: record.frameNumber };
  const to = onScreen(state.imageToScreen);
  const area = partFor(presentation.areas, name) ?? { from: { x: 0, y: 0 }, to: { x: columns, y: rows } };
  const toDisplay = onDisplay(to, area.from, area.to);
  const shown = graphicsFor(presentation, name).map((graphic) => ({ graphic, to: graphic.space === "image" ? to : toDisplay }));
  // all lines are one way: what is drawn twice is seen once
  const lines = shown.map(({ graphic, to: place }) => wayOf(graphic, place)).join("");
  const texts = new Map(
    shown.flatMap(({ graphic, to: place }) => {
      if (graphic.kind !== "text") return [];
      const at = place(graphic.at);
      return [[`${at.x} ${at.y} ${graphic.lines.join(" ")}`, { at, lines: graphic.lines }] as const];
    }),
  );
  const shutters = new Set(presentation.shutters.map((shutter) => shutterWay(shutter, to, columns, rows)));
  return createPortal(
    <g className="mark presentation" data-presentation={presentation.label}>
      {[...shutters].map((way) => (
        <path key={way} className="presentation-shutter" fillRule="evenodd" d={way} />
      ))}
      {lines === "" ? null : (
        <>
          <path className="mark-halo" d={lines} />
          <path className="mark-line" d={lines} />
        </>
      )}
      {[...texts].map(([key, text]) => (
        <Text key={key} {...text} />
      ))}
    </g>,
    viewport.overlay,
  );
}
