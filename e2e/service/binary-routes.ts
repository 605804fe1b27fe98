import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Binary } from "@medplum/fhirtypes";
import { type Answer, outcomeAnswer } from "./answer.ts";
import { rangeOf } from "./byte-segments.ts";
import { outcome } from "./outcomes.ts";

/** Whether the caller wants the FHIR JSON form of a Binary: only if it is the first choice of `Accept`; else it gets the bytes. */
export function wantsBinaryJson(accept: string | undefined): boolean {
  const choices = (accept ?? "*/*").split(",").map((part) => {
    const [type = "", ...parameters] = part.split(";").map((text) => text.trim());
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    return { type: type.toLowerCase(), quality: quality === undefined ? 1 : Number(quality.slice(2)) };
  });
  const best = choices.toSorted((a, b) => b.quality - a.quality)[0]?.type ?? "";
  return best === "application/fhir+json" || best === "application/json";
}

/** The bytes of a Binary with a strong ETag, so that a download can be resumed with Range and If-Range. */
export function rawBinary(binary: Binary, headers: IncomingHttpHeaders): Answer {
  const bytes = Buffer.from(binary.data ?? "", "base64");
  const etag = `"${createHash("sha256").update(bytes).digest("hex")}"`;
  const weak = `W/"${binary.meta?.versionId}"`;
  const common = { ETag: etag, "Accept-Ranges": "bytes", "Last-Modified": new Date(binary.meta?.lastUpdated ?? 0).toUTCString() };
  if ([etag, weak].includes(headers["if-none-match"] ?? "")) return { status: 304, headers: common, body: null };
  const type = { ...common, "Content-Type": binary.contentType, "X-Content-Type-Options": "nosniff" };
  const ifRange = headers["if-range"];
  const range = rangeOf(headers.range, typeof ifRange === "string" ? ifRange : undefined, etag, bytes.length);
  if (range.kind === "unsatisfiable") {
    return outcomeAnswer(outcome(416, "invalid", "The range lies outside the content"), { "Content-Range": `bytes */${bytes.length}` });
  }
  if (range.kind === "whole") return { status: 200, headers: type, body: bytes };
  const contentRange = `bytes ${range.start}-${range.end - 1}/${bytes.length}`;
  return { status: 206, headers: { ...type, "Content-Range": contentRange }, body: bytes.subarray(range.start, range.end) };
}

/** A raw upload as the Binary resource that it becomes (R4 §2.38: the header `X-Security-Context` names what it belongs to). */
export function binaryFromRaw(body: Buffer, headers: IncomingHttpHeaders, id: string | undefined): Binary {
  const context = headers["x-security-context"];
  return {
    resourceType: "Binary",
    ...(id === undefined ? {} : { id }),
    contentType: headers["content-type"] ?? "application/octet-stream",
    ...(typeof context === "string" ? { securityContext: { reference: context } } : {}),
    data: body.toString("base64"),
  };
}
