import { createStore } from "zustand/vanilla";
import type { SeriesRow, StudyRow } from "#shared/contract/imaging.ts";
import { firstSeries } from "#shared/imaging/hanging.ts";
import type { PresentationState } from "#shared/imaging/presentation-state.ts";
import type { KeptMark } from "#shared/measure/kept-mark.ts";
import type { KeyImage } from "#shared/opinion/opinion.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { SeriesId } from "#shared/result/ids.ts";
import type { ShownState, ToolName, Viewer } from "../../viewer/viewer.ts";
import { createHanging } from "./hang-series.ts";
import { eitherHand } from "./image-hand.ts";
import { firstImages, type ImagesOptions, type ImagesState } from "./images-state.ts";
import { keyImageOf } from "./key-image.ts";
import { createLinking } from "./linking.ts";
import { createMarking } from "./marking.ts";
import { createPlanes, imageCentre } from "./planes-slice.ts";
import { createPresentations } from "./presentations.ts";
import { createSeriesSlots, middleOf } from "./series-slots.ts";
import { SeriesTables } from "./series-tables.ts";
import { emptySlot, type Layout, noSlots, type Slot, withSlot } from "./slots.ts";
import { createSpaceCursor } from "./space-cursor.ts";
import { viewportCommands } from "./viewport-commands.ts";

/** The images of one case: the series, the grid of viewports, and what commands do to the active one. */
export function createImages(options: ImagesOptions) {
  const { caseId, calls } = options;
  const store = createStore<ImagesState>(() => firstImages);
  const life = new AbortController();
  const closeViewer = () => {
    planes.close();
    viewer?.close();
    viewer = null;
    tables.clear();
    for (const url of Object.values(store.getState().pictures)) URL.revokeObjectURL(url);
  };
  let viewer: Viewer | null = null;

  const put = (at: number, change: Partial<Slot>) => store.setState({ slots: withSlot(store.getState().slots, at, change) });
  const slotAt = (at: number): Slot => store.getState().slots[at] ?? emptySlot;
  const active = () => slotAt(store.getState().active).viewport;
  const shown = (): ShownState | null => {
    const state = active()?.getState();
    return state?.phase === "shown" ? state : null;
  };

  function studies(): readonly StudyRow[] {
    const { list } = store.getState();
    return list.phase === "shown" ? list.studies : [];
  }
  const allSeries = (): readonly SeriesRow[] => studies().flatMap((study) => study.series);

  const marking = createMarking({ caseId, calls, newId: options.newId, slotAt, studies });

  const planes = createPlanes(() => viewer);

  const spaceCursor = createSpaceCursor(() =>
    store.getState().slots.flatMap(({ viewport }, at) => (viewport === null ? [] : [{ at, viewport }])),
  );
  /** Marks take the hand, or the 3D cursor while it is the chosen tool. */
  function handAt(at: number) {
    const [marks, cursor] = [marking.drafts.hand(at), spaceCursor.hand(at)];
    return eitherHand(() => (store.getState().tool === "cursor" && marking.marks.store.getState().tool === null ? cursor : marks));
  }

  const presentations = createPresentations(caseId, calls, (rows) => store.setState({ presentations: rows }));

  const tables = new SeriesTables(caseId, calls.imaging, (seriesId) => allSeries().find((row) => row.seriesId === seriesId));

  async function load(signal: AbortSignal): Promise<void> {
    void marking.marks.load(signal);
    const [result] = await Promise.all([calls.imaging.list({ caseId }, signal), linking.load(signal)]);
    if (signal.aborted) return;
    if (result.ok) {
      store.setState({ list: { phase: "shown", studies: result.value } });
      for (const at of store.getState().slots.keys()) await reopenGrown(at, signal);
      const first = firstSeries(studies());
      if (first !== null && store.getState().slots.every((slot) => slot.seriesId === null)) await hanging.open(first, signal);
      void tables.ahead(allSeries(), signal).then(picturesAhead);
      void presentations.load(allSeries(), signal);
    } else if (store.getState().list.phase !== "shown") store.setState({ list: { phase: "failed", failure: result.failure } });
  }

  /** The image at which each series opens is there before somebody opens it: it is drawn in the next frame of the display. */
  async function picturesAhead(): Promise<void> {
    for (const { seriesId } of allSeries()) {
      const table = tables.known(seriesId);
      if (table !== null) await viewer?.fetchAhead(table, middleOf(table));
    }
  }

  function activate(at: number): void {
    store.setState({ active: at });
    for (const [index, slot] of store.getState().slots.entries()) slot.viewport?.setActive(index === at);
  }

  const linking = createLinking({ caseId, calls, get: store.getState, set: (change) => store.setState(change), put });

  const { fill, showSeries, reopenGrown, showFrame } = createSeriesSlots({
    get: store.getState,
    put,
    tables,
    allSeries,
    activate,
    planes: { close: planes.close, isShown: () => planes.store.getState().phase === "shown" },
    filled: linking.stand,
    opened: linking.opened,
  });

  const hanging = createHanging({
    get: store.getState,
    set: (change) => store.setState(change),
    activate,
    studies,
    fill,
    priorSide: options.priorSide,
    join: linking.join,
  });

  /** M20: after the reason the images are shown where they were kept apart. The failure when it could not be kept. */
  async function resolveIdentity(seriesId: SeriesId, because: string, signal: AbortSignal): Promise<Failure | null> {
    const result = await calls.imaging.resolveIdentity({ caseId, seriesId, because }, signal);
    if (!result.ok) return result.failure;
    for (const [at, slot] of store.getState().slots.entries()) {
      // the question goes away with its answer, and takes its own signal along
      if (slot.seriesId === seriesId && slot.failure !== null) await showSeries(seriesId, at, life.signal);
    }
    return null;
  }

  /** Gives an element of the screen a viewport; the returned function takes it away and remembers the frame. */
  function attach(at: number, element: HTMLElement): () => void {
    viewer ??= options.openViewer(
      ({ seriesId, revision }, frames) =>
        void calls.imaging.markSeen({ caseId, seriesId: seriesId as SeriesId, revision, frames: [...frames] }),
    );
    const viewport = viewer.openViewport(element);
    const { series, index } = slotAt(at);
    put(at, { viewport });
    viewport.setTool(store.getState().tool);
    viewport.setActive(store.getState().active === at);
    viewport.setMarkHand(handAt(at));
    if (series !== null) viewport.showSeries(series, index);
    void picturesAhead();
    linking.stand();
    const unsubscribe = viewport.subscribe(() => linking.moved(at));
    return () => {
      unsubscribe();
      const state = viewport.getState();
      put(at, { viewport: null, index: state.phase === "shown" ? state.index : index });
      viewport.close();
    };
  }

  function stepSeries(by: 1 | -1, signal: AbortSignal): Promise<void> {
    const { active: at } = store.getState();
    const series = allSeries();
    const now = series.findIndex((entry) => entry.seriesId === slotAt(at).seriesId);
    const next = series[(now + by + series.length) % Math.max(1, series.length)];
    return next === undefined ? Promise.resolve() : showSeries(next.seriesId, at, signal);
  }

  /** New places take the series that are not shown yet, in the order of the rail: a prior hangs beside its current study. */
  function setLayout(layout: Layout): void {
    store.setState({ layout, maximised: false });
    if (store.getState().active >= layout) activate(0);
    linking.gridChanged();
    const shownIds = new Set(
      store
        .getState()
        .slots.slice(0, layout)
        .map((slot) => slot.seriesId),
    );
    const waiting = allSeries().filter((series) => !shownIds.has(series.seriesId) && series.frames > 0 && series.identityConflict === null);
    for (let at = 0; at < layout; at += 1) {
      const next = slotAt(at).seriesId === null ? waiting.shift() : undefined;
      if (next !== undefined) void showSeries(next.seriesId, at, life.signal);
    }
  }

  /** One viewport alone and back (guide §6); a grid of one opens into four. */
  function toggleMaximised(at: number): void {
    if (store.getState().layout === 1) {
      setLayout(4);
      return;
    }
    activate(at);
    store.setState({ maximised: !store.getState().maximised });
  }

  /** Other planes of the active series, through the middle of the image that is shown; and the images again. */
  function togglePlanes(): void {
    if (planes.isOn()) planes.close();
    else {
      const state = shown();
      if (state !== null) void planes.open(state.series, imageCentre(state));
    }
  }

  /** Opens the frame of a mark and chooses the mark. */
  async function showMark(mark: KeptMark): Promise<void> {
    if (await showFrame(mark.place, life.signal)) marking.choose(mark.id);
  }

  function chooseTool(tool: ToolName): void {
    marking.leaveTool();
    if (tool !== "cursor") spaceCursor.hide();
    store.setState({ tool });
    for (const slot of store.getState().slots) slot.viewport?.setTool(tool);
  }

  /** The frame on the screen as a key image of the opinion, with its window; null while no checked frame is shown. */
  async function markKeyImage(): Promise<KeyImage | null> {
    const state = shown();
    if (state === null || state.current !== "ready") return null;
    const image = keyImageOf(state, options.newId());
    const picture = await active()?.snapshot();
    if (picture) store.setState({ pictures: { ...store.getState().pictures, [image.id]: URL.createObjectURL(picture) } });
    return image;
  }

  const commands = viewportCommands(active);
  return {
    ...commands,
    /** The chosen tool without a mouse. */
    nudge: (dx: number, dy: number) => {
      if (store.getState().tool === "cursor") spaceCursor.moveBy(store.getState().active, { x: dx, y: dy });
      else commands.nudge(dx, dy);
    },
    spaceCursor,
    setPresentation: (state: PresentationState | null) => active()?.setPresentation(state),
    caseId,
    store,
    load,
    showSeries,
    attach,
    activate,
    stepSeries,
    setLayout,
    toggleMaximised,
    toggleLinked: linking.toggle,
    hangPrior: () => hanging.nextPrior(life.signal),
    toggleReferenceLines: () => store.setState({ referenceLines: !store.getState().referenceLines }),
    planes,
    togglePlanes,
    marking,
    showMark,
    showFrame: (place: Parameters<typeof showFrame>[0]) => showFrame(place, life.signal),
    /** The chosen mark, else the newest on the frame of the active viewport, else the newest of all. */
    markForOpinion: (): KeptMark | null => {
      const { marks } = marking;
      const state = shown();
      return marks.selected() ?? (state === null ? null : marks.onFrame(state).at(-1)) ?? marks.store.getState().marks.at(-1) ?? null;
    },
    stepMark: (by: 1 | -1) => marking.keys.step(store.getState().active, by),
    markKeyImage,
    activeState: shown,
    chooseTool,
    /** Escape: the magnifier and the 3D cursor are put down, as a measuring tool is. False when neither is in the hand. */
    putToolDown: (): boolean => {
      const { tool } = store.getState();
      const isHeld = tool === "lens" || tool === "cursor";
      if (isHeld) chooseTool("window");
      return isHeld;
    },
    togglePanel: () => store.setState({ panel: !store.getState().panel, imagesOnly: false }),
    toggleImagesOnly: () => store.setState({ imagesOnly: !store.getState().imagesOnly }),
    resolveIdentity,
    markNotRelevant: (seriesId: SeriesId, because: string | null, signal: AbortSignal) =>
      calls.imaging.markNotRelevant({ caseId, seriesId, because }, signal),
    /** The case is not readable any more: no list, no pixel and no small picture of it stays. */
    forget: (failure: Failure) => {
      closeViewer();
      marking.forget();
      store.setState({ list: { phase: "failed", failure }, slots: noSlots, active: 0, maximised: false, presentations: [], pictures: {} });
      presentations.forget();
      linking.forget();
    },
    end: () => {
      life.abort();
      closeViewer();
    },
  };
}

export type ImagesModel = ReturnType<typeof createImages>;
