import type { IncomingHttpHeaders } from "node:http";
import { isOk } from "@medplum/core";
import type { FhirRouter, HttpMethod } from "@medplum/fhir-router";
import type { Bundle, BundleEntry, OperationOutcome, Resource } from "@medplum/fhirtypes";
import { type Answer, fhirAnswer, outcomeAnswer } from "./answer.ts";
import { binaryFromRaw, rawBinary, wantsBinaryJson } from "./binary-routes.ts";
import type { FhirContext, RequestFacts, ServiceConfig } from "./fhir-context.ts";
import { outcome, ownStatusOf, refuse } from "./outcomes.ts";

/** A FHIR request with its token already checked. `path` starts behind `[base]`, without a slash. */
export type FhirCall = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly scopes: readonly string[];
};

const isFhirJson = (type: string | undefined): boolean => /^application\/(fhir\+json|json)\b/i.test(type ?? "");

/** The JSON of a write, or the Binary that a raw upload becomes. */
export function bodyOf(call: FhirCall): Resource | undefined {
  if (call.method !== "POST" && call.method !== "PUT") return undefined;
  const [type, id] = call.path.split("/");
  const contentType = call.headers["content-type"];
  if (type === "Binary" && !isFhirJson(contentType)) return binaryFromRaw(call.body, call.headers, id);
  if (!isFhirJson(contentType)) throw refuse(415, "not-supported", `Content-Type ${contentType ?? "(none)"} is not application/fhir+json`);
  try {
    const body: unknown = JSON.parse(call.body.toString("utf8"));
    if (typeof body === "object" && body !== null && "resourceType" in body) return body as Resource;
  } catch {
    // told below, in the same words as JSON that is no resource
  }
  throw refuse(400, "structure", "The body is not a FHIR resource in JSON");
}

/** A transaction that sends a report, or a Task that becomes completed: what the delivery faults aim at. */
export function isReportWrite(body: Resource | undefined): boolean {
  if (body?.resourceType === "Task") return body.status === "completed";
  return (
    body?.resourceType === "Bundle" &&
    body.type === "transaction" &&
    body.entry?.some(({ resource }) => resource?.resourceType === "DocumentReference") === true
  );
}

/** Runs one request through the router and dresses its answer: status, ETag, Location, conditional reads, raw Binaries. */
export async function answerFhir(context: FhirContext, router: FhirRouter, call: FhirCall, body: Resource | undefined): Promise<Answer> {
  const isSearch = call.method === "POST" && call.path.endsWith("/_search");
  const query = isSearch ? [call.query, call.body.toString("utf8")].filter((text) => text !== "").join("&") : call.query;
  const path = isSearch ? call.path.slice(0, -"/_search".length) : call.path;
  const method = isSearch || call.method === "HEAD" ? "GET" : call.method;
  if (body?.resourceType === "Bundle" && body.type === "transaction" && path === "" && context.faults.strike("no-transactions")) {
    return outcomeAnswer(outcome(501, "not-supported", "Transactions are not supported"));
  }
  const facts: RequestFacts = { scopes: call.scopes, strict: /handling=strict/.test(String(call.headers.prefer ?? "")) };
  const config: ServiceConfig = { transactions: !disguised(context, body, path), facts };
  const request = {
    method: method as HttpMethod,
    url: query === "" ? path : `${path}?${query}`,
    pathname: "",
    params: {},
    query: {},
    headers: call.headers,
    body,
    config,
  };
  const [result, resource] = await router.handleRequest(request, context.repository);
  const answer = dress(context, { ...call, method, path }, result, resource);
  return body?.resourceType === "Bundle" && path === "" && resource?.resourceType === "Bundle" && isOk(result)
    ? fhirAnswer(200, bundleAnswer(context, body, resource, /return=minimal/.test(String(call.headers.prefer ?? ""))))
    : answer;
}

const disguised = (context: FhirContext, body: Resource | undefined, path: string): boolean =>
  body?.resourceType === "Bundle" && body.type === "transaction" && path === "" && context.faults.strike("batch-in-disguise");

function dress(context: FhirContext, call: FhirCall, result: OperationOutcome, resource: Resource | undefined): Answer {
  if (!isOk(result) || ownStatusOf(result) !== undefined) return outcomeAnswer(result);
  if (call.method === "DELETE") return { status: 204, headers: {}, body: null };
  if (resource === undefined) return outcomeAnswer(result);
  const minimal = /return=minimal/.test(String(call.headers.prefer ?? ""));
  if (resource.resourceType === "Bundle") return fhirAnswer(200, resource);
  if (resource.resourceType === "Binary" && call.method === "GET" && !wantsBinaryJson(call.headers.accept))
    return rawBinary(resource, call.headers);
  const headers = versionHeaders(resource);
  if (call.method === "GET" && call.headers["if-none-match"] === headers["ETag"]) return { status: 304, headers, body: null };
  const status = result.id === "created" ? 201 : 200;
  const location = call.method === "GET" ? {} : { Location: `${context.base}/${locationOf(resource)}` };
  if (minimal && call.method !== "GET") return { status, headers: { ...headers, ...location }, body: null };
  return fhirAnswer(status, resource, { ...headers, ...location });
}

const locationOf = (resource: Resource): string => `${resource.resourceType}/${resource.id}/_history/${resource.meta?.versionId}`;

const versionHeaders = (resource: Resource): Record<string, string> => ({
  ETag: `W/"${resource.meta?.versionId}"`,
  "Last-Modified": new Date(resource.meta?.lastUpdated ?? 0).toUTCString(),
});

/** The entries of a batch or transaction with `etag`, `lastModified`, `location` and a status that fits the outcome. */
function bundleAnswer(context: FhirContext, sent: Bundle, answered: Bundle, minimal: boolean): Bundle {
  const isRead = (index: number): boolean => sent.entry?.[index]?.request?.method === "GET";
  return { ...answered, entry: (answered.entry ?? []).map((entry, index) => entryAnswer(context, entry, minimal && !isRead(index))) };
}

function entryAnswer(context: FhirContext, { response, resource }: BundleEntry, withoutResource: boolean): BundleEntry {
  const result = response?.outcome as OperationOutcome | undefined;
  if (result !== undefined && (ownStatusOf(result) !== undefined || !isOk(result))) {
    const { id: _id, ...sent } = result;
    return { response: { status: String(ownStatusOf(result) ?? response?.status), outcome: sent } };
  }
  const words = response?.status === "201" ? "201 Created" : "200 OK";
  const status = context.mode === "put" ? words : (response?.status ?? "200"); // HAPI writes the words, Medplum the number alone
  const meta = resource?.meta;
  const version =
    resource === undefined || meta?.versionId === undefined
      ? {}
      : { location: locationOf(resource), etag: `W/"${meta.versionId}"`, lastModified: meta.lastUpdated ?? "" };
  return { response: { status, ...version }, ...(resource === undefined || withoutResource ? {} : { resource }) };
}
