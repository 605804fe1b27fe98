import { z } from "zod";
import { Party, PatientFacts, Priority, Question } from "../case/case.ts";
import { type Instant, Instant as InstantSchema, instantFromIso } from "../result/instant.ts";
import { ACT_REASON, isDemo, OVERREAD } from "./codes.ts";
import { at, conceptText, hasCode, type Json, listAt, numberAt, referenceAt, textAt } from "./json.ts";
import { patientFacts } from "./patient.ts";

/** What a case's row and workspace need, read once from its resources. Before the decision questions, reason and parties stay empty. */
export const CaseFacts = z.object({
  caseNumber: z.string(),
  taskStatus: z.string(),
  owner: z.string().nullable(),
  patientReference: z.string().nullable(),
  requestReference: z.string().nullable(),
  listReference: z.string().nullable(),
  consentReference: z.string().nullable(),
  patient: PatientFacts,
  questions: z.array(Question),
  questionCount: z.int(),
  specialty: z.string().nullable(),
  modalities: z.array(z.string()),
  dueAt: InstantSchema.nullable(),
  leaseUntil: InstantSchema.nullable(),
  priority: Priority,
  parties: z.array(Party),
  reason: z.string().nullable(),
  package: z.string().nullable(),
  fee: z.string().nullable(),
  recipients: z.array(z.string()),
  consent: z.object({ valid: z.boolean(), until: InstantSchema.nullable(), text: z.string(), withdrawn: z.boolean() }),
  recordsComplete: z.boolean().nullable(),
  demo: z.boolean(),
  firstDiagnosis: z.string().nullable(),
});
export type CaseFacts = z.infer<typeof CaseFacts>;

export type CaseResources = {
  readonly task: Json;
  readonly request: Json | null;
  readonly patient: Json | null;
  readonly consent: Json | null;
  readonly others: readonly Json[];
  readonly owners: readonly string[];
  readonly now: Instant;
  /** Since when this device holds the case: where nothing else says until when it may be kept. */
  readonly since: Instant;
};

const ofType = (type: string) => (input: Json) => hasCode(at(input, "type"), OVERREAD, type);
const inputsOf = (task: Json, type: string): readonly Json[] => listAt(task, "input").filter(ofType(type));

/** A guess at what a question is about; the reviewer may correct it (M2). */
export function questionKind(text: string): Question["kind"] {
  if (/\b(drug|medicine|medication|chemo\w*|immunotherapy|tablet|dose)\b/i.test(text)) return "drug";
  if (/\b(treat\w*|operation|surgery|invasive|therapy|radiotherapy|remov\w*|option\w*|wait)\b/i.test(text)) return "treatment";
  if (/\b(prognosis|chance\w*|survive|how long|outlook|come back|recur\w*)\b/i.test(text)) return "prognosis";
  if (/\b(diagnos\w*|is it|certain|cancer|what do i have|correct|benign|malignant)\b/i.test(text)) return "diagnosis";
  return "other";
}

/** The patient's questions in order; the key is the element id, else `q` and the position (protocol 3.1). */
export const questionsOf = (task: Json): Question[] =>
  inputsOf(task, "question").map((input, index) => {
    const text = textAt(input, "valueString") ?? "";
    return { key: textAt(input, "id") ?? `q${index + 1}`, text, kind: questionKind(text) };
  });

const PURPOSE_OF_TREATMENT = "TREAT";

/** Consent for this reviewer and purpose, now (protocol 3.3). */
export function consentFacts(consent: Json | null, owners: readonly string[], now: Instant): CaseFacts["consent"] {
  if (consent === null) return { valid: false, until: null, text: "No consent came with the case", withdrawn: false };
  const start = instantFromIso(textAt(consent, "provision", "period", "start") ?? undefined);
  const endText = textAt(consent, "provision", "period", "end");
  // a bare day ends with that day
  const end = instantFromIso(endText !== null && /^\d{4}-\d{2}-\d{2}$/.test(endText) ? `${endText}T23:59:59Z` : (endText ?? undefined));
  const actors = listAt(consent, "provision", "actor").map((actor) => referenceAt(actor, "reference"));
  const purposes = listAt(consent, "provision", "purpose");
  const status = textAt(consent, "status");
  const withdrawn = status !== null && status !== "active";
  const checks: readonly (readonly [boolean, string])[] = [
    [status === "active", "The consent is not active"],
    [textAt(consent, "provision", "type") === "permit", "The consent does not permit"],
    [actors.length === 0 || actors.some((actor) => actor !== null && owners.includes(actor)), "The consent names another reviewer"],
    [
      purposes.length === 0 ||
        purposes.some((code) => textAt(code, "system") === ACT_REASON && textAt(code, "code") === PURPOSE_OF_TREATMENT),
      "The consent is for another purpose",
    ],
    [start === null || start <= now, "The consent has not begun"],
    [end === null || end >= now, "The consent has ended"],
  ];
  const failed = checks.find(([holds]) => !holds);
  return { valid: failed === undefined, until: end, text: failed?.[1] ?? "The patient agreed to this review", withdrawn };
}

const DAY_MS = 86_400_000;

const dueDate = (task: Json): Instant | null => instantFromIso(textAt(task, "restriction", "period", "end") ?? undefined);

/** S3: as the Task says, else due date + 7 days, else 14 days after it came here; never past the consent. */
export function leaseEnd(task: Json, consentUntil: Instant | null, since: Instant): Instant {
  const stated = instantFromIso(textAt(inputsOf(task, "lease-until")[0], "valueDateTime") ?? undefined);
  const lease = stated ?? (((dueDate(task) ?? since + 7 * DAY_MS) + 7 * DAY_MS) as Instant);
  return consentUntil === null ? lease : (Math.min(lease, consentUntil) as Instant);
}

function partiesOf(resources: CaseResources): Party[] {
  const { request, task, others } = resources;
  const parties: Party[] = [];
  const named = (role: Party["role"], element: Json, detail: string | null = null): void => {
    const reference = referenceAt(element);
    const target = others.find((resource) => reference === `${textAt(resource, "resourceType")}/${textAt(resource, "id")}`);
    const name = textAt(element, "display") ?? textAt(target, "name") ?? conceptText(element);
    if (name !== null) parties.push({ role, name, detail });
  };
  named("requester", at(request, "requester"));
  named("service", at(task, "requester"));
  for (const insurance of listAt(request, "insurance")) named("payer", insurance);
  for (const input of inputsOf(task, "original-doctor")) named("original-doctor", at(input, "valueReference"));
  for (const input of inputsOf(task, "original-organisation")) named("original-organisation", at(input, "valueReference"));
  return parties;
}

function feeOf(task: Json): string | null {
  const money = at(inputsOf(task, "fee")[0], "valueMoney");
  const value = numberAt(money, "value");
  return value === null ? null : `${value} ${textAt(money, "currency") ?? ""}`.trim();
}

const priorityOf = (task: Json): Priority => Priority.safeParse(textAt(task, "priority")).data ?? "routine";

function specialtyOf(task: Json, request: Json | null): string | null {
  return conceptText(listAt(task, "performerType")[0]) ?? conceptText(at(request, "performerType"));
}

/** Everything about an accepted case, from its resources as received. */
export function caseFacts(resources: CaseResources): CaseFacts {
  const { task, request, patient, consent, others } = resources;
  const permission = consentFacts(consent, resources.owners, resources.now);
  const allergies = others.filter((resource) => textAt(resource, "resourceType") === "AllergyIntolerance");
  const questions = questionsOf(task);
  const supporting = listAt(request, "supportingInfo").map((entry) => referenceAt(entry));
  return {
    caseNumber: textAt(request, "identifier", 0, "value") ?? textAt(task, "identifier", 0, "value") ?? "Case",
    taskStatus: textAt(task, "status") ?? "unknown",
    owner: referenceAt(task, "owner"),
    patientReference: referenceAt(task, "for") ?? referenceAt(request, "subject"),
    requestReference: referenceAt(task, "focus") ?? referenceAt(task, "basedOn", 0),
    listReference:
      referenceAt(inputsOf(task, "case-manifest")[0], "valueReference") ?? supporting.find((entry) => entry?.startsWith("List/")) ?? null,
    consentReference: referenceAt(inputsOf(task, "consent")[0], "valueReference"),
    patient: patientFacts(patient, allergies),
    questions,
    questionCount: questions.length,
    specialty: specialtyOf(task, request),
    modalities: modalitiesOf(others),
    dueAt: dueDate(task),
    leaseUntil: leaseEnd(task, permission.until, resources.since),
    priority: priorityOf(task),
    parties: partiesOf(resources),
    reason:
      listAt(request, "reasonCode")
        .map(conceptText)
        .find((text) => text !== null) ?? null,
    package:
      listAt(request, "orderDetail")
        .map(conceptText)
        .filter((text) => text !== null)
        .join(" · ") || null,
    fee: feeOf(task),
    recipients: recipientsOf(task, patient),
    consent: permission,
    recordsComplete: recordsComplete(task),
    demo: isDemo(task),
    firstDiagnosis: referenceAt(request, "reasonReference", 0),
  };
}

/** What may be stored before the decision: ids, dates, priority, specialty, parties, name and birth date, number of questions (M7). */
export function undecidedFacts(resources: CaseResources): CaseFacts {
  const all = caseFacts(resources);
  return {
    ...all,
    patient: { ...all.patient, language: null, allergies: [] },
    questions: [],
    reason: null,
    modalities: [],
    firstDiagnosis: null,
  };
}

function modalitiesOf(resources: readonly Json[]): string[] {
  const found = resources
    .filter((resource) => textAt(resource, "resourceType") === "ImagingStudy")
    .flatMap((study) => listAt(study, "modality").map((coding) => textAt(coding, "code")));
  return [...new Set(found.filter((code) => code !== null))];
}

function recipientsOf(task: Json, patient: Json | null): string[] {
  const named = listAt(task, "restriction", "recipient").map((entry) => textAt(entry, "display"));
  const recipients = named.filter((name) => name !== null);
  return recipients.length > 0 ? recipients : [`${patientFacts(patient).name} (patient)`];
}

function recordsComplete(task: Json): boolean | null {
  if (hasCode(at(task, "businessStatus"), OVERREAD, "records-complete")) return true;
  return hasCode(at(task, "businessStatus"), OVERREAD, "records-arriving") ? false : null;
}
