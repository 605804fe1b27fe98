import { randomBytes } from "node:crypto";
import { announcedDocument } from "#shared/fhir/document.ts";
import { type AnnouncedStudy, announcedStudy } from "#shared/fhir/imaging-study.ts";
import { type Json, textAt } from "#shared/fhir/json.ts";
import { missingWords, recordWords } from "#shared/fhir/record-words.ts";
import type { CaseId, RecordId } from "#shared/result/ids.ts";
import { listResources, removeResource } from "../store/case-store.ts";
import { putMissing, putRecord, removeRecord } from "../store/document-store.ts";
import { announceInstance, listStudies, putStudy, removeStudy } from "../store/instance-store.ts";
import type { Tx } from "../store/transaction.ts";
import { answerInWords } from "./connectivity.ts";

const newId = (): string => randomBytes(16).toString("hex");

/** What the manifest no longer names is deleted here too, with its files and images; the case's own frame is among `kept`. */
export function removeWithdrawn(tx: Tx, caseId: CaseId, kept: ReadonlySet<string>): { readonly some: boolean; readonly orphans: string[] } {
  const orphans: string[] = [];
  let some = false;
  for (const reference of listResources(tx, caseId).keys()) {
    if (kept.has(reference)) continue;
    some = true;
    removeResource(tx, caseId, reference);
    const file = removeRecord(tx, caseId, reference);
    if (file !== null) orphans.push(file);
  }
  for (const study of listStudies(tx, caseId)) if (!kept.has(study.reference)) orphans.push(...removeStudy(tx, caseId, study.studyUid));
  return { some, orphans };
}

export type Announcement = {
  /** References of the manifest, in its order. */
  readonly wanted: readonly string[];
  /** What is stored of them. */
  readonly resources: ReadonlyMap<string, Json>;
  /** With which status the service refused the others. */
  readonly refused: ReadonlyMap<string, number>;
  /** References whose resource names another patient. */
  readonly foreign: ReadonlySet<string>;
};

const whyMissing = (status: number | undefined): { readonly state: "failed" | "withheld"; readonly why: string } => {
  if (status === 403) return { state: "withheld", why: "withheld by the service" };
  if (status === 404 || status === 410) return { state: "failed", why: "announced, but the service does not have it" };
  return {
    state: "failed",
    why: status === undefined || status === 0 ? "the service did not give it" : answerInWords("the service", status),
  };
};

/** Rows for every record, study and instance that was announced; what is here already keeps its state. Everything missing is named. */
export function announce(tx: Tx, caseId: CaseId, from: Announcement): { readonly news: boolean; readonly orphans: string[] } {
  const orphans: string[] = [];
  let news = false;
  for (const [position, reference] of from.wanted.entries()) {
    const place = { recordId: newId() as RecordId, caseId, reference, position };
    const resource = from.resources.get(reference);
    if (resource === undefined || from.foreign.has(reference)) {
      const words = missingWords(reference);
      if (words === null) continue;
      if (from.foreign.has(reference)) putMissing(tx, { ...place, words }, "failed", "it names another patient and was not kept");
      else {
        const { state, why } = whyMissing(from.refused.get(reference));
        putMissing(tx, { ...place, words }, state, why);
      }
      continue;
    }
    const words = recordWords(resource);
    if (words !== null) {
      const put = putRecord(tx, { ...place, words, document: announcedDocument(resource) });
      news ||= put.isNew;
      if (put.orphan !== null) orphans.push(put.orphan);
    }
    if (textAt(resource, "resourceType") !== "ImagingStudy") continue;
    const study = announcedStudy(resource, from.resources);
    const named = missingWords(reference);
    if (study === null && named !== null) putMissing(tx, { ...place, words: named }, "failed", "it has no valid study number");
    if (study !== null) {
      removeRecord(tx, caseId, reference);
      news = announceStudy(tx, caseId, study, position) || news;
    }
  }
  return { news, orphans };
}

/** True when the study, or an image of it, was not known before. */
function announceStudy(tx: Tx, caseId: CaseId, study: AnnouncedStudy, position: number): boolean {
  const count = (): number =>
    (tx.prepare("SELECT count(*) AS n FROM instance WHERE case_id = ? AND study_uid = ?").get(caseId, study.studyUid) as { n: number }).n;
  const known = listStudies(tx, caseId).some((entry) => entry.studyUid === study.studyUid);
  const before = count();
  putStudy(tx, caseId, study, position);
  for (const series of study.series) {
    for (const [number, instance] of series.instances.entries()) {
      const place = { instanceId: newId(), caseId, studyUid: study.studyUid, seriesUid: series.seriesUid };
      announceInstance(tx, { ...place, sopUid: instance.sopUid, sha256: instance.sha256, position: number });
    }
  }
  return !known || count() > before;
}
