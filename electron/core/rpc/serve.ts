import { implement } from "@orpc/server";
import { RPCHandler } from "@orpc/server/message-port";
import { contract, type Handlers } from "#shared/contract/contract.ts";
import type { CoreEvent } from "#shared/contract/events.ts";
import type { Port } from "#shared/contract/host.ts";

const os = implement(contract);

type Builder = { handler(work: unknown): unknown };

/** Each entry of a group with its code. The types were compared by `Handlers`; here they are only put together. */
function group(builders: object, answers: object): Record<string, unknown> {
  const byName = builders as Record<string, Builder>;
  return Object.fromEntries(Object.entries(answers).map(([name, work]) => [name, byName[name]?.handler(work)]));
}

/** Builds the router; `connect` serves it over one port. */
export function serve(handlers: Handlers, events: (signal: AbortSignal) => AsyncGenerator<CoreEvent>): { connect(port: Port): void } {
  const groups = Object.entries(handlers).map(([name, answers]) => [name, group(os[name as keyof Handlers], answers)]);
  const router = {
    ...Object.fromEntries(groups),
    events: { stream: os.events.stream.handler(({ signal }) => events(signal ?? new AbortController().signal)) },
  };
  const handler = new RPCHandler(os.router(router as unknown as Parameters<typeof os.router>[0]));
  return {
    connect: (port) => {
      handler.upgrade(port as unknown as Parameters<typeof handler.upgrade>[0]);
      port.start?.();
    },
  };
}
