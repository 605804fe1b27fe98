import { isFirstOpinion, LOINC } from "./codes.ts";
import { announcedDocument } from "./document.ts";
import { at, codeIn, conceptText, isObject, type Json, keyOf, listAt, numberAt, textAt } from "./json.ts";

export type RecordKind =
  | "document"
  | "condition"
  | "medication"
  | "allergy"
  | "procedure"
  | "family-history"
  | "diagnostic-report"
  | "observation"
  | "questionnaire"
  | "other";
export type RecordGroup = "letters" | "reports" | "pathology" | "results" | "medication" | "history" | "other";

/** A record as the list shows it, in words. */
export type RecordWords = {
  readonly reference: string;
  readonly kind: RecordKind;
  readonly group: RecordGroup;
  readonly title: string;
  readonly date: string | null;
  readonly source: string | null;
  readonly firstOpinion: boolean;
};

export type Line = { readonly caption: string; readonly value: string };

const KINDS: Readonly<Record<string, readonly [RecordKind, RecordGroup]>> = {
  DocumentReference: ["document", "letters"],
  DiagnosticReport: ["diagnostic-report", "reports"],
  Condition: ["condition", "history"],
  MedicationStatement: ["medication", "medication"],
  MedicationRequest: ["medication", "medication"],
  AllergyIntolerance: ["allergy", "history"],
  Procedure: ["procedure", "history"],
  FamilyMemberHistory: ["family-history", "history"],
  Observation: ["observation", "results"],
  QuestionnaireResponse: ["questionnaire", "history"],
  Immunization: ["other", "history"],
};

/** Resources that are shown elsewhere (banner, images, consent) and are no record of their own. */
const ELSEWHERE = new Set([
  "Patient",
  "ServiceRequest",
  "Consent",
  "Endpoint",
  "ImagingStudy",
  "List",
  "Task",
  "Practitioner",
  "PractitionerRole",
  "Organization",
  "Binary",
]);

function documentGroup(resource: Json): RecordGroup {
  const type = at(resource, "type") ?? at(resource, "code");
  const code = codeIn(type, LOINC);
  if (code === "11526-1") return "pathology";
  if (code === "68604-8" || code === "18748-4") return "reports";
  const words = `${conceptText(type) ?? ""} ${listAt(resource, "category").map(conceptText).join(" ")}`.toLowerCase();
  if (words.includes("patholog")) return "pathology";
  return /radiolog|imaging|report|ecg/.test(words) ? "reports" : "letters";
}

function titleOf(resource: Json): string {
  const attachment = announcedDocument(resource);
  return (
    textAt(resource, "description") ??
    attachment?.title ??
    conceptText(at(resource, "code")) ??
    conceptText(at(resource, "medicationCodeableConcept")) ??
    conceptText(at(resource, "vaccineCode")) ??
    familyTitle(resource) ??
    conceptText(at(resource, "type")) ??
    textAt(resource, "resourceType") ??
    "Record"
  );
}

function familyTitle(resource: Json): string | null {
  if (textAt(resource, "resourceType") !== "FamilyMemberHistory") return null;
  const conditions = listAt(resource, "condition").map((entry) => conceptText(at(entry, "code")));
  const relation = conceptText(at(resource, "relationship")) ?? "relative";
  const named = conditions.filter((text) => text !== null).join(", ") || "no condition named";
  // many systems send the relation in small letters: as a title it begins with a capital
  return `${relation.charAt(0).toUpperCase()}${relation.slice(1)}: ${named}`;
}

const DATES = [
  "date",
  "effectiveDateTime",
  "issued",
  "performedDateTime",
  "onsetDateTime",
  "recordedDate",
  "authoredOn",
  "authored",
  "occurrenceDateTime",
];

export function dateOf(resource: Json): string | null {
  for (const element of DATES) {
    const text = textAt(resource, element);
    if (text !== null) return text;
  }
  return textAt(resource, "effectivePeriod", "start") ?? textAt(resource, "performedPeriod", "start");
}

/** The record in words; null for what is shown elsewhere. */
export function recordWords(resource: Json): RecordWords | null {
  const type = textAt(resource, "resourceType");
  const reference = keyOf(resource);
  if (type === null || reference === null || ELSEWHERE.has(type)) return null;
  const [kind, group] = KINDS[type] ?? ["other", "other"];
  return {
    reference,
    kind,
    group: type === "DocumentReference" || type === "DiagnosticReport" ? documentGroup(resource) : group,
    title: titleOf(resource),
    date: dateOf(resource),
    source:
      textAt(resource, "custodian", "display") ??
      textAt(listAt(resource, "author")[0], "display") ??
      textAt(listAt(resource, "performer")[0], "display"),
    firstOpinion: isFirstOpinion(resource),
  };
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  DocumentReference: "Document",
  DiagnosticReport: "Report",
  ImagingStudy: "Imaging study",
  Observation: "Result",
  Condition: "Condition",
  MedicationStatement: "Medication",
  MedicationRequest: "Medication",
  AllergyIntolerance: "Allergy",
  Procedure: "Procedure",
  FamilyMemberHistory: "Family history",
  QuestionnaireResponse: "Questionnaire",
};

/** Words for a record that is named and not here, from its reference alone; null for what is no record of its own. */
export function missingWords(reference: string): RecordWords | null {
  const type = reference.split("/")[0] ?? "";
  if (ELSEWHERE.has(type) && type !== "ImagingStudy") return null;
  const [kind, group] = KINDS[type] ?? ["other", "other"];
  return { reference, kind, group, title: TYPE_WORDS[type] ?? "Record", date: null, source: null, firstOpinion: false };
}

const quantity = (value: Json): string | null => {
  const number = numberAt(value, "value");
  return number === null
    ? null
    : `${textAt(value, "comparator") ?? ""}${number} ${textAt(value, "unit") ?? textAt(value, "code") ?? ""}`.trim();
};

/** UCUM codes of an age (FHIR datatype Age). */
const AGE_UNITS: Readonly<Record<string, string>> = { a: "years", mo: "months", wk: "weeks", d: "days" };

/** "74 years": an age without a unit in words, or with none that is known, stays as it was sent. */
function ageText(value: Json): string | null {
  const number = numberAt(value, "value");
  const unit = AGE_UNITS[textAt(value, "unit") ?? textAt(value, "code") ?? ""];
  return number === null || unit === undefined ? quantity(value) : `${number} ${number === 1 ? unit.slice(0, -1) : unit}`;
}

/** A value[x] of any kind, exactly as given; null when there is none. */
export function valueText(resource: Json): string | null {
  const primitive = ["valueString", "valueDateTime", "valueTime", "valueCode"]
    .map((name) => textAt(resource, name))
    .find((text) => text !== null);
  if (primitive !== undefined) return primitive;
  const number = numberAt(resource, "valueInteger") ?? numberAt(resource, "valueDecimal");
  if (number !== null) return String(number);
  const boolean = at(resource, "valueBoolean");
  return typeof boolean === "boolean"
    ? boolean
      ? "yes"
      : "no"
    : (quantity(at(resource, "valueQuantity")) ?? conceptText(at(resource, "valueCodeableConcept")));
}

/** Captions and values in reading order. Elements that are not named here are still in the JSON, which is shown beside. */
export function recordLines(resource: Json): Line[] {
  const lines: Line[] = [];
  const add = (caption: string, value: string | null): void => {
    if (value !== null && value.trim() !== "") lines.push({ caption, value });
  };
  add("What", titleOf(resource));
  add("Date", dateOf(resource));
  add("Value", valueText(resource));
  for (const component of listAt(resource, "component")) add(conceptText(at(component, "code")) ?? "Part", valueText(component));
  for (const range of listAt(resource, "referenceRange")) add("Reference range", rangeText(range));
  add(
    "Interpretation",
    listAt(resource, "interpretation")
      .map(conceptText)
      .filter((text) => text !== null)
      .join(", "),
  );
  add("Conclusion", textAt(resource, "conclusion"));
  add("Status", textAt(resource, "status") ?? conceptText(at(resource, "clinicalStatus")));
  add("Certainty", conceptText(at(resource, "verificationStatus")));
  add(
    "Category",
    listAt(resource, "category")
      .map(conceptText)
      .filter((text) => text !== null)
      .join(", "),
  );
  add("Body site", listAt(resource, "bodySite").map(conceptText).join(", ") || conceptText(at(resource, "bodySite")));
  for (const dose of [...listAt(resource, "dosage"), ...listAt(resource, "dosageInstruction")]) add("Dose", textAt(dose, "text"));
  for (const reaction of listAt(resource, "reaction"))
    add(
      "Reaction",
      listAt(reaction, "manifestation")
        .map(conceptText)
        .filter((text) => text !== null)
        .join(", "),
    );
  for (const entry of listAt(resource, "condition"))
    add("Condition", [conceptText(at(entry, "code")), ageText(at(entry, "onsetAge"))].filter((text) => text !== null).join(", at "));
  for (const item of listAt(resource, "item"))
    add(textAt(item, "text") ?? textAt(item, "linkId") ?? "Item", listAt(item, "answer").map(valueText).join(", "));
  for (const note of listAt(resource, "note")) add("Note", textAt(note, "text"));
  if (isObject(resource) && listAt(resource, "modifierExtension").length > 0)
    add("Careful", "This record contains parts Overread does not understand. See the JSON.");
  return lines;
}

export function rangeText(range: Json): string | null {
  const text = textAt(range, "text");
  if (text !== null) return text;
  const low = quantity(at(range, "low"));
  const high = quantity(at(range, "high"));
  if (low !== null && high !== null) return `${low} – ${high}`;
  return low !== null ? `≥ ${low}` : high !== null ? `≤ ${high}` : null;
}
