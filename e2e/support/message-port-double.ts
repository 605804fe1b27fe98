import { EventEmitter } from "node:events";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { MessagePortMain } from "electron";

type Envelope = { readonly data: unknown; readonly ports: readonly MessagePort[] };

/** Electron's `MessagePortMain` over Node's port: the data lies in the event, nothing comes before `start`, only ports are transferred. */
export class MessagePortDouble extends EventEmitter {
  readonly raw: MessagePort;

  constructor(raw: MessagePort) {
    super();
    this.raw = raw;
    raw.on("close", () => this.emit("close"));
  }

  start(): void {
    if (this.raw.listenerCount("message") > 0) return;
    this.raw.on("message", (envelope: Envelope) => this.emit("message", opened(envelope)));
  }

  postMessage(data: unknown, transfer: readonly MessagePortMain[] = []): void {
    const sealed = envelope(data, transfer);
    this.raw.postMessage(sealed, sealed.ports);
  }

  close(): void {
    this.raw.close();
  }
}

/** What is sent: the ports of a message travel beside its data. */
export function envelope(data: unknown, transfer: readonly MessagePortMain[]): { data: unknown; ports: MessagePort[] } {
  return { data, ports: transfer.map((port) => (port as unknown as MessagePortDouble).raw) };
}

/** What arrives: an event as Electron makes it. */
export const opened = ({ data, ports }: Envelope): { readonly data: unknown; readonly ports: readonly MessagePortDouble[] } => ({
  data,
  ports: ports.map((port) => new MessagePortDouble(port)),
});

export class MessageChannelDouble {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortDouble(port1) as unknown as MessagePortMain;
    this.port2 = new MessagePortDouble(port2) as unknown as MessagePortMain;
  }
}
