import type { InferContractRouterInputs, InferContractRouterOutputs } from "@orpc/contract";
import type { Contract } from "#shared/contract/contract.ts";
import type { CoreEvent } from "#shared/contract/events.ts";
import { cancelledFailure, defectFailure, disconnectedFailure, fail } from "#shared/result/failure.ts";
import type { Api, Line, Transport } from "./line.ts";

type Inputs = InferContractRouterInputs<Contract>;
type Outputs = InferContractRouterOutputs<Contract>;
type Subject = Exclude<keyof Contract, "events">;

/** Every procedure of the contract as a call that answers a `Result` and never rejects. */
export type Calls = {
  readonly [S in Subject]: {
    readonly [P in keyof Outputs[S]]: (input: Inputs[S][P & keyof Inputs[S]], signal?: AbortSignal) => Promise<Outputs[S][P]>;
  };
};

export type Connection =
  | { readonly at: "connecting" }
  | { readonly at: "open" }
  /** The line broke and is being opened again; `since` is the page's clock. */
  | { readonly at: "lost"; readonly since: number };

export type Client = {
  readonly calls: Calls;
  readonly connection: () => Connection;
  readonly onConnection: (listener: (connection: Connection) => void) => () => void;
  /** News from core. After a line was lost `missed` is told once: whatever is on the screen asks again. */
  readonly onEvent: (listener: (event: CoreEvent | { readonly kind: "missed" }) => void) => () => void;
  readonly close: () => void;
};

export type ClientOptions = { readonly now: () => number; readonly callLimitMs?: number };

/** A dead port never answers (oRPC over MessagePort): a call that takes longer than any work in core counts as disconnected. */
const CALL_LIMIT_MS = 45_000;
const LONGER_CALL_MS: Readonly<Record<string, number>> = {
  "session.signIn": 330_000,
  "session.signInAgain": 330_000,
  "settings.checkVault": 900_000,
  "report.prepare": 180_000,
  "report.sign": 180_000,
};

type AnyCall = (input: unknown, options: { readonly signal?: AbortSignal }) => Promise<unknown>;

function listeners<T>() {
  const all = new Set<(value: T) => void>();
  return {
    tell: (value: T) => {
      for (const listener of all) listener(value);
    },
    add: (listener: (value: T) => void) => {
      all.add(listener);
      return () => {
        all.delete(listener);
      };
    },
  };
}

const never = new AbortController().signal;

/** Settles as the first of: the answer, the end of the line, the caller's abort, the time limit. */
async function answerOf(call: AnyCall, input: unknown, line: Line, signal: AbortSignal, limitMs: number): Promise<unknown> {
  const stop = Promise.withResolvers<unknown>();
  const cancel = () => stop.resolve(fail(cancelledFailure));
  const timer = setTimeout(() => stop.resolve(fail(disconnectedFailure)), limitMs);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const asked = call(input, { signal }).catch((error: unknown) => {
      if (signal.aborted) return fail(cancelledFailure);
      const lineBroke = error instanceof Error && (error.name === "AbortError" || /not open|AsyncIdQueue/.test(error.message));
      return fail(lineBroke ? disconnectedFailure : defectFailure);
    });
    return await Promise.race([asked, line.closed.then(() => fail(disconnectedFailure)), stop.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  }
}

/** The page's one way to ask core. It keeps a line open, opens the next one when it breaks, and turns every end of a call into a `Result`. */
export function createClient(transport: Transport, options: ClientOptions): Client {
  const life = new AbortController();
  const connections = listeners<Connection>();
  const events = listeners<CoreEvent | { readonly kind: "missed" }>();
  let line: Line | null = null;
  let connection: Connection = { at: "connecting" };

  const become = (next: Connection) => {
    connection = next;
    connections.tell(next);
  };

  /** `getApi` is asked at every call: a stored api would belong to a line that may be dead. */
  const getApi = (): Api | null => line?.api ?? null;

  async function listen(current: Line): Promise<void> {
    try {
      for await (const event of await current.api.events.stream({}, { signal: life.signal })) events.tell(event);
    } catch {
      // The stream ends with the line; `keepOpen` opens the next one and tells "missed".
    }
  }

  async function keepOpen(): Promise<void> {
    for (let first = true; !life.signal.aborted; first = false) {
      const opened = await transport.open(life.signal);
      line = opened;
      become({ at: "open" });
      const listening = listen(opened);
      if (!first) events.tell({ kind: "missed" });
      await Promise.race([opened.closed, listening]);
      line = null;
      opened.close();
      become({ at: "lost", since: options.now() });
    }
  }
  keepOpen().catch(() => undefined); // only the abort of our own life ends it

  async function call(subject: Subject, name: string, input: unknown, signal: AbortSignal): Promise<unknown> {
    const api = getApi();
    if (signal.aborted) return fail(cancelledFailure);
    if (api === null || line === null) return fail(disconnectedFailure);
    const procedure = (api[subject] as unknown as Record<string, AnyCall>)[name] as AnyCall;
    return answerOf(procedure, input, line, signal, options.callLimitMs ?? LONGER_CALL_MS[`${subject}.${name}`] ?? CALL_LIMIT_MS);
  }

  const subjectCalls = (subject: Subject) =>
    new Proxy({}, { get: (_, name: string) => (input: unknown, signal?: AbortSignal) => call(subject, name, input, signal ?? never) });

  return {
    calls: new Proxy({}, { get: (_, subject: Subject) => subjectCalls(subject) }) as Calls,
    connection: () => connection,
    onConnection: connections.add,
    onEvent: events.add,
    close: () => {
      life.abort();
      line?.close();
    },
  };
}
