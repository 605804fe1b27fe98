import { listAt, localReference, textAt } from "#shared/fhir/json.ts";
import { patientFacts } from "#shared/fhir/patient.ts";
import type { ServiceReader } from "./service-reader.ts";

/** A case at a service that is not the demo's own: what the driver has to know to find it in the window and at the service. */
export type ForeignCase = {
  readonly taskId: string;
  /** As the worklist writes the patient's name. */
  readonly patientName: string;
  /** Names and numbers of the patient: words that must not be readable on the disk. */
  readonly identityWords: readonly string[];
};

const SECOND_OPINION = encodeURIComponent("https://overread.org/fhir/CodeSystem/overread|second-opinion");

/**
 * The case that was asked for by name (its Task's id, with or without `-task`, a number of the Task, or a part of these that only one has),
 * else the first one that waits for a decision. Throws in words when there is none.
 */
export async function chooseForeignCase(reader: ServiceReader, name: string | undefined): Promise<ForeignCase> {
  const owner = reader.me === null ? "" : `&owner=${encodeURIComponent(reader.me)}`;
  const found = await reader.json(`Task?code=${SECOND_OPINION}&status=requested,received${owner}&_sort=_lastUpdated&_count=50`);
  const tasks = listAt(found, "entry")
    .map((entry) => (entry as { resource?: unknown }).resource)
    .filter((resource) => textAt(resource, "resourceType") === "Task");
  if (tasks.length === 0) throw new Error("No case waits for a decision of this account. Give it one at the service, then start again.");
  const namesOf = (task: unknown): string[] => {
    const id = textAt(task, "id") ?? "";
    const numbers = listAt(task, "identifier").map((entry) => textAt(entry, "value"));
    return [id.replace(/-task$/, ""), id, ...numbers].filter((each) => each !== null);
  };
  const alike = tasks.filter((task) => namesOf(task).some((each) => each.includes(name ?? "")));
  const chosen = tasks.find((task) => name === undefined || namesOf(task).includes(name)) ?? (alike.length === 1 ? alike[0] : undefined);
  if (chosen === undefined)
    throw new Error(
      `No case ${name} waits for a decision of this account. There are: ${tasks.map((task) => namesOf(task)[0]).join(", ")}.`,
    );
  const patient = await reader.json(localReference(textAt(chosen, "for", "reference")) ?? "");
  const { name: patientName, family, given, identifiers } = patientFacts(patient);
  return {
    taskId: textAt(chosen, "id") ?? "",
    patientName,
    identityWords: [family, `${given} ${family}`.trim(), ...identifiers],
  };
}
