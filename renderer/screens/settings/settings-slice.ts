import { createStore } from "zustand/vanilla";
import type { Settings, VaultCheck } from "#shared/contract/settings.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { Calls } from "../../client/client.ts";

export type VaultCheckState =
  | { readonly at: "idle" }
  | { readonly at: "running" }
  | { readonly at: "done"; readonly found: VaultCheck }
  | { readonly at: "failed"; readonly failure: Failure };

export type SettingsState = {
  readonly settings: Settings;
  /** The reader's own, from the vault; false while it is closed. */
  readonly own: boolean;
  readonly failure: Failure | null;
  readonly vaultCheck: VaultCheckState;
};

/** Settings live in core; before unlocking the page has the defaults it was given. */
export function createSettings(calls: Pick<Calls, "settings">, before: Settings) {
  const closed: SettingsState = { settings: before, own: false, failure: null, vaultCheck: { at: "idle" } };
  const store = createStore<SettingsState>(() => closed);

  /** Changes made in this window: an answer that was asked for before the newest of them knows nothing of it. */
  let changes = 0;

  async function load(signal: AbortSignal): Promise<void> {
    const asked = changes;
    const result = await calls.settings.get({}, signal);
    if (!signal.aborted && result.ok && asked === changes) store.setState({ settings: result.value, own: true });
  }

  /** Shown at once, kept when core says so; a refusal puts the old value back. While the vault is closed it holds for this window. */
  async function set(change: Partial<Settings>, signal: AbortSignal): Promise<void> {
    const { settings: old, own } = store.getState();
    store.setState({ settings: { ...old, ...change }, failure: null });
    if (!own) return;
    changes += 1;
    const asked = changes;
    const result = await calls.settings.set(change, signal);
    if (signal.aborted || asked !== changes) return;
    store.setState(result.ok ? { settings: result.value } : { settings: old, failure: result.failure });
  }

  async function checkVault(signal: AbortSignal): Promise<void> {
    store.setState({ vaultCheck: { at: "running" } });
    const result = await calls.settings.checkVault({}, signal);
    if (signal.aborted) store.setState({ vaultCheck: { at: "idle" } });
    else store.setState({ vaultCheck: result.ok ? { at: "done", found: result.value } : { at: "failed", failure: result.failure } });
  }

  return {
    store,
    load,
    set,
    checkVault,
    current: () => store.getState().settings,
    forget: () => store.setState(closed),
  };
}

export type SettingsModel = ReturnType<typeof createSettings>;
