import { createHash, randomUUID } from "node:crypto";
import { ACT_REASON } from "#shared/fhir/codes.ts";
import { at, type Json, type JsonObject, listAt, textAt, versionOf } from "#shared/fhir/json.ts";
import type { BinaryFacts } from "#shared/fhir/report-resources.ts";
import { completedTask, resolveReferences, sentResource, transactionText } from "#shared/fhir/report-transaction.ts";
import type { Instant } from "#shared/result/instant.ts";
import { isoFromInstant } from "#shared/result/instant.ts";
import type { SpoolPayload } from "../report/spool.ts";
import { type FhirProblem, type FhirResult, ifMatch, isAnswer, parseJson } from "../service/fhir-client.ts";
import type { OpenAccount } from "./account.ts";
import { type Progress, placeFromLocation, placeOf, readProgress, saveProgress, targetsOf } from "./delivery-target.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The bytes of a Binary as the service holds them, whatever form it answers in; null when they cannot be had. */
export async function readBinary(
  account: OpenAccount,
  id: string,
  contentType: string,
  signal: AbortSignal,
): Promise<Uint8Array | null | FhirProblem> {
  const wanted = contentType === "application/fhir+json" ? "application/fhir+json" : `${contentType}, */*;q=0.5`;
  const answer = await account.http.request({
    url: `${account.fhir.base}/Binary/${id}`,
    headers: { Accept: wanted },
    authorised: true,
    signal,
  });
  if (!answer.ok) return { kind: "transport", problem: answer.problem };
  if (answer.status === 404 || answer.status === 410) return null;
  if (answer.status !== 200) return { kind: "status", status: answer.status, outcome: "", retryAfterMs: null };
  if (!/json/i.test(answer.headers.get("Content-Type") ?? "")) return answer.body;
  const json = parseJson(answer.body);
  const data = textAt(json, "resourceType") === "Binary" ? textAt(json, "data") : null;
  return data === null ? answer.body : Buffer.from(data, "base64");
}

type Upload = { readonly facts: BinaryFacts; readonly bytes: Buffer; readonly contentType: string };

function binaryResource(payload: SpoolPayload, upload: Upload, id: string | null): JsonObject {
  return {
    resourceType: "Binary",
    ...(id === null ? {} : { id }),
    ...(payload.demo ? { meta: { security: [{ system: ACT_REASON, code: "HTEST", display: "test health data" }] } } : {}),
    contentType: upload.contentType,
    securityContext: { reference: payload.patientReference },
    data: upload.bytes.toString("base64"),
  };
}

async function writeBinary(
  account: OpenAccount,
  payload: SpoolPayload,
  upload: Upload,
  form: "json" | "raw",
  signal: AbortSignal,
): Promise<FhirResult> {
  const { mode } = account.service();
  const { uuid } = upload.facts;
  if (form === "json") {
    const resource = binaryResource(payload, upload, mode === "put" ? uuid : null);
    return mode === "put" ? account.fhir.put(`Binary/${uuid}`, resource, null, signal) : account.fhir.create("Binary", resource, signal);
  }
  const url = mode === "put" ? `${account.fhir.base}/Binary/${uuid}` : `${account.fhir.base}/Binary`;
  const answer = await account.http.request({
    method: mode === "put" ? "PUT" : "POST",
    url,
    headers: {
      "Content-Type": upload.contentType,
      Accept: "application/fhir+json",
      "X-Security-Context": payload.patientReference,
      "X-Request-Id": randomUUID(),
    },
    body: upload.bytes,
    authorised: true,
    signal,
  });
  if (!answer.ok) return { kind: "transport", problem: answer.problem };
  if (answer.status >= 200 && answer.status < 300)
    return { kind: "answer", status: answer.status, json: null, etag: null, location: answer.headers.get("Location") };
  return { kind: "status", status: answer.status, outcome: "", retryAfterMs: null };
}

/** Uploads one Binary and reads it back: the JSON form first, the raw form when the service takes or gives other bytes. */
async function uploadOne(
  account: OpenAccount,
  payload: SpoolPayload,
  upload: Upload,
  known: string | undefined,
  signal: AbortSignal,
): Promise<string | FhirProblem> {
  const matches = async (id: string): Promise<boolean | FhirProblem> => {
    const bytes = await readBinary(account, id, upload.contentType, signal);
    return bytes === null || bytes instanceof Uint8Array ? bytes !== null && sha256(bytes) === upload.facts.sha256 : bytes;
  };
  if (known !== undefined) {
    const there = await matches(known);
    if (there === true) return known;
    if (there !== false) return there;
  }
  const learned = account.service().binaryForm;
  let last: FhirProblem = { kind: "status", status: 0, outcome: "the service changed the file", retryAfterMs: null };
  for (const form of learned === null ? (["json", "raw"] as const) : ([learned] as const)) {
    const written = await writeBinary(account, payload, upload, form, signal);
    if (!isAnswer(written)) {
      if (written.kind !== "status" || ![400, 415, 422].includes(written.status)) return written;
      last = written;
      continue;
    }
    const id =
      account.service().mode === "put"
        ? upload.facts.uuid
        : (placeFromLocation(written.location)?.split("/")[1] ?? textAt(written.json, "id"));
    if (id === null || id === undefined) continue;
    const there = await matches(id);
    if (there === true) {
      account.setService({ ...account.service(), binaryForm: form });
      return id;
    }
    if (there !== false) return there;
  }
  return last;
}

/** Step 1: both Binaries. Repeatable; the ids that the service gave are kept. */
export async function uploadBinaries(account: OpenAccount, payload: SpoolPayload, signal: AbortSignal): Promise<FhirProblem | null> {
  const uploads: Upload[] = [
    { facts: payload.pdf, bytes: Buffer.from(payload.pdfBase64, "base64"), contentType: "application/pdf" },
    { facts: payload.document, bytes: Buffer.from(payload.documentText, "utf8"), contentType: "application/fhir+json" },
  ];
  for (const upload of uploads) {
    const progress = readProgress(account, payload);
    const result = await uploadOne(account, payload, upload, progress.binaries[upload.facts.uuid], signal);
    if (typeof result !== "string") return result;
    saveProgress(account, payload, { ...progress, binaries: { ...progress.binaries, [upload.facts.uuid]: result } });
  }
  return null;
}

const signedAtOf = (payload: SpoolPayload): string => isoFromInstant(payload.signedAt as Instant);

/** The report as one transaction, guarded by the Task's version. Null = every entry was taken. */
export async function sendTransaction(
  account: OpenAccount,
  payload: SpoolPayload,
  task: JsonObject,
  signal: AbortSignal,
): Promise<FhirProblem | null> {
  const progress = readProgress(account, payload);
  const targets = targetsOf(account.service().mode, payload, progress);
  const text = transactionText(account.fhir.base, payload.parts, targets, task, ifMatch(versionOf(task) ?? ""), signedAtOf(payload));
  const answer = await account.fhir.bundle(text, signal);
  if (!isAnswer(answer)) return answer;
  const responses = listAt(answer.json, "entry").map((entry) => at(entry, "response"));
  const refused = responses.find((response) => !/^2/.test(textAt(response, "status") ?? ""));
  if (responses.length < payload.parts.length + 1)
    return { kind: "status", status: 0, outcome: "the answer was not complete", retryAfterMs: null };
  if (refused !== undefined) {
    // a 200 around refused entries: this "transaction" is a batch in disguise (protocol 6.4)
    account.setService({ ...account.service(), atomic: false });
    return {
      kind: "status",
      status: Number.parseInt(textAt(refused, "status") ?? "0", 10),
      outcome: "an entry was refused",
      retryAfterMs: null,
    };
  }
  const placed: Record<string, string> = { ...progress.placed };
  payload.parts.forEach((part, index) => {
    const place = placeFromLocation(textAt(responses[index], "location"));
    if (place !== null) placed[part.uuid] = place;
  });
  saveProgress(account, payload, { ...progress, placed });
  return null;
}

/** Without transactions: single requests in the same order, the Task last with `If-Match` (protocol 6.6). What is there already is left. */
export async function sendSingly(
  account: OpenAccount,
  payload: SpoolPayload,
  task: JsonObject,
  signal: AbortSignal,
): Promise<FhirProblem | null> {
  const { mode } = account.service();
  let progress = readProgress(account, payload);
  for (const part of payload.parts) {
    const known = mode === "post" ? await placeOf(account, payload, part, progress, signal) : null;
    if (known !== null && typeof known !== "string") return known;
    const place = known ?? (await sendPart(account, payload, part, progress, signal));
    if (typeof place !== "string") return place;
    progress = { ...progress, placed: { ...progress.placed, [part.uuid]: place } };
    saveProgress(account, payload, progress);
  }
  const completed = placedReferences(completedTask(task, payload.parts, mode, signedAtOf(payload)), payload, progress);
  const written = await account.fhir.put(`Task/${payload.taskId}`, completed, versionOf(task), signal);
  return isAnswer(written) ? null : written;
}

async function sendPart(
  account: OpenAccount,
  payload: SpoolPayload,
  part: SpoolPayload["parts"][number],
  progress: Progress,
  signal: AbortSignal,
): Promise<string | FhirProblem> {
  const { mode } = account.service();
  const targets = targetsOf(mode, payload, progress);
  if (mode === "put") {
    const written = await account.fhir.put(`${part.type}/${part.uuid}`, sentResource(part, payload.parts, targets), null, signal);
    return isAnswer(written) ? `${part.type}/${part.uuid}` : written;
  }
  const resource = placedReferences(resolveReferences(part.resource, [], targets), payload, progress);
  const identifier =
    part.type === "Provenance"
      ? null
      : `identifier=urn:ietf:rfc:3986|urn:uuid:${["DocumentReference", "DiagnosticReport", "Composition"].includes(part.type) ? payload.reportId : part.uuid}`;
  const written = await account.fhir.create(part.type, resource, signal, identifier);
  if (!isAnswer(written)) return written;
  const id = textAt(written.json, "id");
  return (
    placeFromLocation(written.location) ??
    (id === null ? { kind: "status", status: 0, outcome: "the service gave no id", retryAfterMs: null } : `${part.type}/${id}`)
  );
}

/** In single requests of post mode, references to siblings are the ids that the service gave them. */
function placedReferences(resource: Json, payload: SpoolPayload, progress: Progress): Json {
  const places = new Map(
    payload.parts.flatMap((part): [string, string][] => {
      const place = progress.placed[part.uuid];
      return place === undefined
        ? []
        : [
            [`urn:uuid:${part.uuid}`, place],
            [`urn:uuid:${part.placeholder}`, place],
          ];
    }),
  );
  const visit = (value: Json, key: string): Json => {
    if (Array.isArray(value)) return value.map((entry) => visit(entry, key));
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, visit(entry, name)]));
    return key === "reference" && typeof value === "string" ? (places.get(value) ?? value) : value;
  };
  return visit(resource, "");
}
