import { createStore } from "zustand/vanilla";
import type { NetworkState, SessionState } from "#shared/contract/session.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { Calls } from "../client/client.ts";

export type SessionModel =
  | { readonly phase: "loading" }
  | { readonly phase: "failed"; readonly failure: Failure }
  | {
      readonly phase: "shown";
      readonly session: SessionState;
      readonly network: NetworkState | null;
      readonly signingIn: boolean;
      /** How the last sign-in from inside the window ended, when it did not succeed. */
      readonly signInFailure: Failure | null;
    };

/** Who is here and how the way to the service is. The window asks again whenever core says that something changed. */
export function createSession(calls: Pick<Calls, "session">) {
  const store = createStore<SessionModel>(() => ({ phase: "loading" }));

  async function load(signal: AbortSignal): Promise<void> {
    const result = await calls.session.state({}, signal);
    if (signal.aborted || (!result.ok && result.failure.code === "disconnected")) return; // the frame says that the line is down
    if (!result.ok) {
      store.setState({ phase: "failed", failure: result.failure }, true);
      return;
    }
    const before = store.getState();
    const kept = before.phase === "shown" ? before : { network: null, signingIn: false, signInFailure: null };
    store.setState({ ...kept, phase: "shown", session: result.value }, true);
    // not waited for: what belongs to a fresh session is put in order before anybody can press a key
    if (result.value.phase === "unlocked") void loadNetwork(signal);
  }

  async function loadNetwork(signal: AbortSignal): Promise<void> {
    const result = await calls.session.network({}, signal);
    const before = store.getState();
    if (signal.aborted || !result.ok || before.phase !== "shown") return;
    store.setState({ ...before, network: result.value }, true);
  }

  async function signInAgain(signal: AbortSignal): Promise<void> {
    const before = store.getState();
    if (before.phase !== "shown" || before.signingIn) return;
    store.setState({ ...before, signingIn: true, signInFailure: null }, true);
    const result = await calls.session.signInAgain({}, signal);
    const now = store.getState();
    if (now.phase === "shown") store.setState({ ...now, signingIn: false, signInFailure: result.ok ? null : result.failure }, true);
  }

  return {
    store,
    load,
    loadNetwork,
    lock: (signal: AbortSignal) => calls.session.lock({}, signal),
    syncNow: (signal: AbortSignal) => calls.session.syncNow({}, signal),
    signInAgain,
  };
}
