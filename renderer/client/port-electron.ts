import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import { type Api, ending, type Line, type Transport } from "./line.ts";

/** A line over one port. Chromium tells the end of the other side by `close`; a port that we closed ourselves tells nothing. */
export function lineOverPort(port: MessagePort): Line {
  const { closed, end } = ending();
  port.addEventListener("close", end);
  const api: Api = createORPCClient(new RPCLink({ port }));
  port.start();
  return {
    api,
    closed,
    close: () => {
      port.close();
      end();
    },
  };
}

/**
 * Electron: the preload posts a MessagePort to the page as `{ kind: "overread-port" }`, once at the start and again whenever core
 * was started anew. The page says `{ kind: "overread-ready" }` when it listens, for a preload that is quicker than the page.
 */
export function createElectronTransport(host: Window): Transport {
  const ports: MessagePort[] = [];
  let current: Line | null = null;
  let wake: (() => void) | null = null;
  host.addEventListener("message", (event: MessageEvent<{ readonly kind?: unknown } | null>) => {
    const port = event.ports[0];
    if (event.source !== host || event.data?.kind !== "overread-port" || port === undefined) return;
    ports.push(port);
    // a new port means a new core: the line to the one before is dead, whether its end was told or not
    current?.close();
    wake?.();
  });
  host.postMessage({ kind: "overread-ready" }, host.location.origin);

  return {
    open: async (signal) => {
      while (ports.length === 0) {
        await new Promise<void>((resolve, reject) => {
          wake = resolve;
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        });
      }
      const port = ports.pop() as MessagePort; // older ones belong to a core that is gone
      ports.length = 0;
      current = lineOverPort(port);
      return current;
    },
  };
}
