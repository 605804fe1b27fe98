import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from "electron";
import type { CoreStart, FromCore, HostCall, ToCore } from "#shared/contract/core-process.ts";
import type { ByteRelay } from "./byte-relay.ts";

const MAX_STARTS_A_MINUTE = 5;
/** Core locks and closes at a step's end; what it had confirmed is on the disk either way. */
const CLOSE_MS = 10_000;

export type CoreProcessOptions = {
  readonly file: string;
  readonly start: Omit<CoreStart, "kind">;
  readonly env: NodeJS.ProcessEnv;
  readonly relay: ByteRelay;
  readonly answer: (call: HostCall) => Promise<Uint8Array | null>;
  readonly onTold: (message: Extract<FromCore, { kind: "notify" | "protect-screen" }>) => void;
  /** Core died and was started again: pages need new ports. */
  readonly onRestarted: () => void;
  /** It dies each time: no further attempt is made. */
  readonly onGivenUp: () => void;
};

/** A wrong certificate is never accepted anyway, also not by a switch in the environment. */
export function coreEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_TLS_REJECT_UNAUTHORIZED: _tls, NODE_OPTIONS: _options, ...rest } = env;
  return rest;
}

/** The utility process that holds core: started, answered, started again when it dies, closed in order (design D21). */
export class CoreProcess {
  readonly #options: CoreProcessOptions;
  #child: UtilityProcess | null = null;
  #closing = false;
  #starts: number[] = [];

  constructor(options: CoreProcessOptions) {
    this.#options = options;
  }

  run(): void {
    const { file, start, env, relay, onRestarted, onGivenUp } = this.#options;
    const now = performance.now();
    this.#starts = [...this.#starts.filter((time) => now - time < 60_000), now];
    const child = utilityProcess.fork(file, [], { serviceName: "Overread core", env: coreEnvironment(env) });
    this.#child = child;
    child.on("message", (message: FromCore) => this.#take(child, message));
    child.once("exit", () => {
      this.#child = null;
      relay.detach();
      if (this.#closing) return;
      if (this.#starts.length >= MAX_STARTS_A_MINUTE) return onGivenUp();
      this.run();
      onRestarted();
    });
    const { port1, port2 } = new MessageChannelMain();
    relay.attach(port1);
    child.postMessage({ kind: "start", ...start } satisfies ToCore, [port2]);
  }

  #take(child: UtilityProcess, message: FromCore): void {
    if (message.kind === "notify" || message.kind === "protect-screen") this.#options.onTold(message);
    else if (message.kind === "host-call") {
      const { id, call } = message;
      const reply = (value: Uint8Array | null, error: string | null): void =>
        child.postMessage({ kind: "host-answer", id, value, error } satisfies ToCore);
      this.#options.answer(call).then(
        (value) => reply(value, null),
        (error: unknown) => reply(null, error instanceof Error ? error.message : "the shell failed"),
      );
    }
  }

  tell(message: ToCore): void {
    this.#child?.postMessage(message);
  }

  /** A new line to core: one end goes there, the other is for the page. Messages wait in it until core is ready. */
  connectPage(): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain();
    this.#child?.postMessage({ kind: "page" } satisfies ToCore, [port2]);
    return port1;
  }

  /** Locks, closes and waits for the end of the process. */
  async close(): Promise<void> {
    this.#closing = true;
    const child = this.#child;
    if (child === null) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    this.tell({ kind: "close" });
    const timer = setTimeout(() => child.kill(), CLOSE_MS);
    await gone;
    clearTimeout(timer);
  }
}
