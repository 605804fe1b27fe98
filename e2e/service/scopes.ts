/** Types of the conversation (PROTOCOL.md) and what the service offers on each, in SMART's letters. */
export const typeInteractions: Readonly<Record<string, string>> = {
  Task: "cruds",
  Communication: "cruds",
  CommunicationRequest: "cruds",
  ServiceRequest: "cruds",
  Appointment: "cruds",
  DocumentReference: "cruds",
  DiagnosticReport: "cruds",
  Composition: "cruds",
  QuestionnaireResponse: "cruds",
  Observation: "cruds",
  Media: "cruds",
  Provenance: "cruds",
  Binary: "cru",
  Patient: "rs",
  Practitioner: "rs",
  PractitionerRole: "rs",
  Organization: "rs",
  Consent: "rs",
  List: "rs",
  Endpoint: "rs",
  ImagingStudy: "rs",
  Condition: "rs",
  Procedure: "rs",
  AllergyIntolerance: "rs",
  MedicationStatement: "rs",
  MedicationRequest: "rs",
  Medication: "rs",
  Immunization: "rs",
  FamilyMemberHistory: "rs",
  AuditEvent: "cu",
};

const LETTERS = "cruds";

/** Every non-empty subset of c, r, u, d, s in this order: the permissions that a SMART v2 scope can name. */
const letterSets = Array.from({ length: 2 ** LETTERS.length - 1 }, (_, index) =>
  [...LETTERS].filter((_letter, bit) => ((index + 1) >> bit) & 1).join(""),
);

/** All resource scopes that the authorization server knows: v2 and v1 forms for each type and for all types. */
export function allResourceScopes(): string[] {
  return ["*", ...Object.keys(typeInteractions)].flatMap((type) =>
    [...letterSets, "read", "write", "*"].map((permission) => `user/${type}.${permission}`),
  );
}

const v1Letters: Readonly<Record<string, string>> = { read: "rs", write: "cud", "*": LETTERS };

/** Whether the granted scopes allow this letter on this type. */
export function allows(granted: readonly string[], type: string, letter: string): boolean {
  return granted.some((scope) => {
    const [, scopeType, permission = ""] = /^user\/([A-Za-z*]+)\.([a-z*]+)/.exec(scope) ?? [];
    if (scopeType !== type && scopeType !== "*") return false;
    return (v1Letters[permission] ?? permission).includes(letter);
  });
}
