import { createStore } from "zustand/vanilla";
import type { Marks } from "#shared/contract/marks.ts";
import { type KeptMark, letterFor, type MarkPlace } from "#shared/measure/kept-mark.ts";
import type { Point, Shape } from "#shared/measure/mark.ts";
import { type Ground, measure } from "#shared/measure/measure.ts";
import type { Failure, Result } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import type { ShownState } from "../../viewer/viewer.ts";

/** Colour, padding: a probe there would be a mark that says nothing. */
const noValueFailure: Failure<"no-value"> = {
  code: "no-value",
  happened: "There is no value at this place.",
  safe: "No mark was made.",
  todo: "Choose a place in the grey image.",
};

const noAreaFailure: Failure<"no-area"> = {
  code: "no-area",
  happened: "This region has no height or no width.",
  safe: "No mark was made.",
  todo: "Draw it across what you want to measure.",
};

/** Why a new mark is not made: it would measure nothing. */
function refusalOf({ shape, figures }: KeptMark): Failure | null {
  if (shape.kind === "probe" && figures.length === 0) return noValueFailure;
  return figures.some(({ name, value }) => name === "area" && value === 0) ? noAreaFailure : null;
}

/** The part of a viewport that marks need. */
export type MarkGround = { readonly state: ShownState; readonly ground: Ground | null; readonly middle: Point | null };

export type MarksState = {
  readonly marks: readonly KeptMark[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** The measuring tool that is in the hand; null: one of the others. */
  readonly tool: Shape["kind"] | null;
  readonly selectedId: string | null;
  /** An arrow that was just drawn: its words are asked for. */
  readonly namingId: string | null;
  /** What could not be kept, until the next step that can. */
  readonly failure: Failure | null;
};

export type MarksOptions = {
  readonly caseId: CaseId;
  readonly calls: Pick<Calls, "marks">;
  readonly newId: () => string;
  readonly at: (slot: number) => MarkGround | null;
  readonly isPrior: (studyUid: string) => boolean;
};

/** The frame that a viewport shows, as marks name it; null where its file has no name. */
export function placeOn({ series, index }: ShownState): MarkPlace | null {
  const frame = series.frames[index];
  const instance = series.instances[frame?.instance ?? -1];
  if (frame === undefined || instance === undefined) return null;
  return {
    seriesId: series.seriesId,
    studyUid: series.study.studyInstanceUid,
    seriesUid: series.series.seriesInstanceUid,
    sopInstanceUid: instance.sopInstanceUid,
    frameNumber: frame.frameNumber,
  };
}

export const isOnFrame = (place: MarkPlace, shown: MarkPlace): boolean =>
  place.sopInstanceUid === shown.sopInstanceUid && place.frameNumber === shown.frameNumber && place.seriesUid === shown.seriesUid;

/** A mark with what it measures on this ground. */
export function measured(mark: KeptMark, ground: Ground): KeptMark {
  const { figures, scale } = measure(mark.shape, ground);
  return { ...mark, figures: [...figures], scale: { label: scale.label, note: scale.note } };
}

/** The marks of one case, as the page knows them and as core keeps them. What is drawn at the moment is `mark-drafts.ts`. */
export function createMarks(options: MarksOptions) {
  const { caseId, calls } = options;
  const store = createStore<MarksState>(() => ({
    marks: [],
    canUndo: false,
    canRedo: false,
    tool: null,
    selectedId: null,
    namingId: null,
    failure: null,
  }));
  /** As core answered last: what is on the screen may be a step ahead. */
  let kept: readonly KeptMark[] = [];
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  const listeners = new Set<(before: readonly KeptMark[], after: readonly KeptMark[]) => void>();

  function show({ marks, canUndo, canRedo }: Marks): void {
    const before = kept;
    kept = marks;
    // more is on its way: what is on the screen is newer than this answer
    store.setState(waiting === 0 ? { marks, canUndo, canRedo, failure: null } : { canUndo, canRedo, failure: null });
    for (const listener of listeners) listener(before, marks);
  }

  /** One step after the other, in the order in which the hand made them. */
  function inTurn(ask: () => Promise<Result<Marks>>): Promise<void> {
    waiting += 1;
    const turn = last.then(ask).then((answer) => {
      waiting -= 1;
      if (answer.ok) show(answer.value);
      // what was not kept does not stay on the screen as if it were
      else store.setState({ marks: kept, failure: answer.failure });
    });
    last = turn;
    return turn;
  }

  const change = (put: readonly KeptMark[], remove: readonly string[]) =>
    inTurn(() => calls.marks.change({ caseId, put: [...put], remove: [...remove] }));

  /** A new mark on what a viewport shows; null where nothing checked is shown. */
  function add(slot: number, shape: Shape): KeptMark | null {
    const here = options.at(slot);
    const place = here === null ? null : placeOn(here.state);
    if (here?.ground == null || place === null) return null;
    const letter = letterFor(shape.kind, options.isPrior(place.studyUid));
    const bare: KeptMark = {
      id: options.newId(),
      letter,
      number: 0,
      place,
      shape,
      text: "",
      labelAt: null,
      lesion: null,
      target: null,
      sliceMm: here.state.thicknessMm,
      figures: [],
      scale: { label: "", note: "" },
    };
    const mark = measured(bare, here.ground);
    const refused = refusalOf(mark);
    if (refused !== null) {
      store.setState({ failure: refused });
      return null;
    }
    // seen at once; its number comes with core's answer
    const namingId = shape.kind === "arrow" ? mark.id : null;
    store.setState({ marks: [...store.getState().marks, mark], selectedId: mark.id, namingId });
    void change([mark], []);
    return mark;
  }

  /** Marks that were changed, as one step. */
  function putAll(changed: readonly KeptMark[]): void {
    store.setState({ marks: store.getState().marks.map((old) => changed.find((mark) => mark.id === old.id) ?? old) });
    void change(changed, []);
  }

  function remove(ids: readonly string[]): void {
    const { marks, selectedId } = store.getState();
    const gone = marks.filter((mark) => ids.includes(mark.id));
    if (gone.length === 0) return;
    store.setState({ selectedId: selectedId !== null && ids.includes(selectedId) ? null : selectedId });
    void change([], ids);
  }

  return {
    store,
    at: options.at,
    load: async (signal: AbortSignal): Promise<void> => {
      const answer = await calls.marks.list({ caseId }, signal);
      if (!signal.aborted && answer.ok) show(answer.value);
    },
    chooseTool: (tool: Shape["kind"] | null) => store.setState({ tool, selectedId: null }),
    select: (selectedId: string | null) => store.setState({ selectedId, namingId: null }),
    named: () => store.setState({ namingId: null }),
    add,
    putAll,
    put: (mark: KeptMark) => putAll([mark]),
    recount: measured,
    remove,
    undo: () => void inTurn(() => calls.marks.undo({ caseId })),
    redo: () => void inTurn(() => calls.marks.redo({ caseId })),
    /** The marks on the frame of a viewport. */
    onFrame: (state: ShownState): readonly KeptMark[] => {
      const shown = placeOn(state);
      return shown === null ? [] : store.getState().marks.filter((mark) => isOnFrame(mark.place, shown));
    },
    selected: (): KeptMark | null => {
      const { marks, selectedId } = store.getState();
      return marks.find((mark) => mark.id === selectedId) ?? null;
    },
    /** Told of every list that core has kept. */
    onKept: (listener: (before: readonly KeptMark[], after: readonly KeptMark[]) => void) => void listeners.add(listener),
    /** The case is not readable any more. */
    forget: () => {
      kept = [];
      store.setState({ marks: [], canUndo: false, canRedo: false, tool: null, selectedId: null, namingId: null, failure: null });
    },
    /** Everything that was drawn so far is with core. */
    settled: () => last.then(() => undefined),
  };
}

export type MarksModel = ReturnType<typeof createMarks>;
