import type { PatientFacts } from "./frame-table.ts";

export type PatientMatch = "same" | "other-id" | "other";

/** Letters alone, without accents; umlauts written as two letters count as one, as in "Mueller" and "Müller". */
const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .toUpperCase()
    .replaceAll(/[^\p{L}]/gu, "")
    .replaceAll(/([AOU])E/g, "$1");

type PlainName = { readonly family: string; readonly given: string };

/** Family and first given name of the alphabetic group; a second given name is often left out. */
function plainName(name: string): PlainName {
  const [family = "", given = ""] = (name.split("=")[0] ?? "").split("^");
  return { family: plain(family), given: plain(given.trim().split(/[\s-]/)[0] ?? "") };
}

function namesAgreeOf(a: PlainName, b: PlainName): boolean {
  if (!agree(a.family, b.family)) return false;
  return agree(a.given, b.given) || a.given.startsWith(b.given) || b.given.startsWith(a.given);
}

const agree = (a: string, b: string): boolean => a === "" || b === "" || a === b;

/**
 * Whether two headers mean one person. `other-id`: name and birth date agree, but the number differs, as between two hospitals. An empty
 * field says nothing; without any field in common two headers are taken as two patients.
 */
export function matchPatients(a: PatientFacts, b: PatientFacts): PatientMatch {
  const [nameA, nameB] = [plainName(a.name), plainName(b.name)];
  const namesAgree = namesAgreeOf(nameA, nameB);
  const datesAgree = agree(a.birthDate, b.birthDate);
  const sameId = a.id === b.id && agree(a.issuer, b.issuer);
  if (sameId && a.id !== "") return datesAgree && (namesAgree || (a.birthDate !== "" && a.birthDate === b.birthDate)) ? "same" : "other";
  if (sameId) return namesAgree && datesAgree ? "same" : "other";
  const known = nameA.family !== "" && nameB.family !== "";
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
