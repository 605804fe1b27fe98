import type { Adapter, AdapterPayload } from "oidc-provider";
import type { StateFile } from "./state-file.ts";

type Entry = { readonly value: AdapterPayload; readonly expiresAtMs: number | null };

/** Sessions, grants, codes and refresh tokens of the authorization server, kept over a stop of the service. */
export function createSignInStore(state: StateFile, now: () => number): (model: string) => Adapter {
  const entries = new Map<string, Entry>();
  for (const record of state.earlier) {
    if (record.kind !== "sign-in") continue;
    if (record.value === null) entries.delete(record.key);
    else entries.set(record.key, { value: record.value as AdapterPayload, expiresAtMs: record.expiresAtMs });
  }

  function set(key: string, value: AdapterPayload, expiresAtMs: number | null): void {
    entries.set(key, { value, expiresAtMs });
    state.append({ kind: "sign-in", key, value, expiresAtMs });
  }

  function remove(key: string): void {
    if (entries.delete(key)) state.append({ kind: "sign-in", key, value: null, expiresAtMs: null });
  }

  function get(key: string): AdapterPayload | undefined {
    const entry = entries.get(key);
    if (entry === undefined || (entry.expiresAtMs !== null && entry.expiresAtMs <= now())) return undefined;
    return entry.value;
  }

  function search(model: string, field: "uid" | "userCode", wanted: string): AdapterPayload | undefined {
    const key = [...entries.keys()].find((each) => each.startsWith(`${model}:`) && get(each)?.[field] === wanted);
    return key === undefined ? undefined : get(key);
  }

  return (model) => ({
    upsert: async (id, payload, expiresInSeconds) =>
      set(
        `${model}:${id}`,
        payload,
        expiresInSeconds !== undefined && Number.isFinite(expiresInSeconds) ? now() + expiresInSeconds * 1000 : null,
      ),
    find: async (id) => get(`${model}:${id}`),
    findByUid: async (uid) => search(model, "uid", uid),
    findByUserCode: async (userCode) => search(model, "userCode", userCode),
    destroy: async (id) => remove(`${model}:${id}`),
    consume: async (id) => {
      const entry = entries.get(`${model}:${id}`);
      if (entry !== undefined) set(`${model}:${id}`, { ...entry.value, consumed: Math.floor(now() / 1000) }, entry.expiresAtMs);
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, entry] of entries) {
        if (key.startsWith(`${model}:`) && entry.value.grantId === grantId) remove(key);
      }
    },
  });
}
