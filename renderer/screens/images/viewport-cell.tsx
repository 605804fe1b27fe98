import { type PointerEvent, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { SeriesRow, StudyRow } from "#shared/contract/imaging.ts";
import type { KeyImage } from "#shared/opinion/opinion.ts";
import type { Probe, Viewport, ViewportState } from "../../viewer/viewer.ts";
import { CursorLayer } from "./cursor-layer.tsx";
import { FrameBar } from "./frame-bar.tsx";
import { IdentityConflict, ViewportNotice } from "./frame-notice.tsx";
import type { ImagesModel } from "./images-slice.ts";
import { frameLabel } from "./key-image.ts";
import { isLinkedByHand } from "./linking.ts";
import { MarkLayer } from "./mark-layer.tsx";
import { markWords } from "./mark-words.ts";
import { type Identity, type LinkBadge, Overlay } from "./overlay.tsx";
import { PresentationLayer } from "./presentation-layer.tsx";
import { ReferenceLine } from "./reference-layer.tsx";
import { useSeriesDrop } from "./series-drop.ts";
import { slotLetter } from "./slots.ts";
import { useViewportState } from "./use-viewport.ts";
import { imagesWords } from "./words.ts";

export type CellProps = {
  readonly model: ImagesModel;
  readonly at: number;
  readonly studies: readonly StudyRow[];
  readonly identity: Identity;
  readonly keyImages: readonly KeyImage[];
  readonly overlayText: boolean;
};

/** What the pointer is over, in modality units (T3); read once per frame of the display. */
function useProbe(viewport: Viewport | null, state: ViewportState) {
  const [place, setPlace] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const waiting = useRef(0);
  const move = (event: PointerEvent) => {
    const { clientX: x, clientY: y } = event;
    cancelAnimationFrame(waiting.current);
    waiting.current = requestAnimationFrame(() => setPlace({ x, y }));
  };
  const leave = () => {
    cancelAnimationFrame(waiting.current);
    setPlace(null);
  };
  const probe: Probe | null = place === null || state.phase !== "shown" ? null : (viewport?.probe(place.x, place.y) ?? null);
  return { probe, move, leave };
}

/** Read out after 400 ms of rest, not at every step of a scroll (guide §8). */
function useRestingName(name: string): string {
  const [rested, setRested] = useState(name);
  useEffect(() => {
    const timer = setTimeout(() => setRested(name), 400);
    return () => clearTimeout(timer);
  }, [name]);
  return rested;
}

/** P3: said on both images, with what a failure means for it. */
function useLinkBadge(model: ImagesModel, at: number): LinkBadge | null {
  const isLinked = useStore(model.store, (state) => isLinkedByHand(state, at));
  const failure = useStore(model.store, (state) => state.alignmentFailure);
  const words = imagesWords();
  if (!isLinked) return null;
  if (failure === null) return { text: words.linkedByHand, note: words.unlink };
  return { text: words.linkedNotKept, note: `${failure.happened} ${failure.safe} ${failure.todo}` };
}

/** One viewport of the grid with everything that is written over it. The viewer draws the picture and nothing else. */
export function ViewportCell(props: CellProps) {
  const { model, at, studies } = props;
  const slot = useStore(model.store, (state) => state.slots[at]);
  const active = useStore(model.store, (state) => state.active === at);
  const layout = useStore(model.store, (state) => state.layout);
  const lines = useStore(model.store, (state) => state.referenceLines);
  const place = useRef<HTMLDivElement>(null);
  const words = imagesWords();
  useEffect(() => {
    if (place.current === null) return;
    // The keys of the images work as soon as they are there; a focus that is somewhere else is left alone.
    if (at === model.store.getState().active && document.activeElement === document.body)
      place.current.parentElement?.focus({ preventScroll: true });
    return model.attach(at, place.current);
  }, [model, at]);
  const link = useLinkBadge(model, at);
  const drop = useSeriesDrop(model, at, studies);
  const viewport = slot?.viewport ?? null;
  const state = useViewportState(viewport);
  const { probe, move, leave } = useProbe(viewport, state);
  const series = studies.flatMap((study) => study.series).find((entry): entry is SeriesRow => entry.seriesId === slot?.seriesId);
  const study = studies.find((entry) => entry.series.some((row) => row.seriesId === slot?.seriesId));
  const letter = layout === 1 ? "" : slotLetter(at);
  const name = state.phase === "shown" ? frameLabel(state) : (series?.description ?? words.choose);
  const rested = useRestingName(name);
  const chosen = useStore(model.marking.marks.store, ({ marks, selectedId }) => marks.find((mark) => mark.id === selectedId) ?? null);
  const keyFrames = state.phase === "shown" ? props.keyImages.filter((image) => image.seriesId === state.series.seriesId) : [];
  const shownKey = state.phase === "shown" ? keyFrames.find((image) => image.frameIndex === state.index) : undefined;
  const conflict = slot?.failure?.code === "identity-conflict" || (series?.identityConflict ?? null) !== null;
  return (
    <div
      className={`viewport ${active && layout > 1 ? "viewport-active" : ""} ${study?.prior ? "viewport-prior" : ""}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the image area takes the keys of the command table
      tabIndex={0}
      role="application"
      aria-label={`${letter === "" ? "" : `${words.viewport(letter)}: `}${name}`}
      data-viewport={at}
      data-shows={state.phase === "shown" ? state.series.seriesId : undefined}
      onFocus={() => model.activate(at)}
      onPointerMove={move}
      onPointerLeave={leave}
      onPointerDown={(event) => event.currentTarget.focus({ preventScroll: true })}
      onDoubleClick={() => (model.marking.marks.store.getState().tool === null ? model.toggleMaximised(at) : undefined)}
      onKeyDown={(event) => {
        if (event.target instanceof HTMLElement && event.target.closest("button, input, textarea") !== null) return;
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (model.marking.keys.press(at, { key: event.key, shift: event.shiftKey }) || (event.key === "Escape" && model.putToolDown()))
          event.preventDefault();
      }}
      {...drop}
    >
      <div ref={place} className="viewport-place" />
      {state.phase === "shown" && viewport !== null ? (
        <>
          <PresentationLayer viewport={viewport} state={state} />
          {lines ? <ReferenceLine model={model} viewport={viewport} state={state} /> : null}
          <CursorLayer model={model.spaceCursor} viewport={viewport} state={state} />
          <MarkLayer marking={model.marking} slot={at} viewport={viewport} state={state} />
        </>
      ) : null}
      {state.phase === "shown" && props.overlayText ? (
        <Overlay
          state={state}
          study={study}
          identity={props.identity}
          letter={letter}
          probe={probe}
          problems={series?.problems.length ?? 0}
          link={link}
          keyNumber={shownKey === undefined ? 0 : props.keyImages.indexOf(shownKey) + 1}
        />
      ) : null}
      {state.phase === "shown" ? (
        <FrameBar
          frames={state.frames}
          index={state.index}
          keyFrames={keyFrames.map((image) => image.frameIndex)}
          onGo={(index) => viewport?.scrollTo(index)}
        />
      ) : null}
      {conflict && series !== undefined ? (
        <IdentityConflict model={model} series={series} />
      ) : (
        <ViewportNotice model={model} slot={slot} state={state} />
      )}
      <span className="sr-only" role="status">
        {active ? [rested, chosen === null ? "" : markWords().spoken(chosen)].filter((text) => text !== "").join(". ") : ""}
      </span>
    </div>
  );
}
