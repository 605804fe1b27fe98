import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import { type Api, ending, type Line, type Transport } from "./line.ts";

/** What the loopback shell puts into the page over its debugging pipe: a way to ask, and a place for the answer. */
export type ShellHost = {
  readonly overreadShell?: (message: string) => void;
  overreadTicket?: (ticket: string) => void;
};

const TICKET_WAIT_MS = 3_000;
const PAUSE_MS = 300;

/** Asks the shell for a one-use ticket; null when it does not answer in time (it is starting core again). */
function askTicket(host: ShellHost): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), TICKET_WAIT_MS);
    host.overreadTicket = (ticket) => {
      clearTimeout(timer);
      resolve(ticket);
    };
    host.overreadShell?.(JSON.stringify({ ask: "ticket" }));
  });
}

function lineOverSocket(websocket: WebSocket): Promise<Line | null> {
  const { closed, end } = ending();
  return new Promise((resolve) => {
    websocket.addEventListener("close", () => {
      end();
      resolve(null);
    });
    websocket.addEventListener("open", () => {
      const api: Api = createORPCClient(new RPCLink({ websocket }));
      resolve({ api, closed, close: () => websocket.close() });
    });
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Loopback: each socket needs a ticket of its own, carried as the second subprotocol. */
export function createWebSocketTransport(host: ShellHost, url: string): Transport {
  return {
    open: async (signal) => {
      for (;;) {
        signal.throwIfAborted();
        const ticket = await askTicket(host);
        const line = ticket === null ? null : await lineOverSocket(new WebSocket(url, ["overread", ticket]));
        if (line !== null) return line;
        await pause(PAUSE_MS);
      }
    },
  };
}
