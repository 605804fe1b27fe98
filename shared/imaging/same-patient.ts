import type { PatientFacts } from "./frame-table.ts";

export type PatientMatch = "same" | "other-id" | "other";

const plainName = (name: string): string =>
  (name.split("=")[0] ?? "")
    .normalize("NFKD")
    .toUpperCase()
    .replaceAll(/[^\p{L}]/gu, "");

const agree = (a: string, b: string): boolean => a === "" || b === "" || a === b;

/**
 * Whether two headers mean one person. `other-id`: name and birth date agree, but the number differs, as between two hospitals. An empty
 * field says nothing; without any field in common two headers are taken as two patients.
 */
export function matchPatients(a: PatientFacts, b: PatientFacts): PatientMatch {
  const namesAgree = agree(plainName(a.name), plainName(b.name));
  const datesAgree = agree(a.birthDate, b.birthDate);
  const sameId = a.id === b.id && agree(a.issuer, b.issuer);
  if (sameId && a.id !== "") return datesAgree && (namesAgree || (a.birthDate !== "" && a.birthDate === b.birthDate)) ? "same" : "other";
  if (sameId) return namesAgree && datesAgree ? "same" : "other";
  const known = plainName(a.name) !== "" && plainName(b.name) !== "";
  if (namesAgree && datesAgree && known) return "other-id";
  return a.id === "" || b.id === "" ? (namesAgree && datesAgree ? "other-id" : "other") : "other";
}

/** The patient that most headers name. */
export function mostNamedPatient(patients: readonly PatientFacts[]): PatientFacts | null {
  const groups: { patient: PatientFacts; count: number }[] = [];
  for (const patient of patients) {
    const group = groups.find((entry) => matchPatients(entry.patient, patient) !== "other");
    if (group === undefined) groups.push({ patient, count: 1 });
    else group.count++;
  }
  return groups.sort((a, b) => b.count - a.count)[0]?.patient ?? null;
}
