import { globalSchema } from "@medplum/core";
import type { CapabilityStatement, CapabilityStatementRestResource } from "@medplum/fhirtypes";
import type { WriteMode } from "./fhir-repository.ts";
import { typeInteractions } from "./scopes.ts";

const codeOfLetter = { c: "create", r: "read", u: "update", d: "delete", s: "search-type" } as const;

export type CapabilityOptions = { readonly base: string; readonly mode: WriteMode; readonly transactions: boolean; readonly date: string };

/** `GET [base]/metadata`: in put mode clients may choose ids (`updateCreate`), in post mode they may not. */
export function capabilityStatement(options: CapabilityOptions): CapabilityStatement {
  return {
    resourceType: "CapabilityStatement",
    status: "active",
    date: options.date,
    kind: "instance",
    software: { name: "Overread reference service", version: `1.0.0-${options.mode}` },
    implementation: { description: "Demonstration service: invented patients only", url: options.base },
    fhirVersion: "4.0.1",
    format: ["application/fhir+json"],
    rest: [
      {
        mode: "server",
        security: {
          service: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/restful-security-service", code: "SMART-on-FHIR" }] }],
        },
        interaction: [...(options.transactions ? [{ code: "transaction" as const }] : []), { code: "batch" }],
        resource: Object.entries(typeInteractions).map(([type, letters]) => resourceEntry(type, letters, options.mode)),
      },
    ],
  };
}

function resourceEntry(type: string, letters: string, mode: WriteMode): CapabilityStatementRestResource {
  const codes = [...letters].map((letter) => codeOfLetter[letter as keyof typeof codeOfLetter]);
  const parameters = Object.values(globalSchema.types[type]?.searchParams ?? {});
  return {
    type: type as CapabilityStatementRestResource["type"],
    versioning: "versioned-update",
    readHistory: true,
    updateCreate: mode === "put" && letters.includes("u"),
    conditionalCreate: letters.includes("c"),
    conditionalRead: "not-match",
    interaction: [...codes, "vread" as const, "history-instance" as const].map((code) => ({ code })),
    ...(letters.includes("s") ? { searchParam: parameters.map(({ code, type: kind }) => ({ name: code, type: kind })) } : {}),
  };
}

export type SmartOptions = {
  readonly base: string;
  readonly issuer: string;
  readonly dicomweb: string;
  /** Key objects are wanted in the archive (STOW-RS). */
  readonly stow: boolean;
};

/** `GET [base]/.well-known/smart-configuration` (SMART App Launch 2). */
export function smartConfiguration({ base, issuer, dicomweb, stow }: SmartOptions): Record<string, unknown> {
  return {
    issuer,
    jwks_uri: `${issuer}/oauth/jwks.json`,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    grant_types_supported: ["authorization_code", "refresh_token"],
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["none"],
    authorization_response_iss_parameter_supported: true,
    scopes_supported: ["openid", "fhirUser", "offline_access", "user/*.cruds"],
    capabilities: [
      "launch-standalone",
      "client-public",
      "permission-user",
      "permission-offline",
      "permission-v1",
      "permission-v2",
      "sso-openid-connect",
    ],
    associated_endpoints: [
      { url: dicomweb, capabilities: stow ? ["stow-key-objects"] : [] },
      { url: base, capabilities: [] },
    ],
  };
}
