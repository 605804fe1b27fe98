import type { ServerResponse } from "node:http";
import { getStatus, normalizeOperationOutcome, OperationOutcomeError } from "@medplum/core";
import type { OperationOutcome } from "@medplum/fhirtypes";
import { type ByteSegments, sendSegments } from "./byte-segments.ts";
import { ownStatusOf } from "./outcomes.ts";

/** What a route answers: a body of text or bytes, or segments of files that are streamed. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | ByteSegments | null;
};

const FHIR_JSON = "application/fhir+json; charset=utf-8";

export const fhirAnswer = (status: number, resource: object, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { "Content-Type": FHIR_JSON, ...headers },
  body: JSON.stringify(resource),
});

export function outcomeAnswer(value: OperationOutcome, headers: Readonly<Record<string, string>> = {}): Answer {
  const { id: _id, ...sent } = value;
  const status = ownStatusOf(value) ?? getStatus(value);
  return status === 304 ? { status, headers, body: null } : fhirAnswer(status, sent, headers);
}

/** Every error is an OperationOutcome; an exception that is none is our own defect: 500, and the console says which. */
export function errorAnswer(error: unknown): Answer {
  if (!(error instanceof OperationOutcomeError)) console.error(error);
  const outcome = normalizeOperationOutcome(error);
  return outcomeAnswer(error instanceof OperationOutcomeError ? outcome : { ...outcome, id: "status-500" });
}

export async function send(response: ServerResponse, answer: Answer, isHead: boolean): Promise<void> {
  const { body } = answer;
  const length = body === null ? 0 : typeof body === "string" ? Buffer.byteLength(body) : body.length;
  const withLength = answer.status === 304 || answer.status === 204 ? {} : { "Content-Length": String(length) };
  response.writeHead(answer.status, { "Cache-Control": "no-store", ...answer.headers, ...withLength });
  if (body === null || isHead) response.end();
  else if (typeof body === "string" || Buffer.isBuffer(body)) response.end(body);
  else await sendSegments(response, body);
}
