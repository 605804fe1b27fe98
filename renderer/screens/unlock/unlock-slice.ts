import { createStore } from "zustand/vanilla";
import type { Account, PassphraseVerdict, Person } from "#shared/contract/session.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { Calls } from "../../client/client.ts";

export type FoundService = { readonly base: string; readonly name: string; readonly signInHost: string; readonly demo: boolean };

/** Unlocking, and the first run in its three steps. Failures stay until the next try. */
export type UnlockState =
  | { readonly at: "unlock"; readonly account: Account; readonly busy: boolean; readonly failure: Failure | null }
  | { readonly at: "service"; readonly base: string; readonly busy: boolean; readonly failure: Failure | null }
  | { readonly at: "sign-in"; readonly service: FoundService; readonly waiting: boolean; readonly failure: Failure | null }
  | {
      readonly at: "passphrase";
      readonly service: FoundService;
      readonly person: Person;
      readonly busy: boolean;
      readonly failure: Failure | null;
    };

export const MIN_PASSPHRASE = 12;

/** Where a person without an account begins: the service that this start brought along, else an empty address. */
export const firstStep = (demoServiceBase: string | null): UnlockState => ({
  at: "service",
  base: demoServiceBase ?? "",
  busy: false,
  failure: null,
});

export function createUnlock(calls: Pick<Calls, "session">, start: UnlockState) {
  const store = createStore<UnlockState>(() => start);
  const become = (next: UnlockState) => store.setState(next, true);

  async function unlock(passphrase: string, signal: AbortSignal): Promise<void> {
    const state = store.getState();
    if (state.at !== "unlock" || state.busy) return;
    become({ ...state, busy: true, failure: null });
    const result = await calls.session.unlock({ accountId: state.account.accountId, passphrase }, signal);
    if (signal.aborted) return;
    become({ ...state, busy: false, failure: result.ok ? null : result.failure });
  }

  async function findService(signal: AbortSignal): Promise<void> {
    const state = store.getState();
    if (state.at !== "service" || state.busy || state.base.trim() === "") return;
    const { base } = state;
    become({ at: "service", base, busy: true, failure: null });
    const result = await calls.session.probeService({ base: base.trim() }, signal);
    if (signal.aborted) return;
    become(
      result.ok
        ? { at: "sign-in", service: result.value, waiting: false, failure: null }
        : { at: "service", base, busy: false, failure: result.failure },
    );
  }

  /** Waits for the browser; aborting goes back to the button. */
  async function signIn(signal: AbortSignal): Promise<void> {
    const state = store.getState();
    if (state.at !== "sign-in" || state.waiting) return;
    become({ ...state, waiting: true, failure: null });
    const result = await calls.session.signIn({ base: state.service.base }, signal);
    if (signal.aborted) {
      become({ ...state, waiting: false, failure: null });
      return;
    }
    become(
      result.ok
        ? { at: "passphrase", service: state.service, person: result.value, busy: false, failure: null }
        : { ...state, waiting: false, failure: result.failure },
    );
  }

  /** What core says of a passphrase; null when it did not say. */
  async function judge(passphrase: string, signal: AbortSignal): Promise<PassphraseVerdict | null> {
    const state = store.getState();
    if (state.at !== "passphrase") return null;
    const result = await calls.session.judgePassphrase({ signInId: state.person.signInId, passphrase }, signal);
    return result.ok ? result.value : null;
  }

  async function createVault(passphrase: string, signal: AbortSignal): Promise<void> {
    const state = store.getState();
    if (state.at !== "passphrase" || state.busy) return;
    become({ ...state, busy: true, failure: null });
    const result = await calls.session.createVault({ signInId: state.person.signInId, passphrase }, signal);
    if (signal.aborted) return;
    if (!result.ok && result.failure.code === "sign-in-gone") {
      become({ at: "sign-in", service: state.service, waiting: false, failure: result.failure });
      return;
    }
    become({ ...state, busy: false, failure: result.ok ? null : result.failure });
  }

  return {
    store,
    unlock,
    findService,
    signIn,
    judge,
    createVault,
    chooseAccount: (account: Account) => become({ at: "unlock", account, busy: false, failure: null }),
    editBase: (base: string) => {
      const state = store.getState();
      if (state.at === "service" && !state.busy) become({ ...state, base, failure: null });
    },
    addAccount: (base: string) => become({ at: "service", base, busy: false, failure: null }),
  };
}

export type Unlock = ReturnType<typeof createUnlock>;
