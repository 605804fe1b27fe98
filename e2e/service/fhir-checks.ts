import { validateResource } from "@medplum/core";
import type { Resource } from "@medplum/fhirtypes";
import { refuse } from "./outcomes.ts";
import type { StoredVersion } from "./state-file.ts";

/** Required value sets that `validateResource` does not look at: the codes that a reviewer's app writes (R4 4.0.1). */
const requiredCodes: Readonly<Record<string, readonly string[]>> = {
  "Task.status": [
    "draft",
    "requested",
    "received",
    "accepted",
    "rejected",
    "ready",
    "cancelled",
    "in-progress",
    "on-hold",
    "failed",
    "completed",
    "entered-in-error",
  ],
  "Composition.status": ["preliminary", "final", "amended", "entered-in-error"],
  "DiagnosticReport.status": [
    "registered",
    "partial",
    "preliminary",
    "final",
    "amended",
    "corrected",
    "appended",
    "cancelled",
    "entered-in-error",
    "unknown",
  ],
  "DocumentReference.status": ["current", "superseded", "entered-in-error"],
  "QuestionnaireResponse.status": ["in-progress", "completed", "amended", "entered-in-error", "stopped"],
  "Observation.status": ["registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"],
  "Media.status": ["preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown"],
  "Communication.status": ["preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown"],
  "CommunicationRequest.status": ["draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"],
  "ServiceRequest.status": ["draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"],
  "Appointment.status": [
    "proposed",
    "pending",
    "booked",
    "arrived",
    "fulfilled",
    "cancelled",
    "noshow",
    "entered-in-error",
    "checked-in",
    "waitlist",
  ],
};

/** Throws (400, 422) unless the resource is valid R4 and its status is one of R4's. */
export function checkResource(resource: Resource): void {
  validateResource(resource);
  const allowed = requiredCodes[`${resource.resourceType}.status`];
  const status = "status" in resource ? resource.status : undefined;
  if (allowed !== undefined && !allowed.includes(String(status))) {
    throw refuse(
      422,
      "code-invalid",
      `"${String(status)}" is not a code of ${resource.resourceType}.status`,
      `${resource.resourceType}.status`,
    );
  }
}

const LOCAL_REFERENCE = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(\/_history\/.+)?$/;

/** Every relative reference of what a transaction wrote leads to something, as servers with referential integrity demand. */
export function checkReferences(written: readonly StoredVersion[], exists: (type: string, id: string) => boolean): void {
  for (const { type, id, resource } of written) {
    for (const reference of referencesIn(resource)) {
      const [, target = "", targetId = ""] = LOCAL_REFERENCE.exec(reference) ?? [];
      if (target !== "" && !exists(target, targetId)) {
        throw refuse(422, "business-rule", `${type}/${id} refers to ${reference}, which is not known here`, type);
      }
    }
  }
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === "reference" && typeof inner === "string" ? [inner] : referencesIn(inner),
  );
}
