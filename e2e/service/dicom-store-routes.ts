import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import dicomParser from "dicom-parser";
import { type Answer, outcomeAnswer } from "./answer.ts";
import type { StoredInstance } from "./dicom-index.ts";
import type { DicomwebCall, DicomwebContext } from "./dicomweb-context.ts";
import { partsOf } from "./multipart.ts";
import { outcome } from "./outcomes.ts";

/** Failure reasons (0008,1197): PS3.18 table I.2-2 and, for "already stored", the one that Azure answers. */
const CANNOT_UNDERSTAND = 0xc000;
const OTHER_STUDY = 43265;
const PROCESSING_FAILURE = 0x0110;
const ALREADY_STORED = 45070;

type Stored =
  | { readonly ok: true; readonly instance: StoredInstance }
  | { readonly ok: false; readonly reason: number; readonly sop: readonly [string, string] };

/** STOW-RS: each instance has its own result; 200 all stored, 202 some, 409 none. */
export function storeInstances(context: DicomwebContext, call: DicomwebCall, study: string): Answer {
  const parts = partsOf(call.body, call.headers["content-type"]);
  if (parts === null) return outcomeAnswer(outcome(415, "not-supported", "STOW-RS takes multipart/related of application/dicom"));
  if (parts.length === 0) return outcomeAnswer(outcome(400, "required", "There is no instance in the body"));
  const results = parts.map((part) => storeOne(context, part, study));
  const stored = results.flatMap((result) => (result.ok ? [result.instance] : []));
  const failed = results.flatMap((result) => (result.ok ? [] : [result]));
  const body = {
    ...(stored.length > 0 ? { "00081199": { vr: "SQ", Value: stored.map((instance) => reference(context, instance)) } } : {}),
    ...(failed.length > 0 ? { "00081198": { vr: "SQ", Value: failed.map(failure) } } : {}),
  };
  const status = failed.length === 0 ? 200 : stored.length > 0 ? 202 : 409;
  return { status, headers: { "Content-Type": "application/dicom+json" }, body: JSON.stringify(body) };
}

/** Every instance is refused, as by an archive that knows the patient under another name. */
export function refuseInstances(call: DicomwebCall): Answer {
  const parts = partsOf(call.body, call.headers["content-type"]) ?? [];
  const failed = parts.map((part) => ({ reason: PROCESSING_FAILURE, sop: sopOf(part) }));
  const body = JSON.stringify({ "00081198": { vr: "SQ", Value: failed.map(failure) } });
  return { status: 409, headers: { "Content-Type": "application/dicom+json" }, body };
}

function sopOf(part: Buffer): readonly [string, string] {
  const header = dicomParser.parseDicom(part);
  return [header.string("x00080016") ?? "", header.string("x00080018") ?? ""];
}

function storeOne(context: DicomwebContext, part: Buffer, study: string): Stored {
  const folder = path.join(context.folder, "stored");
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${createHash("sha256").update(part).digest("hex")}.dcm`);
  const isNew = !fs.existsSync(file);
  if (isNew) fs.writeFileSync(file, part);
  const known = new Set(context.index.all().map(({ sopInstanceUid }) => sopInstanceUid));
  const instance = context.index.add(file);
  if (instance === null) return refuse(file, isNew, CANNOT_UNDERSTAND, ["", ""]);
  const sop = [instance.sopClassUid, instance.sopInstanceUid] as const;
  if (known.has(instance.sopInstanceUid)) return refuse(file, isNew, ALREADY_STORED, sop);
  if (study !== "" && instance.studyUid !== study) {
    context.index.remove(instance.sopInstanceUid);
    return refuse(file, isNew, OTHER_STUDY, sop);
  }
  return { ok: true, instance };
}

function refuse(file: string, isNew: boolean, reason: number, sop: readonly [string, string]): Stored {
  if (isNew) fs.rmSync(file);
  return { ok: false, reason, sop };
}

const reference = (context: DicomwebContext, instance: StoredInstance): object => ({
  "00081150": { vr: "UI", Value: [instance.sopClassUid] },
  "00081155": { vr: "UI", Value: [instance.sopInstanceUid] },
  "00081190": {
    vr: "UR",
    Value: [`${context.root}/studies/${instance.studyUid}/series/${instance.seriesUid}/instances/${instance.sopInstanceUid}`],
  },
});

const failure = ({ reason, sop }: { readonly reason: number; readonly sop: readonly [string, string] }): object => ({
  "00081150": { vr: "UI", Value: [sop[0]] },
  "00081155": { vr: "UI", Value: [sop[1]] },
  "00081197": { vr: "US", Value: [reason] },
});
