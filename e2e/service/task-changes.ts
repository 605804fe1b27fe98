import type { Consent, List, Observation, Patient, Reference, Resource, Task } from "@medplum/fhirtypes";
import type { ServiceRepository } from "./fhir-repository.ts";

type Change = (task: Task & { id: string }, repository: ServiceRepository, now: string) => Promise<Resource | null>;

const OVERREAD = "https://overread.org/fhir/CodeSystem/overread";

const withStatus =
  (status: Task["status"]): Change =>
  (task, repository, now) =>
    repository.putAsService({ ...task, status, lastModified: now });

/** What may happen to a Task behind the reviewer's back. */
export const taskChanges: Readonly<Record<string, Change>> = {
  cancel: withStatus("cancelled"),
  fail: withStatus("failed"),
  "mark-as-error": withStatus("entered-in-error"),
  "complete-elsewhere": withStatus("completed"),
  reassign: (task, repository, now) =>
    repository.putAsService({
      ...task,
      owner: { reference: "Practitioner/other-reviewer", display: "Dr. Demo Colleague" },
      lastModified: now,
    }),
  "give-back": (task, repository, now) =>
    repository.putAsService({ ...task, owner: { reference: "Practitioner/demo-reviewer" }, lastModified: now }),
  touch: (task, repository, now) => repository.putAsService({ ...task, lastModified: now }),
  "change-question": (task, repository, now) => {
    const change = (input: NonNullable<Task["input"]>[number]): NonNullable<Task["input"]>[number] =>
      input.id === "q1" ? { ...input, valueString: `${input.valueString ?? ""} (changed by the patient)` } : input;
    return repository.putAsService({ ...task, input: (task.input ?? []).map(change), lastModified: now });
  },
  "information-received": (task, repository, now) =>
    repository.putAsService({
      ...task,
      status: "in-progress",
      businessStatus: { coding: [{ system: OVERREAD, code: "information-received", display: "Answer to the request has arrived" }] },
      lastModified: now,
    }),
  "withdraw-consent": async (task, repository) => {
    const reference = inputReference(task, "consent");
    if (reference === null) return null;
    return repository.putAsService({ ...(await repository.readResource<Consent>("Consent", reference)), status: "inactive" });
  },
  "add-record": addRecord,
  delete: async (task, repository) => {
    await repository.deleteResource("Task", task.id);
    return task;
  },
};

const inputReference = (task: Task, code: string): string | null => {
  const input = task.input?.find(({ type }) => type.coding?.some((coding) => coding.code === code));
  return input?.valueReference?.reference?.split("/")[1] ?? null;
};

/** One more laboratory value, and a new version of the manifest that names it. */
async function addRecord(task: Task & { id: string }, repository: ServiceRepository, now: string): Promise<Resource | null> {
  const manifestId = inputReference(task, "case-manifest");
  if (manifestId === null) return null;
  const manifest = await repository.readResource<List>("List", manifestId);
  const id = `${task.id}-late-${(manifest.entry ?? []).length}`;
  const subject = task.for as Reference<Patient> | undefined; // the protocol's Task.for is the patient
  const late: Observation & { id: string } = {
    resourceType: "Observation",
    id,
    ...(task.meta?.security === undefined ? {} : { meta: { security: task.meta.security } }),
    status: "final",
    category: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "laboratory" }] }],
    code: { coding: [{ system: "http://loinc.org", code: "1988-5", display: "C reactive protein [Mass/volume] in Serum or Plasma" }] },
    ...(subject === undefined ? {} : { subject }),
    effectiveDateTime: now,
    valueQuantity: { value: 42, unit: "mg/L", system: "http://unitsofmeasure.org", code: "mg/L" },
  };
  await repository.putAsService(late);
  return repository.putAsService({
    ...manifest,
    date: now,
    entry: [...(manifest.entry ?? []), { item: { reference: `Observation/${id}` } }],
  });
}
