import { allOk, created, normalizeOperationOutcome } from "@medplum/core";
import { type FhirRouteHandler, FhirRouter } from "@medplum/fhir-router";
import type { Resource } from "@medplum/fhirtypes";
import { disguise } from "./document-faults.ts";
import type { FhirContext, RequestFacts, ServiceConfig } from "./fhir-context.ts";
import { outcome } from "./outcomes.ts";
import { allows, typeInteractions } from "./scopes.ts";
import { searchType } from "./search-route.ts";

/** Interactions that the service offers, with the letter that a scope must have. */
const letterOf: Readonly<Record<string, string>> = {
  create: "c",
  read: "r",
  vread: "r",
  "history-instance": "r",
  update: "u",
  delete: "d",
  "search-type": "s",
};

/** The package's router, cut down to what the protocol has; search, read and update are ours, and every entry is checked for its scope. */
export function createFhirRouter(context: FhirContext): FhirRouter {
  const router = new FhirRouter();
  const routes = router.router.routes;
  const kept = routes.filter(({ method, path, data }) => {
    if (data?.interaction === "batch") return true;
    const isConditional = method !== "GET" && method !== "POST" && path.length === 1;
    return data !== undefined && data.interaction in letterOf && !isConditional;
  });
  routes.splice(0, routes.length, ...kept);
  for (const route of routes) {
    const interaction = route.data?.interaction ?? "";
    const handler = ownHandler(context, interaction) ?? route.handler;
    route.handler = interaction === "batch" ? handler : guarded(context, interaction, handler);
  }
  return router;
}

function ownHandler(context: FhirContext, interaction: string): FhirRouteHandler | undefined {
  switch (interaction) {
    case "search-type":
      return async (request) => [
        allOk,
        await searchType(context, request.params["resourceType"] ?? "", request.query, factsOf(request.config).strict),
      ];
    case "read":
      return async (request) => {
        const { resourceType = "", id = "" } = request.params;
        return [allOk, disguise(context, await context.repository.readResource<Resource>(resourceType, id))];
      };
    case "update":
      return async (request) => {
        const { resourceType = "", id = "" } = request.params;
        const resource = request.body as Resource;
        if (resource.resourceType !== resourceType || resource.id !== id) {
          return [outcome(400, "invalid", "The URL and the resource name different resources")];
        }
        const isNew = context.repository.table.current(resourceType, id)?.resource == null;
        const ifMatch = /^W\/"(.+)"$/.exec(request.headers?.["if-match"] ?? "")?.[1];
        const stored = await context.repository.updateResource(resource, ifMatch === undefined ? {} : { ifMatch });
        return [isNew ? created : allOk, stored];
      };
    default:
      return undefined;
  }
}

const factsOf = (config: unknown): RequestFacts => (config as ServiceConfig).facts;

function guarded(context: FhirContext, interaction: string, handler: FhirRouteHandler): FhirRouteHandler {
  return async (request, repository, router, options) => {
    const { resourceType = "", id = "" } = request.params;
    const letters = [letterOf[interaction] ?? ""];
    if (!(resourceType in typeInteractions)) return [outcome(404, "not-supported", `This service has no ${resourceType}`)];
    // an update that creates is a create as well (SMART App Launch 2, scopes)
    if (interaction === "update" && context.repository.table.current(resourceType, id)?.resource == null && context.mode === "put")
      letters.push("c");
    const missing = letters.find((letter) => !allows(factsOf(request.config).scopes, resourceType, letter));
    if (missing !== undefined) return [outcome(403, "forbidden", `Scope user/${resourceType}.${missing} is missing`)];
    if (resourceType === "AuditEvent" && interaction !== "read" && context.faults.strike("no-audit")) {
      return [outcome(405, "not-supported", "This service does not take AuditEvents")];
    }
    const header = request.headers?.["if-match"];
    if (header !== undefined && !/^W\/"[^"]+"$/.test(header)) {
      return [outcome(400, "value", `If-Match must have the form W/"version", not ${header}`)];
    }
    try {
      return await handler(withoutIfMatch(context, request), repository, router, options);
    } catch (error) {
      return [normalizeOperationOutcome(error)];
    }
  };
}

function withoutIfMatch(context: FhirContext, request: Parameters<FhirRouteHandler>[0]): Parameters<FhirRouteHandler>[0] {
  if (request.headers?.["if-match"] === undefined || !context.faults.strike("blind-if-match")) return request;
  const { "if-match": _ignored, ...headers } = request.headers;
  return { ...request, headers };
}
