import type { ByteAnswer } from "#shared/contract/host.ts";
import { FRAME_HEADER_BYTES } from "#shared/imaging/frame-stream.ts";
import { type Failure, fail, lockedFailure } from "#shared/result/failure.ts";
import { CaseId, ObjectId, RecordId, ReportId, SeriesId } from "#shared/result/ids.ts";
import { drawFrame } from "../imaging/draw-frame.ts";
import { staleFrames, streamFrames } from "../imaging/frame-reader.ts";
import { caseKey } from "../store/case-store.ts";
import { findRecord } from "../store/document-store.ts";
import { readThumbnail } from "../store/instance-store.ts";
import { notePackUse } from "../store/pack-store.ts";
import { findPrepared } from "../store/report-store.ts";
import { nowOf } from "../sync/account.ts";
import { failures } from "../sync/failures.ts";
import { isLostFile } from "../vault/blob-store.ts";
import { isDiskFull } from "../vault/durable-file.ts";
import { type Context, readableCase, type Unlocked } from "./context.ts";
import { objectPdf } from "./objects.ts";
import { fetchAgain, noteOpened } from "./opened-files.ts";
import { signedPdf } from "./report.ts";

const OCTETS = "application/octet-stream";
const MAX_ORDER = 100_000;
/** The longer side of a small picture, in pixels. */
const THUMBNAIL_SIDE = 128;
const PIECE_BYTES = 1024 * 1024;

const refuse = (status: 400 | 403 | 404 | 409 | 423 | 500, failure: Failure): ByteAnswer => ({
  ok: false,
  status,
  failure,
});

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

const answer = (contentType: string, bytes: Uint8Array): ByteAnswer => ({
  ok: true,
  contentType,
  length: bytes.length,
  body: whole(bytes),
});

function frames(
  { account, downloads, frameTables }: Unlocked,
  caseId: CaseId,
  seriesId: SeriesId,
  query: string,
  signal: AbortSignal,
): ByteAnswer {
  const series = frameTables.open(caseId, seriesId);
  if (series === "no-such-series") return refuse(404, failures.noSuchSeries);
  if (series === "identity-conflict") return refuse(403, failures.identityConflict);
  const parameters = new URLSearchParams(query);
  const asked = parameters.get("order");
  const order = asked === null ? series.frames.map((_, index) => index) : asked === "" ? [] : asked.split(",").map(Number);
  if (order.length > MAX_ORDER || order.some((index) => !Number.isInteger(index) || index < 0)) return refuse(400, failures.noSuchSeries);
  // an index counts in the list that the page was given: in another list it would be another picture
  if (parameters.get("revision") !== series.revision)
    return { ok: true, contentType: OCTETS, length: order.length * FRAME_HEADER_BYTES, body: staleFrames(order) };
  if (order.some((index) => index >= series.frames.length)) return refuse(400, failures.noSuchSeries);
  noteUse(account, seriesId);
  const ended = AbortSignal.any([signal, account.ended]);
  const onLost = (blobId: string): void => fetchAgain(account, downloads, caseId, blobId);
  const body = streamFrames(account.db, account.vault.blobs, caseId, series, order, ended, onLost);
  return { ok: true, contentType: OCTETS, length: null, body };
}

/** The small picture of a series; with `revision` and `frame` that of one frame, drawn when it is asked for. */
async function thumbnail(unlocked: Unlocked, caseId: CaseId, seriesId: SeriesId, query: string): Promise<ByteAnswer> {
  const { account, preparer, frameTables } = unlocked;
  const parameters = new URLSearchParams(query);
  const asked = parameters.get("frame");
  if (asked === null) {
    const png = readThumbnail(account.db, caseId, seriesId);
    return png === null ? refuse(404, failures.noSuchSeries) : answer("image/png", png);
  }
  const series = frameTables.open(caseId, seriesId);
  if (series === "no-such-series") return refuse(404, failures.noSuchSeries);
  if (series === "identity-conflict") return refuse(403, failures.identityConflict);
  // in another list of frames the index would be another picture
  if (parameters.get("revision") !== series.revision) return refuse(409, failures.staleList);
  const look = { maxSide: THUMBNAIL_SIDE, window: null, inverted: false };
  const png = await drawFrame(account.db, account.vault.blobs, preparer, caseId, series, Number(asked), look);
  return png === null ? refuse(404, failures.unreadableFrame) : answer("image/png", png);
}

/** A full disk keeps nobody from reading. */
function noteUse(account: Unlocked["account"], seriesId: SeriesId): void {
  try {
    notePackUse(account.db, seriesId, nowOf(account));
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}

async function document({ account, downloads }: Unlocked, caseId: CaseId, recordId: RecordId): Promise<ByteAnswer> {
  const record = findRecord(account.db, caseId, recordId);
  const key = caseKey(account.db, caseId);
  if (record === null || record.blobId === null || record.document === null || key === null) return refuse(404, failures.noSuchRecord);
  try {
    const bytes = await account.vault.blobs.read({ blobId: record.blobId, caseId, kind: "document" }, key);
    noteOpened(account, { caseId, recordId });
    return answer(OCTETS, bytes);
  } catch (error) {
    if (!isLostFile(error)) throw error;
    fetchAgain(account, downloads, caseId, record.blobId);
    return refuse(409, failures.damagedFile);
  } finally {
    key.fill(0);
  }
}

function report({ account }: Unlocked, reportId: ReportId, part: string): ByteAnswer {
  const pdf = part === "preview" ? (findPrepared(account.db, reportId)?.pdf ?? null) : signedPdf(account, reportId);
  return pdf === null ? refuse(404, failures.noSuchReport) : answer("application/pdf", pdf);
}

/** Bytes for the page by path; ids are checked by their form, and every case by whether it may be read now. */
export async function bytesFor(context: Context, path: string, query: string, signal: AbortSignal): Promise<ByteAnswer> {
  const unlocked = context.unlocked();
  if (unlocked === null) return refuse(423, lockedFailure);
  const [, kind = "", first = "", second = "", ...rest] = path.split("/");
  if (rest.length > 0) return refuse(404, failures.noSuchRecord);
  if (kind === "reports") {
    const reportId = ReportId.safeParse(first);
    return reportId.success && (second === "preview" || second === "pdf")
      ? report(unlocked, reportId.data, second)
      : refuse(404, failures.noSuchReport);
  }
  const caseId = CaseId.safeParse(first);
  if (!caseId.success) return refuse(404, failures.noSuchCase);
  const readable = readableCase(unlocked.account, caseId.data);
  if (!readable.ok) return refuse(readable.failure.code === "no-such-case" ? 404 : 403, readable.failure);
  if (kind === "documents") {
    const recordId = RecordId.safeParse(second);
    return recordId.success ? document(unlocked, caseId.data, recordId.data) : refuse(404, failures.noSuchRecord);
  }
  if (kind === "objects") {
    const objectId = ObjectId.safeParse(second);
    const pdf = objectId.success ? await objectPdf(unlocked, caseId.data, objectId.data) : fail(failures.noSuchObject);
    return pdf.ok ? answer(OCTETS, pdf.value) : refuse(404, pdf.failure);
  }
  const seriesId = SeriesId.safeParse(second);
  if (!seriesId.success) return refuse(404, failures.noSuchSeries);
  if (kind === "frames") return frames(unlocked, caseId.data, seriesId.data, query, signal);
  return kind === "thumbnails" ? thumbnail(unlocked, caseId.data, seriesId.data, query) : refuse(404, failures.noSuchSeries);
}
