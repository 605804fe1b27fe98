import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { emptyOpinion, type OpinionChange } from "#shared/opinion/opinion.ts";
import { disconnectedFailure, fail, ok } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import type { Journal, Keystroke } from "../../journal/journal.ts";
import { createOpinion } from "./opinion-slice.ts";

type Save = { readonly changeId: string; readonly change: OpinionChange };

/** Core's draft store as the contract describes it: a change id is applied once. */
function draftStore() {
  const applied = new Map<string, OpinionChange>();
  const saves: Save[][] = [];
  let away = false;
  const opinion = {
    get: async () => ok({ revision: 3, opinion: emptyOpinion, savedAt: 1_000, frozen: false }),
    check: async () => ok({ revision: 3, points: [], facts: {} }),
    save: async ({ changes }: { readonly changes: readonly Save[] }) => {
      if (away) return fail(disconnectedFailure);
      saves.push([...changes]);
      for (const { changeId, change } of changes) applied.set(changeId, change);
      return ok({ revision: 3 + saves.length, savedAt: 2_000 });
    },
  };
  return {
    calls: { opinion } as unknown as Pick<Calls, "opinion">,
    saves,
    applied,
    setAway: (value: boolean) => {
      away = value;
    },
  };
}

function journalInMemory(rows = new Map<string, Keystroke>()): { readonly journal: Journal; readonly rows: Map<string, Keystroke> } {
  const journal: Journal = {
    write: async (keystroke, replaces) => {
      rows.set(keystroke.changeId, keystroke);
      if (replaces !== null) rows.delete(replaces);
    },
    forget: async (changeIds) => {
      for (const id of changeIds) rows.delete(id);
    },
    left: async (caseId) => [...rows.values()].filter((row) => row.caseId === caseId),
    saveView: async () => undefined,
    readView: async () => null,
  };
  return { journal, rows };
}

const signal = new AbortController().signal;
const caseId = "c1" as CaseId;
let id = 0;
const newId = () => `id-${++id}`;

beforeEach(() => {
  id = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

async function opened(journal: Journal | null = null) {
  const core = draftStore();
  const model = createOpinion({ caseId, calls: core.calls, journal: () => journal, newId });
  await model.load(signal);
  const saving = () => {
    const state = model.store.getState();
    return state.phase === "shown" ? state.saving : null;
  };
  return { core, model, saving };
}

describe("design §2.3: saved means that core said so", () => {
  test("a keystroke is saving, and saved only with core's time", async () => {
    const { model, saving } = await opened();
    expect(saving()).toEqual({ at: "saved", savedAt: 1_000 });
    model.set("findings", "A");
    expect(saving()).toEqual({ at: "saving", savedAt: 1_000 });
    await vi.advanceTimersByTimeAsync(300);
    expect(saving()).toEqual({ at: "saved", savedAt: 2_000 });
  });

  test("ten keystrokes within a quarter of a second are one save with the last text", async () => {
    const { core, model } = await opened();
    for (const text of ["a", "ab", "abc"]) model.set("findings", text);
    model.answer("q1", { text: "yes", cannotAnswer: false, because: "" });
    await vi.advanceTimersByTimeAsync(300);
    expect(core.saves).toHaveLength(1);
    expect(core.saves[0]?.map((entry) => entry.change)).toEqual([
      { field: "findings", value: "abc" },
      { field: "answers", key: "q1", value: { text: "yes", cannotAnswer: false, because: "" } },
    ]);
  });
});

describe("P18: nothing typed is lost while core is away", () => {
  test("the text waits in the journal and is sent with the same ids when core is back", async () => {
    const kept = journalInMemory();
    const { core, model, saving } = await opened(kept.journal);
    core.setAway(true);
    model.set("impression", "Growth in 18 months");
    await vi.advanceTimersByTimeAsync(300);
    expect(saving()).toMatchObject({ at: "waiting" });
    const waiting = [...kept.rows.keys()];
    expect(waiting).toHaveLength(1);
    core.setAway(false);
    await model.retry();
    expect([...core.applied.keys()]).toEqual(waiting);
    expect(kept.rows.size).toBe(0);
  });

  test("after a reload the journal is replayed over core's draft", async () => {
    const kept = journalInMemory();
    const first = await opened(kept.journal);
    first.core.setAway(true);
    first.model.set("findings", "typed before the reload");
    const second = await opened(kept.journal);
    const state = second.model.store.getState();
    expect(state.phase === "shown" && state.opinion.findings).toBe("typed before the reload");
    expect(second.core.saves.flat()).toHaveLength(1);
    expect(kept.rows.size).toBe(0);
  });

  test("news of the draft do not overwrite what is being typed", async () => {
    const { model } = await opened();
    model.set("findings", "mine");
    await model.load(signal);
    const state = model.store.getState();
    expect(state.phase === "shown" && state.opinion.findings).toBe("mine");
  });
});
