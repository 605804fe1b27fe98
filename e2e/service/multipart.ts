import { type ByteSegments, joinSegments, type Segment } from "./byte-segments.ts";

export type Part = { readonly contentType: string; readonly location?: string; readonly content: readonly Segment[] };

/** `multipart/related` (RFC 2387) of parts that may lie on disk. The boundary is given, so that the same request has the same bytes. */
export function multipartOf(parts: readonly Part[], boundary: string): ByteSegments {
  const segments = parts.flatMap((part): Segment[] => {
    const location = part.location === undefined ? "" : `Content-Location: ${part.location}\r\n`;
    return [
      { bytes: Buffer.from(`--${boundary}\r\nContent-Type: ${part.contentType}\r\n${location}\r\n`) },
      ...part.content,
      { bytes: Buffer.from("\r\n") },
    ];
  });
  return joinSegments([...segments, { bytes: Buffer.from(`--${boundary}--\r\n`) }]);
}

/** The contents of the parts of an uploaded `multipart/related` body; null when the header or the body is not one. */
export function partsOf(body: Buffer, contentType: string | undefined): Buffer[] | null {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? "") ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined || !/^multipart\/related\b/i.test(contentType ?? "")) return null;
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let at = body.indexOf(delimiter);
  while (at >= 0) {
    const start = at + delimiter.length;
    const next = body.indexOf(delimiter, start);
    if (body.subarray(start, start + 2).toString() === "--" || next < 0) break;
    const headEnd = body.indexOf("\r\n\r\n", start);
    if (headEnd >= 0 && headEnd < next) parts.push(body.subarray(headEnd + 4, next - 2));
    at = next;
  }
  return parts;
}
