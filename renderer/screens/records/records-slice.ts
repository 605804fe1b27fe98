import { createStore } from "zustand/vanilla";
import type { LabSeries, RecordDetail, RecordItem } from "#shared/contract/records.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { CaseId, RecordId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";

export type RecordsList =
  | { readonly phase: "loading" }
  | { readonly phase: "failed"; readonly failure: Failure }
  | { readonly phase: "shown"; readonly items: readonly RecordItem[]; readonly labs: readonly LabSeries[] };

export type OpenRecord =
  | { readonly phase: "none" }
  | { readonly phase: "loading"; readonly recordId: RecordId }
  | { readonly phase: "failed"; readonly recordId: RecordId; readonly failure: Failure }
  | { readonly phase: "shown"; readonly detail: RecordDetail };

export type RecordsState = {
  readonly list: RecordsList;
  readonly open: OpenRecord;
  readonly orderBy: "kind" | "date";
  readonly search: string;
  /** 0 = the width of the reading area. */
  readonly zoom: number;
  readonly paper: "plain" | "dim" | "inverted";
};

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
export const GROUPS: readonly RecordItem["group"][] = ["letters", "reports", "pathology", "results", "medication", "history", "other"];

/** As the list shows them: by kind in a fixed order, or newest first. */
export function orderRecords(items: readonly RecordItem[], orderBy: RecordsState["orderBy"], search: string): readonly RecordItem[] {
  const words = search.toLocaleLowerCase().split(/\s+/);
  const found = items.filter((item) => {
    const text = `${item.title} ${item.source ?? ""} ${item.date ?? ""}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
  const newest = (a: RecordItem, b: RecordItem) => (b.date ?? "").localeCompare(a.date ?? "");
  return [...found].sort((a, b) => (orderBy === "date" ? newest(a, b) : GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || newest(a, b)));
}

/** The records of one case: the list, the one that is open, and how it is looked at. */
export function createRecords(options: { readonly caseId: CaseId; readonly calls: Pick<Calls, "records"> }) {
  const { caseId, calls } = options;
  const store = createStore<RecordsState>(() => ({
    list: { phase: "loading" },
    open: { phase: "none" },
    orderBy: "kind",
    search: "",
    zoom: 0,
    paper: "plain",
  }));

  async function load(signal: AbortSignal): Promise<void> {
    const [items, labs] = await Promise.all([calls.records.list({ caseId }, signal), calls.records.labs({ caseId }, signal)]);
    if (signal.aborted) return;
    if (items.ok) store.setState({ list: { phase: "shown", items: items.value, labs: labs.ok ? labs.value : [] } });
    else if (store.getState().list.phase !== "shown") store.setState({ list: { phase: "failed", failure: items.failure } });
  }

  async function open(recordId: RecordId, signal: AbortSignal): Promise<void> {
    store.setState({ open: { phase: "loading", recordId } });
    const result = await calls.records.get({ caseId, recordId }, signal);
    const state = store.getState().open;
    if (signal.aborted || state.phase !== "loading" || state.recordId !== recordId) return;
    store.setState({
      open: result.ok ? { phase: "shown", detail: result.value } : { phase: "failed", recordId, failure: result.failure },
    });
  }

  const openId = (): RecordId | null => {
    const state = store.getState().open;
    return state.phase === "none" ? null : state.phase === "shown" ? state.detail.item.recordId : state.recordId;
  };

  function step(by: 1 | -1, signal: AbortSignal): Promise<void> {
    const { list, orderBy, search } = store.getState();
    if (list.phase !== "shown") return Promise.resolve();
    const items = orderRecords(list.items, orderBy, search);
    const at = items.findIndex((item) => item.recordId === openId());
    const next = items[Math.min(items.length - 1, Math.max(0, at + by))];
    return next === undefined || next.recordId === openId() ? Promise.resolve() : open(next.recordId, signal);
  }

  return {
    caseId,
    store,
    load,
    open,
    openId,
    step,
    /** T12: tells core which pages were really looked at. */
    markSeen: (recordId: RecordId, pages: readonly number[], pageCount: number) =>
      calls.records.markSeen({ caseId, recordId, pages: [...pages], pageCount }),
    /** The case is not readable any more: no list and no open record stays. */
    forget: (failure: Failure) => store.setState({ list: { phase: "failed", failure }, open: { phase: "none" } }),
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
