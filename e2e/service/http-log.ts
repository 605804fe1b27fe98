import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Resource } from "@medplum/fhirtypes";
import { loggedPath, type RequestLog, type RequestLogLine } from "./request-log.ts";

/** Facts of the request under way that its log line gets: written by the routes, read at the end. */
type Notes = { faults: string[]; bundle?: RequestLogLine["bundle"] };
const notes = new AsyncLocalStorage<Notes>();

export const noteFault = (name: string): void => void notes.getStore()?.faults.push(name);

/** Runs the work of one request and writes its line when the connection is done with it. */
export async function logged(
  log: RequestLog,
  request: IncomingMessage,
  response: ServerResponse,
  work: () => Promise<void>,
): Promise<void> {
  await notes.run({ faults: [] }, async () => {
    const finished = logAtEnd(log, request, response);
    await work();
    await finished;
  });
}

function logAtEnd(log: RequestLog, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const started = performance.now();
  const sentBefore = request.socket.bytesWritten;
  const { method = "", url = "", headers } = request;
  const note = notes.getStore();
  return new Promise((resolve) => {
    response.on("close", () => {
      if (!url.startsWith("/__admin/")) {
        const requestId = headers["x-request-id"];
        const ifMatch = headers["if-match"];
        log.add({
          time: new Date().toISOString(),
          method,
          path: loggedPath(url),
          status: response.headersSent ? response.statusCode : 0,
          bytes: request.socket.bytesWritten - sentBefore,
          ms: Math.round(performance.now() - started),
          complete: response.writableFinished,
          ...(typeof requestId === "string" ? { requestId } : {}),
          ...(ifMatch === undefined ? {} : { ifMatch }),
          ...(note?.bundle === undefined ? {} : { bundle: note.bundle }),
          ...(note === undefined || note.faults.length === 0 ? {} : { faults: note.faults }),
        });
      }
      resolve();
    });
  });
}

/** A batch or transaction is logged with the method and URL of each entry. */
export function noteBundle(body: Resource | undefined): void {
  const note = notes.getStore();
  if (note === undefined || body?.resourceType !== "Bundle") return;
  note.bundle = {
    type: body.type,
    entries: (body.entry ?? []).map(({ request }) => `${request?.method} ${loggedPath(request?.url ?? "")}`),
  };
}
