import { releaseBytes } from "#shared/result/owned-bytes.ts";

/** One part of a multipart/related answer (RFC 2387): its headers in lower case, and its bytes. */
export type Part = { readonly headers: ReadonlyMap<string, string>; readonly body: Buffer };

/** The boundary of a `multipart/related` content type, or null. */
export function boundaryOf(contentType: string): string | null {
  if (!/^multipart\/related/i.test(contentType.trim())) return null;
  const match = /boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(contentType);
  return match?.[1] ?? match?.[2] ?? null;
}

/** The answer broke off, or its form is not multipart. */
export class MultipartBroken extends Error {
  override readonly name = "MultipartBroken";
}

const DOUBLE_LINE = Buffer.from("\r\n\r\n");

/**
 * Splits a stream, whose pieces it takes, into its parts as they become whole. Throws `MultipartBroken` when the end mark is missing,
 * `RangeError` when one part is larger than `maxPartBytes`.
 */
export async function* readParts(stream: AsyncIterable<Uint8Array>, boundary: string, maxPartBytes: number): AsyncGenerator<Part> {
  const mark = Buffer.from(`\r\n--${boundary}`, "latin1");
  // the first mark may stand at the very beginning, without its line break
  let pieces: Buffer[] = [Buffer.from("\r\n")];
  let held = 2;
  // as long as a mark with the white space that may follow it
  const keptBytes = mark.length + 72;
  let tail: Buffer = pieces[0] as Buffer;
  let inBody = false;
  for await (const chunk of stream) {
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    pieces.push(piece);
    held += piece.length;
    if (held > maxPartBytes + mark.length + 65_536) throw new RangeError("a part is larger than allowed");
    // a mark lies in the new bytes, or over their border with what is held: a large part is joined once, not with every piece
    const border = Buffer.concat([tail, piece.subarray(0, keptBytes)]);
    tail = piece.length < keptBytes ? lastOf(Buffer.concat([tail, piece]), keptBytes) : lastOf(piece, keptBytes);
    if (piece.indexOf(mark) < 0 && border.indexOf(mark) < 0) continue;
    const whole = Buffer.concat(pieces);
    for (const each of pieces) releaseBytes(each);
    let buffer = whole;
    for (;;) {
      const cut = cutAt(buffer, mark);
      if (cut === null) break;
      if (inBody) yield partOf(buffer.subarray(0, cut.from));
      if (cut.isEnd) {
        releaseBytes(whole);
        return;
      }
      inBody = true;
      buffer = buffer.subarray(cut.to);
    }
    pieces = [buffer];
    held = buffer.length;
    tail = lastOf(buffer, keptBytes);
  }
  throw new MultipartBroken("the answer ended before its end mark");
}

const lastOf = (bytes: Buffer, count: number): Buffer => bytes.subarray(Math.max(0, bytes.length - count));

/** The next whole mark line: where the part before it ends, where the next one begins. Null = more bytes are needed. */
function cutAt(buffer: Buffer, mark: Buffer): { readonly from: number; readonly to: number; readonly isEnd: boolean } | null {
  const from = buffer.indexOf(mark);
  const after = from + mark.length;
  if (from < 0 || buffer.length < after + 2) return null;
  if (buffer.toString("latin1", after, after + 2) === "--") return { from, to: buffer.length, isEnd: true };
  const lineEnd = buffer.indexOf("\r\n", after, "latin1");
  return lineEnd < 0 ? null : { from, to: lineEnd + 2, isEnd: false };
}

function partOf(bytes: Buffer): Part {
  const headers = new Map<string, string>();
  const noHeaders = bytes.subarray(0, 2).toString("latin1") === "\r\n";
  const end = noHeaders ? -2 : bytes.indexOf(DOUBLE_LINE);
  if (end === -1) throw new MultipartBroken("a part without headers");
  if (!noHeaders) {
    for (const line of bytes.toString("latin1", 0, end).split("\r\n")) {
      const colon = line.indexOf(":");
      if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
    }
  }
  return { headers, body: Buffer.from(bytes.subarray(end + 4)) };
}
