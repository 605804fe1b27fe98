import type { Failure } from "../result/failure.ts";

/** What a shell gives core (design D22). Core never imports electron and still has one place to ask. */
export interface Host {
  readonly shell: "electron" | "loopback";
  /** The operating system's key store; null where there is none (then the secret lies in a file outside the data folder). */
  readonly deviceSecret: {
    get(vaultId: string): Promise<Uint8Array | null>;
    set(vaultId: string, secret: Uint8Array): Promise<void>;
  } | null;
  /** Opens a sign-in page in the system browser. */
  openInBrowser(url: string): Promise<void>;
  /** Calls back when nobody has used the computer (or, in the loopback shell, our window) for `minutes()`; returns a way to stop. */
  onIdle(minutes: () => number, callback: () => void): () => void;
  onSuspend(callback: () => void): () => void;
  onOsLock(callback: () => void): () => void;
  /** A notification of the operating system; the text holds no patient data. */
  notify(text: string): void;
  /** Keeps the window out of screenshots where the system can do that. */
  protectScreen(on: boolean): void;
  /** To be said in words on screen: running as root without a sandbox, no key store … */
  readonly remarks: readonly string[];
  readonly demoServiceBase: string | null;
}

/** The structural part of a MessagePort that core and the shells use (DOM, Node's worker_threads, Electron's MessagePortMain). */
export interface Port {
  postMessage(message: unknown): void;
  start?(): void;
  close(): void;
}

/**
 * Bytes for the page by path: frames, thumbnails, documents, reports. Opened in core, relayed by the shell as they come. Each piece of `body`
 * may be used until the next one is asked for: then its memory may be gone.
 */
export type ByteAnswer =
  | { readonly ok: true; readonly contentType: string; readonly length: number | null; readonly body: AsyncIterable<Uint8Array> }
  | { readonly ok: false; readonly status: 400 | 403 | 404 | 409 | 423 | 500; readonly failure: Failure };

/**
 * The running core, as the shells hold it. Each page gets a port of its own; when it closes, its streams end.
 * `bytes` serves `/frames/…`, `/thumbnails/…`, `/documents/…`, `/objects/…` and `/reports/…`; every other path answers 404.
 */
export interface Core {
  connect(port: Port): void;
  bytes(path: string, query: string, signal: AbortSignal): Promise<ByteAnswer>;
  /** Locks: delivery stops at a step boundary, the database closes, key buffers are zeroed. */
  lock(reason: "user" | "idle" | "suspend" | "os-lock" | "window-gone"): Promise<void>;
  /** Locks and frees everything; the process may end afterwards. */
  close(): Promise<void>;
}

export type CoreOptions = {
  readonly host: Host;
  /** DATA: accounts.json, vaults/, logs/ (design §3). */
  readonly dataDir: string;
  /** For the device secret file, outside DATA. */
  readonly configDir: string;
  readonly version: string;
};

/** The signature of `startCore` in electron/core/core.ts; the shells load that file by name. */
export type StartCore = (options: CoreOptions) => Promise<Core>;
