import { localReference, textAt } from "#shared/fhir/json.ts";
import { searchPage } from "#shared/fhir/manifest.ts";
import type { ReportPart } from "#shared/fhir/report-resources.ts";
import type { Targets, WriteMode } from "#shared/fhir/report-transaction.ts";
import type { SpoolPayload } from "../report/spool.ts";
import { type FhirProblem, isAnswer } from "../service/fhir-client.ts";
import { findOutbox, setOutboxProgress } from "../store/report-store.ts";
import { inTransaction } from "../store/transaction.ts";
import type { OpenAccount } from "./account.ts";

/** What delivery has learned so far and must know again after a kill: ids that the service gave. */
export type Progress = {
  /** Binary uuid → id at the service. */
  readonly binaries: Readonly<Record<string, string>>;
  /** Part uuid → `Type/id` at the service. */
  readonly placed: Readonly<Record<string, string>>;
};

export function readProgress(account: OpenAccount, payload: SpoolPayload): Progress {
  const stored = findOutbox(account.db, payload.reportId)?.progress as Partial<Progress> | undefined;
  return { binaries: stored?.binaries ?? {}, placed: stored?.placed ?? {} };
}

export const saveProgress = (account: OpenAccount, payload: SpoolPayload, progress: Progress): void =>
  inTransaction(account.db, (tx) => setOutboxProgress(tx, payload.reportId, progress));

export function targetsOf(mode: WriteMode, payload: SpoolPayload, progress: Progress): Targets {
  const ids = [payload.pdf.uuid, payload.document.uuid].map((uuid): [string, string] => [
    `urn:uuid:${uuid}`,
    mode === "put" ? uuid : (progress.binaries[uuid] ?? uuid),
  ]);
  return { mode, binaries: new Map(ids) };
}

/** Where a part lies at the service; null = it is not there (or cannot be found). */
export async function placeOf(
  account: OpenAccount,
  payload: SpoolPayload,
  part: ReportPart,
  progress: Progress,
  signal: AbortSignal,
): Promise<string | null | FhirProblem> {
  if (account.service().mode === "put") return `${part.type}/${part.uuid}`;
  const known = progress.placed[part.uuid];
  if (known !== undefined) return known;
  const query = await queryFor(account, payload, part, progress, signal);
  if (query === null || typeof query !== "string") return query;
  const answer = await account.fhir.search(query, signal);
  if (!isAnswer(answer)) return answer;
  const { matches } = searchPage(answer.json);
  const id = matches.length === 1 ? textAt(matches[0], "id") : null;
  return id === null ? null : `${part.type}/${id}`;
}

/** Every part carries an identifier of its own, or that of the report; a Provenance is found by what it is about. */
async function queryFor(
  account: OpenAccount,
  payload: SpoolPayload,
  part: ReportPart,
  progress: Progress,
  signal: AbortSignal,
): Promise<string | null | FhirProblem> {
  const byReport = ["DocumentReference", "DiagnosticReport", "Composition"].includes(part.type);
  if (part.type !== "Provenance") {
    const value = byReport ? payload.reportId : part.uuid;
    return `${part.type}?identifier=${encodeURIComponent(`urn:ietf:rfc:3986|urn:uuid:${value}`)}`;
  }
  const about = payload.parts.find((other) => other.type === "DocumentReference");
  const place = about === undefined ? null : await placeOf(account, payload, about, progress, signal);
  return typeof place === "string" ? `Provenance?target=${encodeURIComponent(place)}` : place;
}

/** `Type/id` from a `Location` or `response.location`. */
export const placeFromLocation = (location: string | null): string | null => localReference(location?.split("?")[0] ?? null);
