import { type PointerEvent, useMemo } from "react";
import type { FrameState } from "../../viewer/viewer.ts";

type Run = { readonly state: FrameState; readonly from: number; readonly count: number };

/** Neighbouring frames in the same state, drawn as one piece: 3,000 frames stay a few elements. */
export function runsOf(frames: readonly FrameState[]): readonly Run[] {
  const runs: { state: FrameState; from: number; count: number }[] = [];
  frames.forEach((state, index) => {
    const last = runs.at(-1);
    if (last?.state === state) last.count += 1;
    else runs.push({ state, from: index, count: 1 });
  });
  return runs;
}

/**
 * Grey = here, striped = arriving, empty = waits, red = unreadable, yellow dot = key image, white handle = shown (guide §4).
 * For the pointer only: the keys of the viewport do the same, and its name says the number.
 */
export function FrameBar(props: {
  readonly frames: readonly FrameState[];
  readonly index: number;
  readonly keyFrames: readonly number[];
  readonly onGo: (index: number) => void;
}) {
  const { frames, index } = props;
  const count = frames.length;
  const runs = useMemo(() => runsOf(frames), [frames]);
  const go = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    props.onGo(Math.round(((event.clientY - box.top) / box.height) * (count - 1)));
  };
  if (count < 2) return null;
  const share = (frame: number) => `${(frame / count) * 100}%`;
  return (
    <div className="frame-bar" aria-hidden="true" onPointerDown={go} onPointerMove={go}>
      {runs.map((run) => (
        <i
          key={`${run.state}-${run.from}`}
          className={`frame-run frame-${run.state}`}
          style={{ top: share(run.from), height: share(run.count) }}
        />
      ))}
      {props.keyFrames.map((frame) => (
        <i key={frame} className="frame-key" style={{ top: share(frame + 0.5) }} />
      ))}
      <i className="frame-handle" style={{ top: `calc(${(index / Math.max(1, count - 1)) * 100}% - 5px)` }} />
    </div>
  );
}
