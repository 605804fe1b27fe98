import type { ContractRouterClient } from "@orpc/contract";
import type { Contract } from "#shared/contract/contract.ts";

/** The contract as calls on one line; oRPC's own errors still reject. Only `client.ts` uses it. */
export type Api = ContractRouterClient<Contract>;

/** One live way to core. When `closed` settles the line is dead for good: the next one is opened by the transport. */
export type Line = { readonly api: Api; readonly closed: Promise<void>; readonly close: () => void };

/** Opens one line after another, over a MessagePort (Electron) or a WebSocket (loopback). Rejects only when the signal is aborted. */
export type Transport = { readonly open: (signal: AbortSignal) => Promise<Line> };

/** A promise with its handle, for lines that end by an event. */
export function ending(): { readonly closed: Promise<void>; readonly end: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { closed: promise, end: resolve };
}
