import type { Failure } from "../result/failure.ts";
import type { ByteAnswer, CoreOptions } from "./host.ts";

/** A MessagePort as Electron's main and utility processes have it (`MessagePortMain`): the data of a message lies in its event. */
export interface MainPort {
  on(event: "message", listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
  /** Bytes go as a whole buffer of their own: a view would take its whole buffer along, and only ports can be transferred. */
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/** What Electron's main process tells core at start; the port for bytes comes with it. */
export type CoreStart = Pick<CoreOptions, "dataDir" | "configDir" | "version"> & {
  readonly kind: "start";
  readonly hasKeyStore: boolean;
  readonly remarks: readonly string[];
  readonly demoServiceBase: string | null;
};

export type ToCore =
  | CoreStart
  /** A page's port comes with it. */
  | { readonly kind: "page" }
  | { readonly kind: "host-answer"; readonly id: number; readonly value: Uint8Array | null; readonly error: string | null }
  /** For how long nobody has used the computer; told again and again. */
  | { readonly kind: "idle"; readonly seconds: number }
  | { readonly kind: "suspend" }
  | { readonly kind: "os-lock" }
  | { readonly kind: "window-gone" }
  | { readonly kind: "close" };

/** What core asks its shell and waits for (design D22). */
export type HostCall =
  | { readonly name: "secret-get"; readonly vaultId: string }
  | { readonly name: "secret-set"; readonly vaultId: string; readonly secret: Uint8Array }
  | { readonly name: "open-in-browser"; readonly url: string };

export type FromCore =
  | { readonly kind: "ready" }
  | { readonly kind: "host-call"; readonly id: number; readonly call: HostCall }
  | { readonly kind: "notify"; readonly text: string }
  | { readonly kind: "protect-screen"; readonly on: boolean };

/** Bytes for the page over the second port (design D23): core sends at most `PIECES_UNDER_WAY` pieces that were not asked for by `more`. */
export type ByteAsk =
  | { readonly kind: "ask"; readonly id: number; readonly path: string; readonly query: string }
  | { readonly kind: "more"; readonly id: number }
  | { readonly kind: "cancel"; readonly id: number };

export type ByteHead =
  | { readonly ok: true; readonly contentType: string; readonly length: number | null }
  | { readonly ok: false; readonly status: Extract<ByteAnswer, { ok: false }>["status"]; readonly failure: Failure };

export type ByteReply =
  | { readonly kind: "head"; readonly id: number; readonly head: ByteHead }
  | { readonly kind: "piece"; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "end"; readonly id: number }
  | { readonly kind: "broken"; readonly id: number };

export const PIECES_UNDER_WAY = 8;
/** Only the last piece of an answer is shorter. */
export const PIECE_MIN_BYTES = 256 * 1024;
export const PIECE_MAX_BYTES = 1024 * 1024;
