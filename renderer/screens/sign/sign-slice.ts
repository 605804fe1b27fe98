import { createStore } from "zustand/vanilla";
import type { PreparedReport, SignedReport } from "#shared/contract/report.ts";
import type { OpenPoint } from "#shared/opinion/completeness.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";

export type SignState =
  | { readonly at: "closed" }
  | { readonly at: "checking" }
  /** Open points: blocking ones send back to the draft, warnings need a written reason each (R8). */
  | {
      readonly at: "points";
      readonly revision: number;
      readonly points: readonly OpenPoint[];
      readonly reasons: Readonly<Record<string, string>>;
      readonly preparing: boolean;
      readonly failure: Failure | null;
    }
  | {
      readonly at: "preview";
      readonly report: PreparedReport;
      readonly warnings: readonly { readonly text: string; readonly reason: string }[];
      readonly seenPages: readonly number[];
      readonly signing: boolean;
      readonly failure: Failure | null;
    }
  | { readonly at: "signed"; readonly report: SignedReport }
  | { readonly at: "failed"; readonly failure: Failure };

export const blockingOf = (points: readonly OpenPoint[]): readonly OpenPoint[] => points.filter((point) => point.severity === "blocking");
export const warningsOf = (points: readonly OpenPoint[]): readonly OpenPoint[] => points.filter((point) => point.severity === "warning");

/** "Review and sign": points, then the very pages, then the passphrase (R8, R9, design D24). */
export function createSign(options: {
  readonly caseId: CaseId;
  readonly calls: Pick<Calls, "opinion" | "report">;
  /** Everything typed must be with core before it is frozen. */
  readonly flush: () => Promise<void>;
  readonly paper: () => "A4" | "Letter";
}) {
  const { caseId, calls } = options;
  const store = createStore<SignState>(() => ({ at: "closed" }));
  const become = (next: SignState) => store.setState(next, true);

  async function review(signal: AbortSignal): Promise<void> {
    const state = store.getState().at;
    if (state !== "closed" && state !== "failed") return;
    become({ at: "checking" });
    await options.flush();
    const result = await calls.opinion.check({ caseId }, signal);
    if (signal.aborted) return;
    if (!result.ok) {
      become({ at: "failed", failure: result.failure });
      return;
    }
    const { revision, points } = result.value;
    become({ at: "points", revision, points, reasons: {}, preparing: false, failure: null });
    if (points.length === 0) await prepare(signal);
  }

  async function prepare(signal: AbortSignal): Promise<void> {
    const state = store.getState();
    if (state.at !== "points" || state.preparing || blockingOf(state.points).length > 0) return;
    become({ ...state, preparing: true, failure: null });
    const warnings = warningsOf(state.points).map((point) => ({
      code: point.code as string,
      text: point.text,
      reason: (state.reasons[point.code] ?? "").trim(),
    }));
    const result = await calls.report.prepare(
      {
        caseId,
        revision: state.revision,
        paper: options.paper(),
        warningReasons: warnings.map(({ code, reason }) => ({ code, reason })),
      },
      signal,
    );
    if (store.getState().at === "closed") {
      if (result.ok) await calls.report.cancel({ reportId: result.value.reportId });
      return;
    }
    if (signal.aborted) return;
    become(
      result.ok
        ? { at: "preview", report: result.value, warnings, seenPages: [], signing: false, failure: null }
        : { ...state, preparing: false, failure: result.failure },
    );
  }

  /** Takes no abort: a signature is not stopped halfway. */
  async function sign(passphrase: string): Promise<void> {
    const state = store.getState();
    if (state.at !== "preview" || state.signing || state.seenPages.length < state.report.pages) return;
    become({ ...state, signing: true, failure: null });
    const result = await calls.report.sign({ reportId: state.report.reportId, passphrase });
    become(
      result.ok
        ? { at: "signed", report: result.value }
        : { ...state, seenPages: pagesSeen(store.getState(), state.seenPages), signing: false, failure: result.failure },
    );
  }

  /** Back to the draft: the preview is thrown away and the text can be changed again. */
  async function close(): Promise<void> {
    const state = store.getState();
    if (state.at === "preview" && state.signing) return;
    become({ at: "closed" });
    if (state.at === "preview") await calls.report.cancel({ reportId: state.report.reportId });
  }

  return {
    caseId,
    store,
    review,
    prepare,
    sign,
    close,
    giveReason: (code: string, reason: string) => {
      const state = store.getState();
      if (state.at === "points") become({ ...state, reasons: { ...state.reasons, [code]: reason } });
    },
    sawPage: (page: number) => {
      const state = store.getState();
      if (state.at === "preview" && !state.seenPages.includes(page)) become({ ...state, seenPages: [...state.seenPages, page] });
    },
  };
}

const pagesSeen = (now: SignState, before: readonly number[]): readonly number[] => (now.at === "preview" ? now.seenPages : before);

export type SignModel = ReturnType<typeof createSign>;
