import { randomUUID } from "node:crypto";
import { retryAfterMs } from "#shared/delivery/backoff.ts";
import { isUid } from "#shared/fhir/imaging-study.ts";
import { at, type Json, listAt } from "#shared/fhir/json.ts";
import type { DicomProblem } from "./dicomweb-client.ts";
import { parseJson } from "./fhir-client.ts";
import { type Http, type HttpAnswer, isPage } from "./http.ts";

/** An archive that instances are stored in. */
export type Archive = { readonly http: Http; readonly root: string; readonly now: () => number };

export type InstancePlace = { readonly studyUid: string; readonly seriesUid: string; readonly sopInstanceUid: string };

/**
 * What the archive says of one instance that it was given. None of it is proof that it holds the instance: that is read afterwards.
 * `there`: it says that it had it already. `unclear`: 409 or 202 that does not say why. `refused`: its reason, or null.
 */
export type StowAnswer =
  | { readonly kind: "taken" }
  | { readonly kind: "there" }
  | { readonly kind: "unclear"; readonly status: number }
  | { readonly kind: "refused"; readonly status: number; readonly reason: number | null }
  | { readonly kind: "problem"; readonly problem: DicomProblem };

/** Attributes of the answer, by their numbers in DICOM JSON (PS3.18 F, table 10.5.3-1). */
const FAILED = "00081198";
const REFERENCED_UID = "00081155";
const REASON = "00081197";
/** “Already stored”: Azure's reason, and that of PS3.7 C.5.8 (duplicate SOP instance). */
const ALREADY_STORED = new Set([45070, 0x0111]);

const rootOf = ({ root }: Archive): string => root.replace(/\/+$/, "");

function pathOf({ studyUid, seriesUid, sopInstanceUid }: InstancePlace): string {
  if (![studyUid, seriesUid, sopInstanceUid].every(isUid)) throw new RangeError("not a UID");
  return `studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUid}`;
}

/** Stores one instance in its study (STOW-RS, PS3.18 10.5). */
export async function storeInstance(archive: Archive, place: InstancePlace, bytes: Uint8Array, signal: AbortSignal): Promise<StowAnswer> {
  pathOf(place);
  const boundary = `overread-${randomUUID()}`;
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const answer = await archive.http.request({
    method: "POST",
    url: `${rootOf(archive)}/studies/${place.studyUid}`,
    headers: {
      "Content-Type": `multipart/related; type="application/dicom"; boundary=${boundary}`,
      Accept: "application/dicom+json",
    },
    body,
    authorised: true,
    signal,
  });
  if (!answer.ok) return { kind: "problem", problem: { kind: "transport", problem: answer.problem } };
  return judge(archive, place.sopInstanceUid, answer);
}

/** Looked at for this one instance: a status of the whole request says too little (PS3.18 10.5.3). */
function judge(archive: Archive, sopInstanceUid: string, answer: HttpAnswer): StowAnswer {
  const { status } = answer;
  if (isPage(answer.headers.get("Content-Type") ?? ""))
    return { kind: "problem", problem: { kind: "transport", problem: { kind: "captive", detail: "" } } };
  const reason = reasonFor(sopInstanceUid, parseJson(answer.body));
  if (reason !== null) return ALREADY_STORED.has(reason) ? { kind: "there" } : { kind: "refused", status, reason };
  if (status === 200 || status === 204) return { kind: "taken" };
  if (status === 202 || status === 409) return { kind: "unclear", status };
  const problem = problemOf(archive, answer);
  return isForGood(status) ? { kind: "refused", status, reason: null } : { kind: "problem", problem };
}

/** Answers to which the same bytes would get the same answer. */
const isForGood = (status: number): boolean => [400, 403, 404, 405, 406, 410, 413, 415, 422, 501].includes(status);

const firstValue = (item: Json, tag: string): Json => listAt(item, tag, "Value")[0];

/** The reason why this instance was not taken; null when the answer names none. */
function reasonFor(sopInstanceUid: string, json: Json): number | null {
  const failed = listAt(json, FAILED, "Value").find((item) => firstValue(item, REFERENCED_UID) === sopInstanceUid);
  if (failed === undefined) return null;
  const reason = firstValue(failed, REASON);
  return typeof reason === "number" ? reason : 0;
}

const problemOf = (archive: Archive, answer: HttpAnswer): DicomProblem => ({
  kind: "status",
  status: answer.status,
  retryAfterMs: retryAfterMs(answer.headers.get("Retry-After"), archive.now()),
});

/** `names`: the instances that its evidence lists; null where the archive's metadata leave that out. */
export type HeldInstance =
  | { readonly kind: "there"; readonly names: readonly string[] | null }
  | { readonly kind: "absent" }
  | { readonly kind: "problem"; readonly problem: DicomProblem };

/** Reads back what the archive holds under the UIDs (WADO-RS metadata, PS3.18 10.4). */
export async function readInstance(archive: Archive, place: InstancePlace, signal: AbortSignal): Promise<HeldInstance> {
  const url = `${rootOf(archive)}/${pathOf(place)}/metadata`;
  const answer = await archive.http.request({ url, headers: { Accept: "application/dicom+json" }, authorised: true, signal });
  if (!answer.ok) return { kind: "problem", problem: { kind: "transport", problem: answer.problem } };
  if ([204, 404, 410].includes(answer.status)) return { kind: "absent" };
  if (answer.status !== 200) return { kind: "problem", problem: problemOf(archive, answer) };
  if (isPage(answer.headers.get("Content-Type") ?? ""))
    return { kind: "problem", problem: { kind: "transport", problem: { kind: "captive", detail: "" } } };
  const json = parseJson(answer.body);
  const found = (Array.isArray(json) ? (json as Json[]) : []).find((one) => firstValue(one, "00080018") === place.sopInstanceUid);
  return found === undefined ? { kind: "absent" } : { kind: "there", names: evidenceOf(found) };
}

/** Current Requested Procedure Evidence → Referenced Series → Referenced SOP (PS3.3 C.17.2.3). */
function evidenceOf(metadata: Json): string[] | null {
  if (at(metadata, "0040A375") === undefined) return null;
  return listAt(metadata, "0040A375", "Value")
    .flatMap((study) => listAt(study, "00081115", "Value"))
    .flatMap((series) => listAt(series, "00081199", "Value"))
    .map((instance) => String(firstValue(instance, REFERENCED_UID)));
}
