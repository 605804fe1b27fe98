import { conceptText, listAt, textAt } from "#shared/fhir/json.ts";
import { humanName } from "#shared/fhir/patient.ts";
import type { KeptMark } from "#shared/measure/kept-mark.ts";
import type { OpenPoint } from "#shared/opinion/completeness.ts";
import type { Opinion } from "#shared/opinion/opinion.ts";
import type { ReportContent } from "#shared/opinion/report.ts";
import type { CaseId, ReportId } from "#shared/result/ids.ts";
import { type Instant, instantFromIso } from "#shared/result/instant.ts";
import { drawFrame } from "../imaging/draw-frame.ts";
import { openSeriesFrames } from "../imaging/frame-reader.ts";
import type { SeriesSummary } from "../imaging/index-series.ts";
import { startedAt } from "../store/action-store.ts";
import type { CaseEntry } from "../store/case-store.ts";
import { readResource } from "../store/case-store.ts";
import { listRecords } from "../store/document-store.ts";
import { listSeries, listStudies } from "../store/instance-store.ts";
import { listMarks } from "../store/mark-store.ts";
import { listOutbox, listReportsOfCase } from "../store/report-store.ts";
import type { OpenAccount } from "../sync/account.ts";
import { archiveRoot } from "../sync/archive-root.ts";
import { availabilityOf } from "../sync/availability.ts";
import { requesterOf } from "../sync/fetch-case.ts";
import type { Unlocked } from "./context.ts";
import { studyRows } from "./imaging.ts";
import { objectRows } from "./objects.ts";
import { type FoundFrame, imageFacts, marksOf } from "./report-marks.ts";
import { usableImages } from "./study-counts.ts";

const MAX_IMAGE_SIDE = 1_400;

export type Limit = { readonly text: string; readonly reason: string };

const qualifications = (practitioner: unknown): string[] =>
  listAt(practitioner, "qualification")
    .map((entry) => conceptText((entry as { code?: unknown }).code))
    .filter((text) => text !== null);

function reviewerOf({ account }: Unlocked): ReportContent["reviewer"] {
  const { practitioner, practitionerId, roles, organisations } = account.reviewer();
  return {
    practitionerId,
    name: humanName(practitioner),
    credentials: qualifications(practitioner),
    organisation: textAt(organisations[0], "name"),
    specialty: conceptText(listAt(roles[0], "specialty")[0]),
  };
}

/** Reports, waveforms and documents that came with the images stand among the documents; each is looked at as a whole. */
const objectsOf = (account: OpenAccount, entry: CaseEntry): ReportContent["documents"] =>
  objectRows(account, entry).map(({ title, what, date, firstOpinion, seen, identityConflict }) => ({
    reference: "",
    title: title === what ? title : `${title} (${what})`,
    date,
    source: "with the images",
    firstOpinion,
    pagesSeen: seen ? 1 : 0,
    pageCount: 1,
    state: identityConflict === null ? "here" : "missing",
    why: identityConflict === null ? null : "it names another patient",
  }));

/** Documents and studies with what was seen of them, and what is missing (R1d, M22). */
function materialOf({ account }: Unlocked, entry: CaseEntry): Pick<ReportContent, "documents" | "recordCount" | "studies" | "missing"> {
  const records = listRecords(account.db, entry.caseId);
  const documents = records
    .filter((record) => record.document !== null)
    .map((record): ReportContent["documents"][number] => ({
      reference: record.reference,
      title: record.words.title,
      date: record.words.date,
      source: record.words.source,
      firstOpinion: record.words.firstOpinion,
      pagesSeen: record.pagesSeen.length,
      pageCount: record.pageCount,
      state: record.state === "here" ? "here" : "missing",
      why: record.why,
    }));
  const announced = new Map(listStudies(account.db, entry.caseId).map((study) => [study.studyUid, study]));
  const summaries = new Map(listSeries(account.db, entry.caseId).map((row) => [row.seriesId, JSON.parse(row.facts) as SeriesSummary]));
  const studies = studyRows(account, entry.caseId).map((study): ReportContent["studies"][number] => ({
    reference: announced.get(study.studyUid)?.reference ?? "",
    studyUid: study.studyUid,
    description: study.description,
    date: study.date,
    modalities: study.modalities,
    prior: study.prior,
    announced: announced.get(study.studyUid)?.count ?? null,
    usable: usableImages(study.series),
    seen: study.series.reduce((sum, series) => sum + series.seen, 0),
    frames: study.series.reduce((sum, series) => sum + (summaries.get(series.seriesId)?.frames ?? 0), 0),
    notRelevant: study.series.flatMap((series) =>
      series.notRelevantBecause === null ? [] : [`Series “${series.description}” was left aside because ${series.notRelevantBecause}`],
    ),
    lossy: study.series.map((series) => series.lossyText).find((text) => text !== null) ?? null,
  }));
  const here = availabilityOf(account.db, entry.caseId, entry.announced, false);
  return {
    documents: [...documents, ...objectsOf(account, entry)],
    studies,
    recordCount: records.length - documents.length,
    missing: here.problems,
  };
}

type FramePlace = Pick<Opinion["keyImages"][number], "seriesId" | "seriesUid" | "sopInstanceUid" | "frameNumber">;

/**
 * The frame that was chosen, by its own name: where it stands in the list may have changed since, and another picture under its caption
 * would be worse than none (T15). Null when it is not there, or may not be used.
 */
function frameOf(account: OpenAccount, caseId: CaseId, key: FramePlace): FoundFrame | null {
  const others = listSeries(account.db, caseId).filter((entry) => entry.seriesUid === key.seriesUid && entry.seriesId !== key.seriesId);
  for (const seriesId of [key.seriesId, ...others.map((entry) => entry.seriesId)]) {
    const series = openSeriesFrames(account.db, caseId, seriesId);
    if (typeof series === "string") continue;
    const index = series.frames.findIndex(
      (frame) => frame.frameNumber === key.frameNumber && series.instances[frame.instance]?.sopInstanceUid === key.sopInstanceUid,
    );
    if (index >= 0) return { series, index };
  }
  return null;
}

/** Key images drawn from the stored pixels, with the address of each at the service. A picture that cannot be drawn stops the report. */
async function imagesOf(
  { account, preparer }: Unlocked,
  entry: CaseEntry,
  opinion: Opinion,
  marks: readonly KeptMark[],
): Promise<ReportContent["images"] | "image-unreadable"> {
  const announced = listStudies(account.db, entry.caseId);
  const images: ReportContent["images"] = [];
  for (const key of opinion.keyImages) {
    const found = frameOf(account, entry.caseId, key);
    if (found === null) return "image-unreadable";
    const { series, index } = found;
    const options = { maxSide: MAX_IMAGE_SIDE, window: key.window, inverted: key.inverted };
    const png = await drawFrame(account.db, account.vault.blobs, preparer, entry.caseId, series, index, options);
    const study = announced.find((candidate) => candidate.studyUid === key.studyUid);
    if (png === null || study === undefined) return "image-unreadable";
    const instance = `${archiveRoot(account, study) ?? ""}/studies/${key.studyUid}/series/${key.seriesUid}/instances/${key.sopInstanceUid}`;
    const frames = series.instances.find((candidate) => candidate.sopInstanceUid === key.sopInstanceUid)?.announcedFrames ?? 1;
    images.push({
      id: key.id,
      caption: key.caption,
      label: key.label,
      studyUid: key.studyUid,
      seriesUid: key.seriesUid,
      sopInstanceUid: key.sopInstanceUid,
      frameNumber: key.frameNumber,
      wadoUrl: frames > 1 ? `${instance}/frames/${key.frameNumber}` : instance,
      studyReference: study.reference,
      pngBase64: png.toString("base64"),
      ...imageFacts(found, marks),
    });
  }
  return images;
}

/** M34: who asked gives the report its head, by the name that the service holds; else what the Task or the service itself says. */
function serviceOf(account: OpenAccount, entry: CaseEntry, task: unknown): ReportContent["service"] {
  const organizationReference = requesterOf(task);
  const organisation = organizationReference === null ? null : readResource(account.db, entry.caseId, organizationReference);
  const name = textAt(organisation, "name") ?? textAt(task, "requester", "display") ?? account.service().name;
  return { name, organizationReference };
}

/** The frozen content of a report from the draft and from what is stored of the case. */
export async function reportContent(
  unlocked: Unlocked,
  entry: CaseEntry,
  opinion: Opinion,
  facts: { readonly reportId: ReportId; readonly paper: "A4" | "Letter"; readonly limits: readonly Limit[]; readonly preparedAt: Instant },
): Promise<ReportContent | "image-unreadable" | "declaration-missing"> {
  const { account } = unlocked;
  if (entry.declaration === null) return "declaration-missing";
  const marks = listMarks(account.db, entry.caseId);
  const images = await imagesOf(unlocked, entry, opinion, marks);
  if (images === "image-unreadable") return images;
  const task = readResource(account.db, entry.caseId, `Task/${entry.taskId}`);
  const withdrawn = new Set(
    listOutbox(account.db)
      .filter((row) => row.state.at === "withdrawn")
      .map((row) => row.reportId),
  );
  const earlier = listReportsOfCase(account.db, entry.caseId).filter((report) => !withdrawn.has(report.reportId));
  return {
    reportId: facts.reportId,
    version: earlier.length + 1,
    caseNumber: entry.facts.caseNumber,
    demo: entry.facts.demo,
    paper: facts.paper,
    service: serviceOf(account, entry, task),
    patient: entry.facts.patient,
    parties: entry.facts.parties,
    recipients: entry.facts.recipients,
    reviewer: reviewerOf(unlocked),
    // a Task need not say when it was written: then it counts from when it was accepted here
    receivedAt: instantFromIso(textAt(task, "authoredOn") ?? undefined) ?? entry.declaration.at,
    startedAt: startedAt(account.db, entry.caseId),
    preparedAt: facts.preparedAt,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    clockCheckedAt: account.clock.lastContactAt,
    reason: entry.facts.reason,
    questions: entry.facts.questions,
    opinion,
    ...materialOf(unlocked, entry),
    images,
    marks: marksOf(marks, opinion, entry.facts.questions, images, (place) => frameOf(account, entry.caseId, place)),
    limits: [...facts.limits],
    identityResolutions: listSeries(account.db, entry.caseId)
      .filter((series) => series.identityConflict !== null && series.identityResolved !== null)
      .map((series) => `One series names another patient. It was used because ${series.identityResolved ?? ""}`),
    declaration: { text: entry.declaration.text, at: entry.declaration.at },
    references: {
      task: `Task/${entry.taskId}`,
      request: entry.facts.requestReference ?? "",
      patient: entry.facts.patientReference ?? "",
      list: entry.facts.listReference,
      firstDiagnosis: entry.facts.firstDiagnosis,
    },
    auditHead: account.audit.head(account.db),
  };
}

/**
 * Warnings with the reviewer's reasons, as the report prints them. Whether a licence is enough is the reviewer's statement at acceptance,
 * when there is one: the notice is then no limit of the opinion (M14: show and record, never decide).
 */
export const limitsFrom = (
  points: readonly OpenPoint[],
  reasons: readonly { readonly code: string; readonly reason: string }[],
  licenceChoice: string,
): Limit[] =>
  points
    .filter((point) => point.severity === "warning")
    .map(({ code, text }) => ({
      text: code === "licence-not-covered" && licenceChoice !== "" ? `Licence: ${licenceChoice}` : text,
      reason: reasons.find((entry) => entry.code === code)?.reason ?? "",
    }));
