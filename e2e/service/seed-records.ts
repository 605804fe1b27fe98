import { createHash } from "node:crypto";
import type { Bundle, Patient, Reference, Resource } from "@medplum/fhirtypes";

/** How many resources of a type go into a case unless all are asked for, the newest first. Insurance, encounters, plans and staff are left out. */
const keptTypes: Readonly<Record<string, number>> = {
  Condition: 60,
  Observation: 400,
  MedicationRequest: 100,
  MedicationStatement: 100,
  AllergyIntolerance: 50,
  Procedure: 60,
  FamilyMemberHistory: 30,
  DiagnosticReport: 60,
  DocumentReference: 60,
  Binary: 60,
};

export type SeedRecords = {
  readonly patient: Patient | null;
  readonly clinical: readonly Resource[];
  /** Resources that were not taken, by type. */
  readonly leftOut: Readonly<Record<string, number>>;
};

/**
 * The first patient of a bundle and the clinical records of nobody else, with ids, and with references only to what is kept. `all`: however
 * many there are of a type.
 */
export function recordsOf(bundle: Bundle, name: string, all = false): SeedRecords {
  const entries = (bundle.entry ?? []).flatMap(({ resource, fullUrl }) =>
    resource === undefined ? [] : [{ resource: withId(resource, name), fullUrl }],
  );
  const patients = entries.filter(({ resource }) => resource.resourceType === "Patient");
  const patient = patients[0]?.resource as Patient | undefined;
  const others = new Set(patients.slice(1).flatMap(({ resource, fullUrl }) => [`Patient/${resource.id}`, fullUrl]));
  const chosen = Object.entries(keptTypes).flatMap(([type, most]) =>
    entries
      .filter(({ resource }) => resource.resourceType === type && !others.has(subjectOf(resource)))
      .toSorted((a, b) => dateOf(b.resource).localeCompare(dateOf(a.resource), "en"))
      .slice(0, all ? undefined : most),
  );
  const kept = [...entries.filter(({ resource }) => resource === patient), ...chosen];
  const references = new Map<string, string>();
  for (const { resource, fullUrl } of kept) {
    const local = `${resource.resourceType}/${resource.id}`;
    references.set(local, local);
    if (fullUrl !== undefined) references.set(fullUrl, local);
  }
  const leftOut: Record<string, number> = {};
  const taken = new Set(kept.map(({ resource }) => resource));
  for (const { resource } of entries) {
    if (!taken.has(resource)) leftOut[resource.resourceType] = (leftOut[resource.resourceType] ?? 0) + 1;
  }
  const linked = (resource: Resource): Resource => relinked(resource, references) as Resource;
  return {
    patient: patient === undefined ? null : (linked(patient) as Patient),
    clinical: chosen.map(({ resource }) => linked(resource)),
    leftOut,
  };
}

/** A resource without an id gets one that follows from its content. */
function withId(resource: Resource, name: string): Resource {
  if (resource.id !== undefined) return resource;
  return { ...resource, id: `${name}-${createHash("sha256").update(JSON.stringify(resource)).digest("hex").slice(0, 16)}` };
}

/** Whom a record is about, as it is written there. */
function subjectOf(resource: Resource): string | undefined {
  const { subject, patient } = resource as { readonly subject?: Reference; readonly patient?: Reference };
  return (subject ?? patient)?.reference;
}

const DATE_ELEMENTS = ["effectiveDateTime", "authoredOn", "recordedDate", "onsetDateTime", "performedDateTime", "issued", "date"];

function dateOf(resource: Resource): string {
  const elements = resource as unknown as Readonly<Record<string, unknown>>;
  return DATE_ELEMENTS.map((name) => elements[name]).find((value): value is string => typeof value === "string") ?? "";
}

/** Rewrites references to what is kept; a reference to anything else is taken out, with its element. */
function relinked(value: unknown, references: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => relinked(each, references)).filter((each) => each !== undefined);
  if (typeof value !== "object" || value === null) return value;
  const reference = (value as { readonly reference?: unknown }).reference;
  if (typeof reference === "string" && !reference.startsWith("#")) {
    const local = references.get(reference);
    if (local === undefined) return "display" in value ? { display: value.display } : undefined;
    return { ...value, reference: local };
  }
  const inner = Object.entries(value).map(([name, each]) => [name, relinked(each, references)] as const);
  return Object.fromEntries(inner.filter(([, each]) => each !== undefined && !(Array.isArray(each) && each.length === 0)));
}
