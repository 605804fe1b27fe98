import { createHash } from "node:crypto";
import type { AnnouncedDocument } from "#shared/fhir/document.ts";
import { localReference, textAt } from "#shared/fhir/json.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { type FhirProblem, parseJson } from "../service/fhir-client.ts";
import { type HttpAnswer, type HttpFailure, isPage } from "../service/http.ts";
import { insertBlob } from "../store/blob-row-store.ts";
import { caseKey } from "../store/case-store.ts";
import { type ItemState, listRecords, type RecordEntry, setRecordState } from "../store/document-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { isDiskFull } from "../vault/durable-file.ts";
import { nowOf, type OpenAccount } from "./account.ts";
import { answerInWords, isServiceWide, troubleInWords, troubleOfAll } from "./connectivity.ts";
import { tellAtMost } from "./tell-at-most.ts";

const MAX_DOCUMENT_BYTES = 512 * 1024 * 1024;
/** Pages are told of what has come at most this often: each time they ask for the whole list again. */
const TELL_MS = 1_000;

type Fetched =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "failed"; readonly why: string; readonly withheld?: true }
  | { readonly kind: "stopped"; readonly problem: FhirProblem };

/** `stopped`: nothing else of this service can be had now. What was fetched before stays. */
export type FetchOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "stopped"; readonly problem: FhirProblem }
  | { readonly kind: "disk-full" };

function addressOf(account: OpenAccount, document: AnnouncedDocument): string {
  const relative = localReference(document.url);
  return relative !== null && !/^https?:/.test(document.url ?? "") ? `${account.fhir.base}/${relative}` : (document.url ?? "");
}

/** The bytes of an announced document: inline, a Binary of the service, or an address at a confirmed origin. */
async function fetchBytes(account: OpenAccount, document: AnnouncedDocument, signal: AbortSignal): Promise<Fetched> {
  if (document.inlineBase64 !== null) return { kind: "bytes", bytes: Buffer.from(document.inlineBase64, "base64") };
  const url = addressOf(account, document);
  const wantsFhir = /fhir\+json/.test(document.contentType);
  const ask = (accept: string): Promise<HttpAnswer | HttpFailure> =>
    account.http.request({ url, headers: { Accept: accept }, authorised: true, maxBytes: MAX_DOCUMENT_BYTES, signal });
  let answer = await ask(wantsFhir ? "application/fhir+json" : `${document.contentType}, */*;q=0.5`);
  if (answer.ok && answer.status === 406) answer = await ask("*/*");
  return judged(document, answer, wantsFhir);
}

function judged(document: AnnouncedDocument, answer: HttpAnswer | HttpFailure, wantsFhir: boolean): Fetched {
  if (!answer.ok) {
    if (answer.problem.kind === "foreign-origin")
      return { kind: "failed", why: "its address is not one that you confirmed for this service" };
    if (answer.problem.kind === "too-large") return { kind: "failed", why: "it is larger than 512 MB" };
    return { kind: "stopped", problem: { kind: "transport", problem: answer.problem } };
  }
  const { status, headers, body } = answer;
  const type = headers.get("Content-Type") ?? "";
  if (status === 200 && isPage(type) && !isPage(document.contentType)) return { kind: "stopped", problem: { kind: "not-fhir", status } };
  if (status === 200) return { kind: "bytes", bytes: unwrapBinary(type, body, wantsFhir) };
  if (status === 403) return { kind: "failed", why: "withheld by the service", withheld: true };
  if (status === 404 || status === 410) return { kind: "failed", why: "announced, but the service does not have it" };
  if (status >= 300 && status < 400) return { kind: "stopped", problem: { kind: "not-fhir", status } };
  const seconds = headers.get("Retry-After") ?? "";
  const problem: FhirProblem = {
    kind: "status",
    status,
    outcome: "",
    retryAfterMs: /^\d+$/.test(seconds) ? Number(seconds) * 1_000 : null,
  };
  return isServiceWide(problem) ? { kind: "stopped", problem } : { kind: "failed", why: answerInWords("the service", status) };
}

/** Some servers always answer with the FHIR form of a Binary: then `data` holds the document. */
function unwrapBinary(type: string, body: Uint8Array, wantsFhir: boolean): Uint8Array {
  if (!/fhir\+json/.test(type) && !(wantsFhir && /json/.test(type))) return body;
  const json = parseJson(body);
  const data = textAt(json, "resourceType") === "Binary" ? textAt(json, "data") : null;
  return data === null ? body : Buffer.from(data, "base64");
}

/** What does not agree with the announcement is not shown: its reason, or null. */
function mismatch(document: AnnouncedDocument, bytes: Uint8Array): string | null {
  const hash = (algorithm: string): Buffer => createHash(algorithm).update(bytes).digest();
  if (document.sha256 !== null && hash("sha256").toString("hex") !== document.sha256)
    return "its content is not the announced one (SHA-256 differs)";
  if (document.sha256 === null && document.sha1Base64 !== null && hash("sha1").toString("base64") !== document.sha1Base64)
    return "its content is not the announced one (SHA-1 differs)";
  if (document.bytes !== null && bytes.length !== document.bytes) return `it has ${bytes.length} bytes, ${document.bytes} were announced`;
  return bytes.length === 0 ? "it is empty" : null;
}

/** What came as announced and still is not what it says: kept, named, counted as not usable (S13). */
function unusable(document: AnnouncedDocument, bytes: Uint8Array): string | null {
  const isPdf = /^application\/pdf/i.test(document.contentType);
  // readers take a PDF whose mark stands somewhere in the first kilobyte (PDF 32000-1, annex H)
  return isPdf && !Buffer.from(bytes.subarray(0, 1_024)).includes("%PDF-") ? "it says that it is a PDF, and is none" : null;
}

/** Fetches the waiting documents of a case, smallest first. One that fails is named; the others go on. */
export async function fetchDocuments(account: OpenAccount, caseId: CaseId, signal: AbortSignal): Promise<FetchOutcome> {
  const waiting = listRecords(account.db, caseId)
    .filter((record) => record.document !== null && record.state === "waiting")
    .sort((a, b) => (a.document?.bytes ?? 0) - (b.document?.bytes ?? 0));
  const tell = tellAtMost(TELL_MS, () => account.emit({ kind: "records.changed", caseId }));
  for (const record of waiting) {
    if (signal.aborted || record.document === null) break;
    const stop = await fetchOne(account, record, record.document, signal);
    if (stop !== null) return stop;
    tell();
  }
  return { kind: "done" };
}

/** Null when the next one may be fetched, whatever came of this one. */
async function fetchOne(
  account: OpenAccount,
  record: RecordEntry,
  document: AnnouncedDocument,
  signal: AbortSignal,
): Promise<FetchOutcome | null> {
  const put = (state: ItemState, why: string | null): void =>
    inTransaction(account.db, (tx) => setRecordState(tx, record.recordId, state, why, null));
  const fetched = await fetchBytes(account, document, signal);
  if (fetched.kind === "stopped") {
    const trouble = await troubleOfAll(account, addressOf(account, document), fetched.problem, signal);
    if (trouble !== null || signal.aborted) return { kind: "stopped", problem: trouble ?? fetched.problem };
    put("waiting", troubleInWords(fetched.problem));
    return null;
  }
  const wrong = fetched.kind === "bytes" ? mismatch(document, fetched.bytes) : fetched.why;
  if (fetched.kind === "failed" || wrong !== null) {
    put(fetched.kind === "failed" && fetched.withheld === true ? "withheld" : "failed", wrong);
    return null;
  }
  return (await keep(account, record, fetched.bytes, unusable(document, fetched.bytes))) ? null : { kind: "disk-full" };
}

/** Seals first, then the row. False = the disk is full; the document stays announced and is fetched again. */
async function keep(account: OpenAccount, record: RecordEntry, bytes: Uint8Array, why: string | null): Promise<boolean> {
  const key = caseKey(account.db, record.caseId);
  if (key === null) return true;
  try {
    const blob = await account.vault.blobs.put("document", record.caseId, key, bytes);
    inTransaction(account.db, (tx) => {
      insertBlob(tx, blob, nowOf(account));
      setRecordState(tx, record.recordId, "here", why, blob.blobId);
    });
    return true;
  } catch (error) {
    if (isDiskFull(error)) return false;
    throw error;
  } finally {
    key.fill(0);
  }
}
