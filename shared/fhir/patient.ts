import { PartialDate, type PatientFacts } from "../case/case.ts";
import { conceptText, type Json, listAt, referenceAt, textAt } from "./json.ts";

/** The name that is used: the official one, else the first. */
function nameOf(patient: Json): { text: string; family: string; given: string } {
  const names = listAt(patient, "name");
  const name = names.find((entry) => textAt(entry, "use") === "official") ?? names[0];
  const family = textAt(name, "family") ?? "";
  const given = listAt(name, "given")
    .filter((part): part is string => typeof part === "string")
    .join(" ");
  const joined = [family, given].filter((part) => part !== "").join(", ");
  return { text: joined !== "" ? joined : (textAt(name, "text") ?? "Name not stated"), family, given };
}

const SEXES = ["female", "male", "other", "unknown"] as const;

/** The identity of a Patient resource; allergies come from AllergyIntolerance resources. */
export function patientFacts(patient: Json, allergies: readonly Json[] = []): PatientFacts {
  const name = nameOf(patient);
  const identifiers = listAt(patient, "identifier")
    .map((entry) => textAt(entry, "value"))
    .filter((value) => value !== null);
  const languages = listAt(patient, "communication");
  const language =
    languages.find((entry) => typeof entry === "object" && entry !== null && "preferred" in entry && entry.preferred === true) ??
    languages[0];
  const birthDate = PartialDate.safeParse(textAt(patient, "birthDate"));
  return {
    name: name.text,
    family: name.family,
    given: name.given,
    birthDate: birthDate.success ? birthDate.data : null,
    sex: SEXES.find((sex) => sex === textAt(patient, "gender")) ?? "unknown",
    identifier: identifiers[0] ?? null,
    identifiers,
    language: language === undefined ? null : conceptText((language as { language?: Json }).language),
    country: textAt(patient, "address", 0, "country"),
    allergies: allergies.map((entry) => conceptText((entry as { code?: Json }).code)).filter((text) => text !== null),
  };
}

/** M20: the resource says that it is about another patient than the case's. One that names nobody is taken as the case's. */
export const namesAnotherPatient = (resource: Json, patientReference: string | null): boolean =>
  patientReference !== null &&
  ["subject", "patient"]
    .map((element) => referenceAt(resource, element))
    .some((reference) => reference?.startsWith("Patient/") === true && reference !== patientReference);

/** A person's name for display: prefix, given, family. */
export function humanName(person: Json): string {
  const name = listAt(person, "name")[0];
  const parts = [...listAt(name, "prefix"), ...listAt(name, "given"), textAt(name, "family")].filter(
    (part): part is string => typeof part === "string",
  );
  return parts.length > 0 ? parts.join(" ") : (textAt(name, "text") ?? textAt(person, "name") ?? "Name not stated");
}
