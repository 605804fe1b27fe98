import { globalSchema, parseSearchRequest } from "@medplum/core";
import type { FhirRequest } from "@medplum/fhir-router";
import type { Bundle, BundleEntry, Resource, ResourceType } from "@medplum/fhirtypes";
import type { FhirContext } from "./fhir-context.ts";
import { outcome, refuse } from "./outcomes.ts";

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 200;
/** Marks our own next links: the first page of `small-pages` is empty, the ones behind it are not. */
const NEXT_PAGE = "_next";

const controls = new Set([
  "_count",
  "_offset",
  "_sort",
  "_include",
  "_revinclude",
  "_include:iterate",
  "_revinclude:iterate",
  "_summary",
  "_elements",
  "_total",
  "_format",
  "_pretty",
]);

type Query = FhirRequest["query"];

/** Search with pages, `fullUrl`s, and an outcome for parameters that are not known (or 400 with `Prefer: handling=strict`). */
export async function searchType(context: FhirContext, type: string, query: Query, strict: boolean): Promise<Bundle> {
  const { known, unknown } = splitParameters(type, query);
  if (strict && unknown.length > 0) throw refuse(400, "not-supported", `Unknown search parameter: ${unknown.join(", ")}`);
  const includes = ["_include", "_revinclude", "_include:iterate", "_revinclude:iterate"];
  if (context.faults.isOn("no-includes") && includes.some((name) => name in known) && context.faults.strike("no-includes")) {
    for (const name of includes) delete known[name];
  }
  const offset = Number(known["_offset"] ?? 0);
  const count = pageSize(context, query, offset);
  const request = { ...parseSearchRequest(type as ResourceType, known), offset, count };
  const found = await context.repository.search(request);
  const nothing = type === "Task" && context.faults.strike("empty-worklist");
  return toPage(context, { type, query, offset, count, unknown }, nothing ? { ...found, total: 0, entry: [] } : found);
}

/** With `small-pages` the first page is empty and has a next link, the others hold one match. */
function pageSize(context: FhirContext, query: Query, offset: number): number {
  if (context.faults.isOn("small-pages")) {
    context.faults.strike("small-pages");
    return offset === 0 && query[NEXT_PAGE] === undefined ? 0 : 1;
  }
  return Math.min(Number(query["_count"] ?? DEFAULT_PAGE), LARGEST_PAGE);
}

function splitParameters(type: string, query: Query): { readonly known: Record<string, string | string[]>; readonly unknown: string[] } {
  const known: Record<string, string | string[]> = {};
  const unknown: string[] = [];
  const parameters = { ...globalSchema.types["Resource"]?.searchParams, ...globalSchema.types[type]?.searchParams };
  for (const [name, value] of Object.entries(query)) {
    const code = name.split(/[:.]/)[0] ?? name;
    if (value === undefined) continue;
    if (controls.has(name) || code in parameters) known[name] = value;
    else if (name !== NEXT_PAGE) unknown.push(name);
  }
  return { known, unknown };
}

type PageFacts = {
  readonly type: string;
  readonly query: Query;
  readonly offset: number;
  readonly count: number;
  readonly unknown: readonly string[];
};

function toPage(context: FhirContext, page: PageFacts, found: Bundle): Bundle {
  const entry = (found.entry ?? []).map((each): BundleEntry => ({ fullUrl: urlOf(context, each.resource), ...each }));
  const ignored: BundleEntry[] = page.unknown.map((name) => {
    const { id: _id, ...warning } = outcome(400, "not-supported", `Search parameter ${name} is not known and was ignored`);
    return {
      resource: { ...warning, issue: warning.issue.map((issue) => ({ ...issue, severity: "warning" as const })) },
      search: { mode: "outcome" },
    };
  });
  const next = page.offset + page.count;
  const hasNext = (found.total ?? 0) > next;
  return {
    resourceType: "Bundle",
    type: "searchset",
    total: found.total ?? 0,
    link: [
      { relation: "self", url: pageUrl(context, page, page.offset, page.query[NEXT_PAGE] !== undefined) },
      ...(hasNext ? [{ relation: "next" as const, url: pageUrl(context, page, next, true) }] : []),
    ],
    ...(entry.length + ignored.length > 0 ? { entry: [...entry, ...ignored] } : {}),
  };
}

const urlOf = (context: FhirContext, resource: Resource | undefined): string => `${context.base}/${resource?.resourceType}/${resource?.id}`;

function pageUrl(context: FhirContext, { type, query, unknown }: PageFacts, offset: number, isNext: boolean): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (unknown.includes(name) || name === "_offset" || name === NEXT_PAGE) continue;
    for (const each of [value ?? []].flat()) parameters.append(name, each);
  }
  if (offset > 0) parameters.append("_offset", String(offset));
  if (isNext) parameters.append(NEXT_PAGE, "1");
  return `${context.base}/${type}?${parameters}`;
}
