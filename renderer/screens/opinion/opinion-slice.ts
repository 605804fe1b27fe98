import { createStore } from "zustand/vanilla";
import type { SigningFacts } from "#shared/opinion/completeness.ts";
import type { Answer, Opinion, OpinionChange, OpinionField } from "#shared/opinion/opinion.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import type { Journal } from "../../journal/journal.ts";
import { createDraftKeeper, type Saving } from "./draft-keeper.ts";
import { rewrites } from "./rewrite-text.ts";

export type OpinionState =
  | { readonly phase: "loading" }
  | { readonly phase: "failed"; readonly failure: Failure }
  | {
      readonly phase: "shown";
      readonly opinion: Opinion;
      readonly revision: number;
      readonly frozen: boolean;
      readonly saving: Saving;
      /** What else decides whether it may be signed, as core last said; null until it was asked. */
      readonly facts: SigningFacts | null;
    };

const withChange = (opinion: Opinion, change: OpinionChange): Opinion =>
  "key" in change
    ? { ...opinion, answers: { ...opinion.answers, [change.key]: change.value } }
    : ({ ...opinion, [change.field]: change.value } as Opinion);

/** The reviewer's draft of one case: what is on the screen, and its way to core. */
export function createOpinion(options: {
  readonly caseId: CaseId;
  readonly calls: Pick<Calls, "opinion">;
  readonly journal: () => Journal | null;
  readonly newId: () => string;
}) {
  const { caseId, calls } = options;
  const store = createStore<OpinionState>(() => ({ phase: "loading" }));
  const change = (part: Partial<Extract<OpinionState, { phase: "shown" }>>) => {
    const state = store.getState();
    if (state.phase === "shown") store.setState({ ...state, ...part }, true);
  };
  const keeper = createDraftKeeper({
    ...options,
    onSaving: (saving) => change({ saving }),
    onRevision: (revision) => change({ revision }),
  });

  async function load(signal: AbortSignal): Promise<void> {
    if (!keeper.isClean()) return; // what is on the screen is newer than core's: it is on its way
    const result = await calls.opinion.get({ caseId }, signal);
    if (signal.aborted || !keeper.isClean()) return;
    if (!result.ok) {
      if (store.getState().phase !== "shown") store.setState({ phase: "failed", failure: result.failure }, true);
      return;
    }
    const { opinion, revision, frozen, savedAt } = result.value;
    const before = store.getState();
    const facts = before.phase === "shown" ? before.facts : null;
    store.setState({ phase: "shown", opinion, revision, frozen, facts, saving: { at: "saved", savedAt } }, true);
    keeper.known(savedAt);
    const left = await keeper.replay();
    if (left.length > 0) {
      const state = store.getState();
      if (state.phase === "shown") change({ opinion: left.reduce(withChange, state.opinion) });
      await keeper.flush();
    }
    await check(signal);
  }

  /** R8: asks core for what is not in the text: images seen, consent, licence. */
  async function check(signal: AbortSignal): Promise<void> {
    const result = await calls.opinion.check({ caseId }, signal);
    if (!signal.aborted && result.ok) change({ facts: result.value.facts });
  }

  function edit(next: OpinionChange): void {
    const state = store.getState();
    if (state.phase !== "shown" || state.frozen) return;
    change({ opinion: withChange(state.opinion, next) });
    keeper.keep(next);
  }

  return {
    caseId,
    store,
    load,
    check,
    set: <Field extends Exclude<OpinionField, "answers">>(field: Field, value: Opinion[Field]) => edit({ field, value }),
    /** Writes every text of the draft anew. */
    rewrite: (rewrite: (text: string) => string) => {
      const state = store.getState();
      if (state.phase !== "shown") return;
      for (const next of rewrites(state.opinion, rewrite)) edit(next);
    },
    answer: (key: string, value: Answer) => edit({ field: "answers", key, value }),
    /** Everything typed so far is on its way to core; resolves when core has answered. */
    flush: keeper.flush,
    retry: keeper.retry,
    isSaved: keeper.isClean,
  };
}

export type OpinionModel = ReturnType<typeof createOpinion>;
