import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Resource } from "@medplum/fhirtypes";
import { type Answer, outcomeAnswer } from "./answer.ts";
import { type ByteSegments, bytesOf, joinSegments, sliceSegments } from "./byte-segments.ts";
import type { Faults } from "./faults.ts";
import { outcome } from "./outcomes.ts";

/** Faults that strike before anything is looked at: an answer in place of the real one, or none at all. */
export async function faultBeforeAll(faults: Faults): Promise<Answer | "hang" | null> {
  if (faults.strike("captive-portal")) {
    return {
      status: 200,
      headers: { "Content-Type": "text/html" },
      body: "<!doctype html><title>Welcome</title><p>Accept the terms of this network to go on.</p>",
    };
  }
  if (faults.strike("503")) return outcomeAnswer(outcome(503, "transient", "Try later"), { "Retry-After": "2" });
  if (faults.strike("429")) return outcomeAnswer(outcome(429, "throttled", "Too many requests"), { "Retry-After": "2" });
  if (faults.strike("hang")) return "hang";
  if (faults.strike("slow")) await delay(Number(faults.argument("slow") ?? 1500));
  return null;
}

/** `rewrites-text`: what some services do silently to a report that they store. */
export function rewritten(faults: Faults, body: Resource | undefined): Resource | undefined {
  const isReport = (resource: Resource | undefined): boolean => resource?.resourceType === "DiagnosticReport";
  const change = (resource: Resource): Resource =>
    isReport(resource) ? ({ ...resource, conclusion: "(shortened by the service)" } as Resource) : resource;
  if (
    body?.resourceType === "Bundle" &&
    body.entry?.some(({ resource }) => isReport(resource)) === true &&
    faults.strike("rewrites-text")
  ) {
    return {
      ...body,
      entry: body.entry.map((entry) => (entry.resource === undefined ? entry : { ...entry, resource: change(entry.resource) })),
    };
  }
  return body !== undefined && isReport(body) && faults.strike("rewrites-text") ? change(body) : body;
}

/** The whole length is announced, half of it is sent, then the line is cut. */
export async function sendHalf(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  const whole = isSegments(body) ? body : joinSegments([{ bytes: Buffer.from(body ?? "") }]);
  response.writeHead(status, { ...headers, "Content-Length": String(whole.length) });
  for await (const bytes of bytesOf(sliceSegments(whole, 0, Math.floor(whole.length / 2)))) {
    // destroying drops what is still queued in this process: wait until each piece was handed to the system
    await new Promise((resolve) => response.write(bytes, resolve));
  }
  response.destroy();
}

const isSegments = (body: Answer["body"]): body is ByteSegments => body !== null && typeof body === "object" && "segments" in body;
