import { createStore } from "zustand/vanilla";
import type { ObjectDetail, ObjectRow } from "#shared/contract/objects.ts";
import type { LabSeries, RecordDetail, RecordItem } from "#shared/contract/records.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { CaseId, ObjectId, RecordId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";

export type RecordsList =
  | { readonly phase: "loading" }
  | { readonly phase: "failed"; readonly failure: Failure }
  | { readonly phase: "shown"; readonly items: readonly RecordItem[]; readonly labs: readonly LabSeries[] };

/** A record, or an object that came with the images. */
export type OpenId = { readonly kind: "record"; readonly id: RecordId } | { readonly kind: "object"; readonly id: ObjectId };

export type OpenRecord =
  | { readonly phase: "none" }
  | { readonly phase: "loading"; readonly open: OpenId }
  | { readonly phase: "failed"; readonly open: OpenId; readonly failure: Failure }
  | { readonly phase: "shown"; readonly open: OpenId; readonly detail: RecordDetail }
  | { readonly phase: "object"; readonly open: OpenId; readonly detail: ObjectDetail };

export type RecordsState = {
  readonly list: RecordsList;
  /** What came with the images and is no image. */
  readonly objects: readonly ObjectRow[];
  readonly open: OpenRecord;
  readonly orderBy: "kind" | "date";
  readonly search: string;
  /** 0 = the width of the reading area. */
  readonly zoom: number;
  readonly paper: "plain" | "dim" | "inverted";
};

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
export const GROUPS: readonly RecordItem["group"][] = ["letters", "reports", "pathology", "results", "medication", "history", "other"];

const wordsOf = (search: string): readonly string[] => search.toLocaleLowerCase().split(/\s+/);

const hasAll = (text: string, words: readonly string[]): boolean => words.every((word) => text.toLocaleLowerCase().includes(word));

/** The objects that the search finds, in the order of the case. */
export const findObjects = (objects: readonly ObjectRow[], search: string): readonly ObjectRow[] =>
  objects.filter(({ title, what, date }) => hasAll(`${title} ${what} ${date ?? ""}`, wordsOf(search)));

/** As the list shows them: by kind in a fixed order, or newest first. */
export function orderRecords(items: readonly RecordItem[], orderBy: RecordsState["orderBy"], search: string): readonly RecordItem[] {
  const words = wordsOf(search);
  const found = items.filter((item) => hasAll(`${item.title} ${item.source ?? ""} ${item.date ?? ""}`, words));
  const newest = (a: RecordItem, b: RecordItem) => (b.date ?? "").localeCompare(a.date ?? "");
  return [...found].sort((a, b) => (orderBy === "date" ? newest(a, b) : GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || newest(a, b)));
}

/** The records of one case: the list, the one that is open, and how it is looked at. */
export function createRecords(options: { readonly caseId: CaseId; readonly calls: Pick<Calls, "records" | "imaging"> }) {
  const { caseId, calls } = options;
  const store = createStore<RecordsState>(() => ({
    list: { phase: "loading" },
    objects: [],
    open: { phase: "none" },
    orderBy: "kind",
    search: "",
    zoom: 0,
    paper: "plain",
  }));

  async function load(signal: AbortSignal): Promise<void> {
    const [items, labs] = await Promise.all([
      calls.records.list({ caseId }, signal),
      calls.records.labs({ caseId }, signal),
      loadObjects(signal),
    ]);
    if (signal.aborted) return;
    if (items.ok) store.setState({ list: { phase: "shown", items: items.value, labs: labs.ok ? labs.value : [] } });
    else if (store.getState().list.phase !== "shown") store.setState({ list: { phase: "failed", failure: items.failure } });
  }

  async function loadObjects(signal: AbortSignal): Promise<void> {
    const objects = await calls.imaging.objects({ caseId }, signal);
    if (!signal.aborted && objects.ok) store.setState({ objects: objects.value });
  }

  /** Nobody has opened something else meanwhile. */
  const isStill = (open: OpenId): boolean => {
    const state = store.getState().open;
    return state.phase === "loading" && state.open === open;
  };

  async function open(recordId: RecordId, signal: AbortSignal): Promise<void> {
    const opened: OpenId = { kind: "record", id: recordId };
    store.setState({ open: { phase: "loading", open: opened } });
    const result = await calls.records.get({ caseId, recordId }, signal);
    if (signal.aborted || !isStill(opened)) return;
    store.setState({
      open: result.ok ? { phase: "shown", open: opened, detail: result.value } : { phase: "failed", open: opened, failure: result.failure },
    });
  }

  async function openObject(objectId: ObjectId, signal: AbortSignal): Promise<void> {
    const opened: OpenId = { kind: "object", id: objectId };
    store.setState({ open: { phase: "loading", open: opened } });
    const result = await calls.imaging.object({ caseId, objectId }, signal);
    if (signal.aborted || !isStill(opened)) return;
    store.setState({
      open: result.ok
        ? { phase: "object", open: opened, detail: result.value }
        : { phase: "failed", open: opened, failure: result.failure },
    });
  }

  const openId = (): RecordId | ObjectId | null => {
    const state = store.getState().open;
    return state.phase === "none" ? null : state.open.id;
  };

  /** All that the list shows, from its top. */
  function inOrder(): readonly OpenId[] {
    const { list, objects, orderBy, search } = store.getState();
    if (list.phase !== "shown") return [];
    return [
      ...orderRecords(list.items, orderBy, search).map(({ recordId }): OpenId => ({ kind: "record", id: recordId })),
      ...findObjects(objects, search).map(({ objectId }): OpenId => ({ kind: "object", id: objectId })),
    ];
  }

  async function step(by: 1 | -1, signal: AbortSignal): Promise<void> {
    const all = inOrder();
    const at = all.findIndex(({ id }) => id === openId());
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    if (next === undefined || next.id === openId()) return;
    await (next.kind === "record" ? open(next.id, signal) : openObject(next.id, signal));
  }

  return {
    caseId,
    store,
    load,
    loadObjects,
    open,
    openObject,
    openId,
    step,
    /** T12: tells core which pages were really looked at. */
    markSeen: (recordId: RecordId, pages: readonly number[], pageCount: number) =>
      calls.records.markSeen({ caseId, recordId, pages: [...pages], pageCount }),
    markObjectSeen: (objectId: ObjectId) => calls.imaging.markObjectSeen({ caseId, objectId }),
    /** The case is not readable any more: no list and no open record stays. */
    forget: (failure: Failure) => store.setState({ list: { phase: "failed", failure }, objects: [], open: { phase: "none" } }),
    zoomBy: (step: 1 | -1) => {
      const now = store.getState().zoom;
      const at = now === 0 ? ZOOMS.indexOf(1) : ZOOMS.indexOf(now);
      store.setState({ zoom: ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, at + step))] ?? 1 });
    },
    fitWidth: () => store.setState({ zoom: 0 }),
    setPaper: (paper: RecordsState["paper"]) => store.setState({ paper }),
    setOrder: (orderBy: RecordsState["orderBy"]) => store.setState({ orderBy }),
    setSearch: (search: string) => store.setState({ search }),
  };
}

export type RecordsModel = ReturnType<typeof createRecords>;
