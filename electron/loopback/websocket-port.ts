import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { WebSocket } from "ws";

const PING_MS = 30_000;

/** Joins a WebSocket to a message port: frames pass one to one, text and binary. When either end closes, so does the other. */
export function bridge(socket: WebSocket): MessagePort {
  const { port1, port2 } = new MessageChannel();
  let alive = true;
  const ping = setInterval(() => {
    if (!alive) socket.terminate();
    alive = false;
    socket.ping();
  }, PING_MS);
  socket.on("pong", () => {
    alive = true;
  });
  // without a listener a message over the cap would end the process
  socket.on("error", () => socket.terminate());
  socket.on("message", (data: Buffer, isBinary) => {
    alive = true;
    port2.postMessage(isBinary ? new Uint8Array(data) : data.toString("utf8"));
  });
  socket.on("close", () => {
    clearInterval(ping);
    port2.close();
  });
  port2.on("message", (data: string | Uint8Array | ArrayBuffer) => {
    if (socket.readyState === socket.OPEN) socket.send(data instanceof ArrayBuffer ? new Uint8Array(data) : data);
  });
  port2.on("close", () => socket.close());
  return port1;
}
