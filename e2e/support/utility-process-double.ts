import { parentPort, workerData } from "node:worker_threads";
import { opened } from "./message-port-double.ts";

/** Runs in a worker thread in place of Electron's utility process: gives the program its `process.parentPort`, then starts it. */
type Envelope = Parameters<typeof opened>[0];

const parent = {
  on: (_event: "message", listener: (event: ReturnType<typeof opened>) => void) =>
    parentPort?.on("message", (envelope: Envelope) => listener(opened(envelope))),
  postMessage: (message: unknown) => parentPort?.postMessage(message),
};
Object.defineProperty(process, "parentPort", { value: parent });
await import((workerData as { readonly program: string }).program);
