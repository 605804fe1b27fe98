import { type Json, localReference, referenceAt } from "#shared/fhir/json.ts";
import { searchPage } from "#shared/fhir/manifest.ts";
import { type FhirClient, isAnswer } from "./fhir-client.ts";

/** The signed-in person as the service holds them (protocol 1, "Who am I"). */
export type Person = {
  readonly practitionerId: string;
  readonly practitioner: Json;
  readonly roles: readonly Json[];
  readonly organisations: readonly Json[];
};

/** Reads Practitioner, active roles and their organisations; null when `fhirUser` names no practitioner of this service. */
export async function whoAmI(fhir: FhirClient, fhirUser: string, signal: AbortSignal): Promise<Person | null> {
  let reference = localReference(fhirUser);
  if (reference?.startsWith("PractitionerRole/") === true) {
    const role = await fhir.read(reference, signal);
    reference = isAnswer(role) ? referenceAt(role.json, "practitioner") : null;
  }
  if (reference?.startsWith("Practitioner/") !== true) return null;
  const read = await fhir.read(reference, signal);
  if (!isAnswer(read)) return null;
  const search = await fhir.search(`PractitionerRole?practitioner=${encodeURIComponent(reference)}&active=true`, signal);
  const roles = isAnswer(search) ? searchPage(search.json).matches : [];
  const organisations: Json[] = [];
  for (const role of roles) {
    const organisation = referenceAt(role, "organization");
    if (organisation === null) continue;
    const answer = await fhir.read(organisation, signal);
    if (isAnswer(answer)) organisations.push(answer.json);
  }
  return { practitionerId: reference.slice("Practitioner/".length), practitioner: read.json, roles, organisations };
}
