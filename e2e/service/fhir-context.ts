import type { FhirRequestConfig } from "@medplum/fhir-router";
import type { Faults } from "./faults.ts";
import type { ServiceRepository, WriteMode } from "./fhir-repository.ts";

/** What every FHIR route needs to know. */
export type FhirContext = {
  readonly base: string;
  readonly mode: WriteMode;
  readonly repository: ServiceRepository;
  readonly faults: Faults;
};

/** Facts about one request that travel to the routes of every entry of a bundle. */
export type RequestFacts = { readonly scopes: readonly string[]; readonly strict: boolean };

/** The router hands its `config` on to the entries of a bundle, and so also our facts. */
export type ServiceConfig = FhirRequestConfig & { readonly facts: RequestFacts };
