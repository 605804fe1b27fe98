import type { DataSet } from "dicom-parser";
import { type Failure, ok, type Result } from "../result/failure.ts";
import { type Attributes, codeOf, codesOf } from "./attributes.ts";
import { type DicomCode, dicomFailure, refuse } from "./dicom-failure.ts";
import { type DataSetRead, type Encoding, type PixelElement, readDataSet } from "./read-data-set.ts";
import { tags } from "./tags.ts";
import {
  EXPLICIT_BIG_ENDIAN,
  EXPLICIT_LITTLE_ENDIAN,
  IMPLICIT_LITTLE_ENDIAN,
  type TransferSyntax,
  transferSyntaxOf,
} from "./transfer-syntax.ts";
import { hasShortLength, isKnownVr } from "./value-representation.ts";

/**
 * Undoes raw deflate (RFC 1951) and stops at `maxBytes`: "too-large" then, "damaged" when the stream is no deflate. Comes from the host,
 * because `shared` has no zlib.
 */
export type Inflate = (deflated: Uint8Array, maxBytes: number) => Uint8Array | "too-large" | "damaged";

/** An instance whose structure was read. Offsets count in `bytes`: the file, or for the deflated syntax its head with the inflated data set. */
export type ParsedInstance = {
  readonly bytes: Uint8Array;
  readonly inflated: boolean;
  readonly hasPreamble: boolean;
  /** The preamble holds something (an executable, a page …): it is never kept (PS3.10 7.1, reliability row 58). */
  readonly preambleInUse: boolean;
  readonly syntax: TransferSyntax;
  readonly encoding: Encoding;
  readonly attributes: Attributes;
  readonly pixel: PixelElement | null;
  readonly repeated: readonly string[];
  readonly warnings: readonly string[];
  /** Reading stopped early, although what was needed had been read. */
  readonly fault: Failure<DicomCode> | null;
};

const little: Encoding = { implicitVr: false, bigEndian: false };

/** A deflated data set may grow to 64 MiB plus 50 times its size, and to 1 GiB at most: real ones stay far below, bombs do not. */
export const inflateLimit = (deflatedBytes: number): number => Math.min(2 ** 30, 64 * 2 ** 20 + 50 * deflatedBytes);

const hasPrefix = (bytes: Uint8Array): boolean =>
  bytes.length >= 132 && bytes[128] === 0x44 && bytes[129] === 0x49 && bytes[130] === 0x43 && bytes[131] === 0x4d;

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) + u16(bytes, at + 2) * 0x10000;

const vrAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0);

/** Group 0002 is explicit little endian whatever follows (PS3.10 7.1; GE once wrote it implicit); it ends where another group begins. */
function endOfMeta(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at + 8 <= bytes.length && u16(bytes, at) === 0x0002) {
    const vr = vrAt(bytes, at + 4);
    if (hasShortLength(vr)) at += 8 + u16(bytes, at + 6);
    else at += isKnownVr(vr) ? 12 + u32(bytes, at + 8) : 8 + u32(bytes, at + 4);
  }
  return Math.min(at, bytes.length);
}

/** The encoding of a data set that nothing announces, from its first element: an identifying group, and letters where a representation would stand. */
function guessEncoding(bytes: Uint8Array, at: number): string | null {
  if (at + 8 > bytes.length) return null;
  const explicit = isKnownVr(vrAt(bytes, at + 4));
  const group = u16(bytes, at);
  const element = u16(bytes, at + 2);
  if (group <= 0x0010 && group % 2 === 0 && group > 0)
    return explicit ? EXPLICIT_LITTLE_ENDIAN : u32(bytes, at + 4) <= bytes.length ? IMPLICIT_LITTLE_ENDIAN : null;
  const swapped = ((group & 0xff) << 8) | (group >> 8);
  return explicit && swapped <= 0x0010 && swapped % 2 === 0 && swapped > 0 && element !== group ? EXPLICIT_BIG_ENDIAN : null;
}

/** Data in explicit form under the name of the implicit syntax: told by the letters of a representation and an impossible length behind them. */
function mislabelled(bytes: Uint8Array, at: number, syntax: TransferSyntax): boolean {
  return syntax.implicitVr && isKnownVr(vrAt(bytes, at + 4)) && u32(bytes, at + 4) > bytes.length - at;
}

type Located = { readonly start: number; readonly uid: string | null; readonly hasPreamble: boolean; readonly metaFault: boolean };

function locate(bytes: Uint8Array): Located {
  const hasPreamble = hasPrefix(bytes);
  const metaStart = hasPreamble ? 132 : 0;
  if (u16(bytes, metaStart) !== 0x0002) return { start: metaStart, uid: null, hasPreamble, metaFault: false };
  const start = endOfMeta(bytes, metaStart);
  const meta = readDataSet(bytes.subarray(0, start), metaStart, little);
  const uid = codeOf({ dataSet: meta.dataSet, characterSets: [] }, tags.transferSyntaxUid);
  return { start, uid, hasPreamble, metaFault: meta.fault !== null };
}

function inflateDataSet(bytes: Uint8Array, start: number, inflate: Inflate): Result<Uint8Array, DicomCode> {
  const deflated = bytes.subarray(start);
  const plain = inflate(deflated, inflateLimit(deflated.length));
  if (plain === "too-large") return refuse("too-large", `the deflated data set grows beyond ${inflateLimit(deflated.length)} bytes`);
  if (plain === "damaged") return refuse("damaged", "the deflated data set cannot be inflated");
  const joined = new Uint8Array(start + plain.length);
  joined.set(bytes.subarray(0, start));
  joined.set(plain, start);
  return ok(joined);
}

const characterSetsOf = (dataSet: DataSet): readonly string[] => codesOf({ dataSet, characterSets: [] }, tags.specificCharacterSet);

function settle(
  bytes: Uint8Array,
  located: Located,
  syntax: TransferSyntax,
  encoding: Encoding,
  read: DataSetRead,
  warnings: string[],
): Result<ParsedInstance, DicomCode> {
  const fault = read.fault === null ? null : dicomFailure(read.fault.code, read.fault.detail);
  // Too deep or too many is a defence, not a fault of one place: nothing of such a file is used.
  if (fault !== null && (read.pixel === null || fault.code === "too-deep" || fault.code === "too-many-elements"))
    return { ok: false, failure: fault };
  if (Object.keys(read.dataSet.elements).length === 0) return refuse("not-dicom", "there is no data set");
  return ok({
    bytes,
    inflated: syntax.deflated,
    hasPreamble: located.hasPreamble,
    preambleInUse: located.hasPreamble && bytes.subarray(0, 128).some((byte) => byte !== 0),
    syntax,
    encoding,
    attributes: { dataSet: read.dataSet, characterSets: characterSetsOf(read.dataSet) },
    pixel: read.pixel,
    repeated: read.repeated,
    warnings: [...warnings, ...read.warnings],
    fault,
  });
}

/** Reads the structure of one file: with or without preamble and meta header (PS3.10 7), any of the uncompressed encodings, or deflated. */
export function parseInstance(bytes: Uint8Array, inflate: Inflate): Result<ParsedInstance, DicomCode> {
  if (bytes.length === 0) return refuse("not-dicom", "the file is empty");
  const located = locate(bytes);
  const warnings: string[] = [];
  const uid = located.uid ?? guessEncoding(bytes, located.start);
  if (uid === null) return located.hasPreamble ? refuse("cut-off", "nothing that can be read follows the prefix") : refuse("not-dicom");
  if (located.uid === null) warnings.push("the file does not name its transfer syntax");
  if (located.metaFault) warnings.push("the meta header is damaged");
  const syntax = transferSyntaxOf(uid);
  let plain = bytes;
  if (syntax.deflated) {
    const inflated = inflateDataSet(bytes, located.start, inflate);
    if (!inflated.ok) return inflated;
    plain = inflated.value;
  }
  const wrongName = mislabelled(plain, located.start, syntax);
  if (wrongName) warnings.push("the data set is explicit although its syntax says implicit");
  const encoding: Encoding = { implicitVr: syntax.implicitVr && !wrongName, bigEndian: syntax.bigEndian };
  return settle(plain, located, syntax, encoding, readDataSet(plain, located.start, encoding), warnings);
}

/** Where the deflated part of a file begins; null when nothing is deflated. For hosts whose inflate is asynchronous. */
export function deflatedFrom(bytes: Uint8Array): number | null {
  const located = locate(bytes);
  return located.uid !== null && transferSyntaxOf(located.uid).deflated ? located.start : null;
}
