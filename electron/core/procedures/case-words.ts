import type { CaseNotice, CaseRow, DecisionFacts } from "#shared/case/case.ts";
import { at, listAt, textAt } from "#shared/fhir/json.ts";
import { humanName } from "#shared/fhir/patient.ts";
import { isAnswered } from "#shared/opinion/opinion.ts";
import { type CaseEntry, isWithheld, type Told } from "../store/case-store.ts";
import { readDraft } from "../store/draft-store.ts";
import { listSeries } from "../store/instance-store.ts";
import { nowOf, type OpenAccount } from "../sync/account.ts";
import { availabilityOf } from "../sync/availability.ts";
import type { Downloads } from "../sync/download-loop.ts";

const HOUR_MS = 3_600_000;
const DECIDED = (entry: CaseEntry): boolean => entry.state.at !== "assigned" && entry.state.at !== "declined";

function noticesOf(account: OpenAccount, downloads: Downloads, entry: CaseEntry): CaseNotice[] {
  const notices: CaseNotice[] = [];
  const add = (kind: CaseNotice["kind"], code: string, text: string): void => void notices.push({ kind, code, text });
  const now = nowOf(account);
  if (account.clock.isBehind())
    add("danger", "clock-behind", "The clock of this computer is behind. The case opens again after the next contact with the service.");
  if (isWithheld(entry, now)) add("danger", "vanished", "The service does not show this case any more. It is locked, nothing was erased.");
  if (DECIDED(entry) && !entry.facts.consent.valid && manifestOrTask(entry))
    add("danger", "consent", `No permission: ${entry.facts.consent.text.toLowerCase()}.`);
  for (const told of entry.told) add("warning", told, TOLD[told]);
  const stop = downloads.stopOf(entry.caseId);
  if (stop?.kind === "no-room")
    add(
      "danger",
      "no-room",
      `The rest of this case needs ${gigabytes(stop.neededBytes)} and the disk has ${gigabytes(stop.freeBytes)}. Nothing more is fetched; free some space, then fetch again.`,
    );
  if (stop?.kind === "disk-full")
    add("danger", "disk-full", "The disk is full. What was fetched is kept; free some space, then fetch again.");
  const lease = entry.facts.leaseUntil;
  const left = DECIDED(entry) && lease !== null ? lease - now : Number.POSITIVE_INFINITY;
  if (left > 0 && left < 4 * HOUR_MS) add("danger", "lease", "This case may be kept on this device for less than 4 hours more.");
  else if (left > 0 && left < 48 * HOUR_MS) add("warning", "lease", "This case may be kept on this device for less than 48 hours more.");
  const conflicts = listSeries(account.db, entry.caseId).filter(
    (series) => series.identityConflict !== null && series.identityResolved === null,
  );
  if (conflicts.length > 0)
    add(
      "danger",
      "identity",
      `${conflicts.length} ${conflicts.length === 1 ? "series names" : "series name"} another patient and ${conflicts.length === 1 ? "is" : "are"} kept apart.`,
    );
  if (entry.state.at === "conflict")
    add("danger", "conflict", "The signed report was not taken. It is kept on this device; see the outbox.");
  if (entry.state.at === "revoked") add("info", "revoked", REVOKED[entry.state.reason] ?? "The service took this case back.");
  return notices;
}

const TOLD: Readonly<Record<Told, string>> = {
  "questions-changed": "The patient's questions were changed while you were writing. Check your answers against them.",
  "material-changed": "Records or images of this case were added, changed or withdrawn while you were writing. New ones are marked.",
};

const gigabytes = (bytes: number): string =>
  bytes < 100_000_000 ? `${Math.ceil(bytes / 1_000_000)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`;

const REVOKED: Readonly<Record<string, string>> = {
  reassigned: "The service gave this case to another reviewer.",
  cancelled: "The service withdrew this case.",
  gone: "The service no longer has this case.",
  forbidden: "The service took back the permission for this case.",
  "consent-withdrawn": "The patient withdrew the consent.",
  "completed-elsewhere": "This case was completed elsewhere.",
  "declined-elsewhere": "This case was declined elsewhere.",
};

const manifestOrTask = (entry: CaseEntry): boolean => entry.announced || entry.state.at !== "accepted";

/** A case as its row in the worklist. */
export function rowOf(account: OpenAccount, downloads: Downloads, entry: CaseEntry): CaseRow {
  const { facts } = entry;
  const decided = DECIDED(entry);
  const answers = readDraft(account.db, entry.caseId).opinion.answers;
  const availability = availabilityOf(account.db, entry.caseId, entry.announced, downloads.isFetching(entry.caseId));
  return {
    caseId: entry.caseId,
    caseNumber: facts.caseNumber,
    state: entry.state,
    patient: { name: facts.patient.name, birthDate: facts.patient.birthDate, sex: facts.patient.sex, identifier: facts.patient.identifier },
    headline: decided ? (facts.questions[0]?.text ?? null) : null,
    questionCount: facts.questionCount,
    answeredCount: facts.questions.filter((question) => isAnswered(answers[question.key])).length,
    specialty: facts.specialty,
    modalities: facts.modalities,
    documentCount: availability.documents.announced ?? 0,
    dueAt: facts.dueAt,
    priority: facts.priority,
    leaseUntil: facts.leaseUntil,
    availability,
    notices: noticesOf(account, downloads, entry),
    changed: entry.changed,
    demo: facts.demo,
  };
}

const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} ]/gu, "")
    .trim();

/** Organisations that the reviewer works for, as the service names them. */
export function ownOrganisations(account: OpenAccount): string[] {
  const { organisations, roles } = account.reviewer();
  const names = [...organisations.map((entry) => textAt(entry, "name")), ...roles.map((role) => textAt(role, "organization", "display"))];
  return names.filter((name) => name !== null);
}

/** M7: hints, not verdicts: a party of the case bears the name of the reviewer's own organisation, or of the reviewer. */
export function conflictHints(account: OpenAccount, entry: CaseEntry): string[] {
  const own = ownOrganisations(account).map(plain);
  const me = plain(humanName(account.reviewer().practitioner));
  const hints: string[] = [];
  for (const party of entry.facts.parties) {
    // the service itself is where the reviewer signed in: naming it is no conflict
    if (party.role === "service") continue;
    if (own.includes(plain(party.name))) hints.push(`Same organisation: ${party.name} is also yours.`);
    if (plain(party.name) === me) hints.push(`Same name: ${party.name} took part in the first opinion.`);
  }
  return hints;
}

const countries = new Intl.DisplayNames("en", { type: "region", fallback: "code" });

/** "SE" is Sweden; what is no code of a country stays as it was sent. */
const countryName = (code: string): string => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code);

/** M14: the patient's place against the licences the service holds. Shown and recorded, never decided. */
export function licenceOf(account: OpenAccount, entry: CaseEntry): DecisionFacts["licence"] {
  const country = entry.facts.patient.country;
  const licences = listAt(account.reviewer().practitioner, "qualification").flatMap((qualification) =>
    listAt(qualification, "extension").flatMap((extension) =>
      listAt(at(extension, "valueCodeableConcept"), "coding").map((coding) => textAt(coding, "code")),
    ),
  );
  if (country === null) return { verdict: "unknown", text: "The patient's country is not stated." };
  const name = countryName(country);
  if (licences.length === 0)
    return { verdict: "unknown", text: `The patient lives in ${name}; the service holds no licence entries for you.` };
  return licences.includes(country)
    ? { verdict: "covered", text: `Your licences cover ${name}.` }
    : { verdict: "not-covered", text: `Your licences do not name ${name}.` };
}
