import { createPortal } from "react-dom";
import type { PresentationGraphic } from "#shared/imaging/presentation-graphic.ts";
import { graphicsFor, type PresentationState, partFor } from "#shared/imaging/presentation-state.ts";
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

function Drawing({ graphic, to }: { readonly graphic: PresentationGraphic; readonly to: ToScreen }) {
  if (graphic.kind === "text") {
    const { x, y } = to(graphic.at);
    return (
      <text className="presentation-text" x={x} y={y}>
        {graphic.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, in order
          <tspan key={index} x={x} dy={LINE_PX}>
            {line}
          </tspan>
        ))}
      </text>
    );
  }
  if (graphic.kind === "point") {
    const { x, y } = to(graphic.at);
    return <path className="mark-line" d={`M${x - POINT_PX} ${y}H${x + POINT_PX}M${x} ${y - POINT_PX}V${y + POINT_PX}`} />;
  }
  const points = graphic.kind === "line" ? graphic.points : ellipse(graphic.middle, graphic.first, graphic.second);
  const path = pathOf(points.map(to));
  return (
    <>
      <path className="mark-halo" d={path} />
      <path className="mark-line" d={path} />
    </>
  );
}

/** Everything outside of the shutter, as one black shape with a hole (PS3.3 C.7.6.11). */
function Shutters({
  state,
  to,
  columns,
  rows,
}: {
  readonly state: PresentationState;
  readonly to: ToScreen;
  readonly columns: number;
  readonly rows: number;
}) {
  const frame = [
    { x: 0, y: 0 },
    { x: columns, y: 0 },
    { x: columns, y: rows },
    { x: 0, y: rows },
  ];
  return state.shutters.map((shutter, index) => {
    const { kind } = shutter;
    const hole =
      kind === "polygon"
        ? shutter.corners
        : ellipse(
            shutter.center,
            { x: shutter.center.x + shutter.radius, y: shutter.center.y },
            { x: shutter.center.x, y: shutter.center.y + shutter.radius },
          );
    // biome-ignore lint/suspicious/noArrayIndexKey: the shutters of one state, in its order
    return <path key={index} className="presentation-shutter" fillRule="evenodd" d={`${pathOf(frame.map(to))}Z${pathOf(hole.map(to))}Z`} />;
  });
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
  return createPortal(
    <g className="mark presentation" data-presentation={presentation.label}>
      <Shutters state={presentation} to={to} columns={columns} rows={rows} />
      {graphicsFor(presentation, name).map((graphic, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the drawings of one state, in its order
        <Drawing key={at} graphic={graphic} to={graphic.space === "image" ? to : toDisplay} />
      ))}
    </g>,
    viewport.overlay,
  );
}
