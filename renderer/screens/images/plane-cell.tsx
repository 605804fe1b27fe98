import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useStore } from "zustand";
import type { BodyPlane } from "#shared/imaging/reslice-plane.ts";
import { writeDate, writeNumber } from "../../ui/format.ts";
import { PersonName } from "../../ui/person-name.tsx";
import type { PlaneState, PlaneViewport, VoxelReading } from "../../viewer/viewer.ts";
import type { ImagesModel } from "./images-slice.ts";
import { dicomDate } from "./key-image.ts";
import type { Identity } from "./overlay.tsx";
import { planeWords } from "./plane-words.ts";
import { usePlaneState } from "./use-viewport.ts";

type Shown = Extract<PlaneState, { phase: "shown" }>;

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 };
const TURNS: Readonly<Record<string, { readonly around: "row" | "column"; readonly degrees: number }>> = {
  ArrowLeft: { around: "column", degrees: -5 },
  ArrowRight: { around: "column", degrees: 5 },
  ArrowUp: { around: "row", degrees: -5 },
  ArrowDown: { around: "row", degrees: 5 },
};

/** Keys on a plane: through the patient, and with Shift tipping it. */
function steer(viewport: PlaneViewport, { key, shiftKey }: KeyboardEvent): boolean {
  const turn = shiftKey ? TURNS[key] : undefined;
  const steps = STEPS[key];
  if (turn !== undefined) viewport.turn(turn.around, turn.degrees);
  else if (steps !== undefined) viewport.scrollBy(steps);
  return turn !== undefined || steps !== undefined;
}

/** The stored voxel under the pointer, asked for at most once per frame of the display (T3). */
function useVoxel(viewport: PlaneViewport | null) {
  const [reading, setReading] = useState<VoxelReading | null>(null);
  const asked = useRef(0);
  const move = ({ clientX, clientY }: PointerEvent) => {
    const mine = ++asked.current;
    requestAnimationFrame(() => {
      if (mine !== asked.current || viewport === null) return;
      void viewport.probe(clientX, clientY).then((found) => {
        if (mine === asked.current) setReading(found);
      });
    });
  };
  const leave = () => {
    asked.current++;
    setReading(null);
  };
  return { reading, move, leave };
}

/** Where the other planes cut this one. */
function Crosshair({ viewport, state }: { readonly viewport: PlaneViewport; readonly state: Shown }) {
  const at = viewport.screenOf(state.point);
  if (at === null) return null;
  const { clientWidth: width, clientHeight: height } = viewport.overlay;
  const gap = 14;
  const path = `M0 ${at.y}H${at.x - gap}M${at.x + gap} ${at.y}H${width}M${at.x} 0V${at.y - gap}M${at.x} ${at.y + gap}V${height}`;
  return createPortal(
    <g className="mark plane-cross">
      <path d={path} className="mark-halo" />
      <path d={path} className="mark-line" />
    </g>,
    viewport.overlay,
  );
}

/** T10 for a plane: who, which examination, which plane and where, window; and always that it was computed (P10). */
function PlaneOverlay(props: { readonly state: Shown; readonly identity: Identity; readonly reading: VoxelReading | null }) {
  const { state, identity, reading } = props;
  const words = planeWords();
  const date = dicomDate(state.series.study.date);
  const { window: grey } = state;
  return (
    <>
      <div className="overlay overlay-identity ident">
        <p className="overlay-name">
          <PersonName name={identity.name.toUpperCase()} />
        </p>
        <p className="overlay-dim">{identity.line}</p>
      </div>
      <div className="overlay overlay-study">
        <p>
          <span className="overlay-chip overlay-chip-now">{words.names[state.name]}</span>
        </p>
        <p>{[state.series.study.description, date === null ? "" : writeDate(date)].filter((part) => part !== "").join(" · ")}</p>
        <p className="overlay-dim">{state.series.series.description}</p>
      </div>
      <div className="overlay overlay-window num" data-probe={reading?.text ?? ""}>
        {reading === null ? null : (
          <p className="overlay-probe">
            {reading.text} <span className="overlay-dim">{words.voxel(reading.index + 1)}</span>
          </p>
        )}
        <p>
          {grey === null ? "" : `W ${writeNumber(Math.round(grey.width))} L ${writeNumber(Math.round(grey.center))} `}
          <span className="overlay-dim">{state.windowLabel}</span>
        </p>
        <p className="overlay-dim">{`${writeNumber(Number(state.depthMm.toFixed(1)))} mm`}</p>
      </div>
      <div className="overlay overlay-number num">
        <p className="overlay-badges">
          <span className="overlay-chip overlay-chip-warn">{words.computed}</span>
          {state.lossy === null ? null : <span className="overlay-chip overlay-chip-warn">{words.lossy}</span>}
        </p>
        <p>{state.slab.thicknessMm === 0 ? words.thin : words.slab(words.modes[state.slab.mode], state.slab.thicknessMm)}</p>
      </div>
      {(["top", "right", "bottom", "left"] as const).map((side) =>
        state.letters[side] === "" ? null : (
          <span key={side} className={`side-letter side-${side}`}>
            {state.letters[side]}
          </span>
        ),
      )}
    </>
  );
}

/** One plane of the volume with everything that is written over it. */
export function PlaneCell(props: {
  readonly model: ImagesModel;
  readonly name: BodyPlane;
  readonly identity: Identity;
  readonly overlayText: boolean;
}) {
  const { model, name } = props;
  const place = useRef<HTMLDivElement>(null);
  const viewport = usePlane(model, name);
  const state = usePlaneState(viewport);
  const { reading, move, leave } = useVoxel(viewport);
  const words = planeWords();
  useEffect(() => (place.current === null ? undefined : model.planes.attach(name, place.current)), [model, name]);
  /** The left button moves the crosshair while that is on; the other buttons and the wheel are the image's own. */
  const aim = (event: PointerEvent) => {
    const planes = model.planes.store.getState();
    if (planes.phase !== "shown" || !planes.crosshair || event.buttons !== 1) return;
    const point = viewport?.pointAt(event.clientX, event.clientY) ?? null;
    if (point !== null) viewport?.moveTo(point);
    event.currentTarget.parentElement?.focus({ preventScroll: true });
    event.stopPropagation();
  };
  const label =
    state.phase === "shown" ? `${words.names[state.name]}, ${writeNumber(Number(state.depthMm.toFixed(1)))} mm` : words.names[name];
  return (
    <div
      className="viewport"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the image area takes the keys of the command table
      tabIndex={0}
      role="application"
      aria-label={label}
      data-plane={name}
      onPointerMove={move}
      onPointerLeave={leave}
      onPointerDown={(event) => event.currentTarget.focus({ preventScroll: true })}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || viewport === null) return;
        if (event.key === "Escape") model.planes.close();
        else if (!steer(viewport, event)) return;
        event.preventDefault();
      }}
    >
      <div ref={place} className="viewport-place" onPointerDownCapture={aim} onPointerMoveCapture={aim} />
      {state.phase === "shown" && viewport !== null ? <Crosshair viewport={viewport} state={state} /> : null}
      {state.phase === "shown" && props.overlayText ? <PlaneOverlay state={state} identity={props.identity} reading={reading} /> : null}
      {state.phase === "shown" && state.failure !== null ? (
        <div className="viewport-notice viewport-failed" role="alert">
          <b>{state.failure.happened}</b>
          <p>
            {state.failure.safe} {state.failure.todo}
          </p>
        </div>
      ) : null}
    </div>
  );
}

function usePlane(model: ImagesModel, name: BodyPlane): PlaneViewport | null {
  return useStore(model.planes.store, (state) => (state.phase === "shown" ? (state.viewports[name] ?? null) : null));
}
