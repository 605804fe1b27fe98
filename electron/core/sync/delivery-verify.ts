import { createHash, webcrypto } from "node:crypto";
import { differences } from "#shared/fhir/compare.ts";
import { at, type Json, listAt, localReference, textAt, versionOf } from "#shared/fhir/json.ts";
import { reportOutputs } from "#shared/fhir/report-transaction.ts";
import { type HostCrypto, verifyJws } from "#shared/verify/report-signature.ts";
import type { SpoolPayload } from "../report/spool.ts";
import { type FhirProblem, isAnswer } from "../service/fhir-client.ts";
import type { OpenAccount } from "./account.ts";
import { readBinary } from "./delivery-send.ts";
import { type Progress, placeOf, readProgress } from "./delivery-target.ts";

/** What was read back: equal in everything that was signed and sent, or how it differs. */
export type Proof =
  | { readonly kind: "equal"; readonly receipt: Readonly<Record<string, unknown>> }
  | { readonly kind: "different"; readonly list: readonly string[] }
  | { readonly kind: "problem"; readonly problem: FhirProblem };

/** The types that are read back (protocol 6.5). */
const COMPARED = ["DocumentReference", "DiagnosticReport", "Composition", "QuestionnaireResponse", "Provenance"];

async function locateAll(
  account: OpenAccount,
  payload: SpoolPayload,
  progress: Progress,
  signal: AbortSignal,
): Promise<Map<string, string> | FhirProblem> {
  const places = new Map<string, string>();
  for (const part of payload.parts) {
    const place = await placeOf(account, payload, part, progress, signal);
    if (place !== null && typeof place !== "string") return place;
    if (place !== null) places.set(`urn:uuid:${part.uuid}`, place);
  }
  return places;
}

/** Which Binary the service's own DocumentReference names for the PDF and for the signed document. */
function binariesNamed(documentReference: Json): { readonly pdf: string | null; readonly document: string | null } {
  const contents = listAt(documentReference, "content").map((entry) => at(entry, "attachment"));
  const idOf = (type: string): string | null =>
    localReference(
      textAt(
        contents.find((entry) => textAt(entry, "contentType") === type),
        "url",
      ),
    )?.split("/")[1] ?? null;
  return { pdf: idOf("application/pdf"), document: idOf("application/fhir+json") };
}

export async function verifyDelivery(account: OpenAccount, payload: SpoolPayload, signal: AbortSignal): Promise<Proof> {
  const progress = readProgress(account, payload);
  const places = await locateAll(account, payload, progress, signal);
  if (!(places instanceof Map)) return { kind: "problem", problem: places };
  const list: string[] = [];
  const versions: Record<string, string | null> = {};
  const read = new Map<string, Json>();
  for (const part of payload.parts.filter(({ type }) => COMPARED.includes(type))) {
    const place = places.get(`urn:uuid:${part.uuid}`);
    const answer = place === undefined ? null : await account.fhir.read(place, signal);
    if (answer === null || (answer.kind === "status" && (answer.status === 404 || answer.status === 410))) {
      list.push(`${part.type}: not there`);
      continue;
    }
    if (!isAnswer(answer)) return { kind: "problem", problem: answer };
    read.set(part.type, answer.json);
    versions[place ?? ""] = versionOf(answer.json);
    list.push(...differences(part.resource, answer.json, sameReference(places, progress, payload)).map((path) => `${part.type}.${path}`));
  }
  const binaries = await compareBinaries(account, payload, read.get("DocumentReference"), signal);
  if (!Array.isArray(binaries)) return { kind: "problem", problem: binaries as FhirProblem };
  const task = await compareTask(account, payload, places, signal);
  if (!Array.isArray(task)) return { kind: "problem", problem: task as FhirProblem };
  const all = [...list, ...(binaries as string[]), ...(task as string[])];
  if (all.length > 0) return { kind: "different", list: all };
  return { kind: "equal", receipt: { versions, pdfSha256: payload.pdf.sha256, documentSha256: payload.document.sha256 } };
}

const sameReference =
  (places: ReadonlyMap<string, string>, progress: Progress, payload: SpoolPayload) =>
  (sent: string, got: string): boolean => {
    const local = localReference(got);
    const binary = [payload.pdf.uuid, payload.document.uuid].find((uuid) => sent === `urn:uuid:${uuid}`);
    if (binary !== undefined) return local === `Binary/${progress.binaries[binary] ?? binary}`;
    return local !== null && (places.get(sent) === local || localReference(sent) === local);
  };

/** Both files by their hashes, and the signature over the document that was downloaded. */
async function compareBinaries(
  account: OpenAccount,
  payload: SpoolPayload,
  documentReference: Json,
  signal: AbortSignal,
): Promise<string[] | FhirProblem> {
  const named = binariesNamed(documentReference);
  const list: string[] = [];
  const files = [
    { name: "PDF", id: named.pdf, type: "application/pdf", sha256: payload.pdf.sha256 },
    { name: "signed document", id: named.document, type: "application/fhir+json", sha256: payload.document.sha256 },
  ];
  for (const file of files) {
    const bytes = file.id === null ? null : await readBinary(account, file.id, file.type, signal);
    if (bytes === null) {
      list.push(`${file.name}: not there`);
      continue;
    }
    if (!(bytes instanceof Uint8Array)) return bytes;
    if (createHash("sha256").update(bytes).digest("hex") !== file.sha256) list.push(`${file.name}: other bytes`);
    else if (file.type === "application/fhir+json") {
      const verdict = await verifyJws(bytes, payload.jws, webcrypto as unknown as HostCrypto);
      if (!verdict.genuine) list.push(`${file.name}: its signature does not fit`);
    }
  }
  return list;
}

async function compareTask(
  account: OpenAccount,
  payload: SpoolPayload,
  places: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<string[] | FhirProblem> {
  const answer = await account.fhir.read(`Task/${payload.taskId}`, signal);
  if (!isAnswer(answer)) return answer;
  const part = payload.parts.find(({ type }) => type === "DocumentReference");
  const expected = places.get(`urn:uuid:${part?.uuid ?? ""}`);
  const named = reportOutputs(answer.json).map(localReference);
  const list: string[] = [];
  if (textAt(answer.json, "status") !== "completed") list.push("Task: not completed");
  if (expected === undefined || !named.includes(expected)) list.push("Task: does not name the report");
  return list;
}
