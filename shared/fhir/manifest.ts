import { at, type Json, type JsonObject, keyOf, listAt, localReference, referenceAt, textAt } from "./json.ts";

/** The references of the case's manifest List that are not withdrawn, in order, each once (protocol 3.2). */
export function manifestReferences(list: Json): string[] {
  const references = listAt(list, "entry")
    .filter((entry) => at(entry, "deleted") !== true)
    .map((entry) => referenceAt(entry, "item"));
  return [...new Set(references.filter((reference) => reference !== null))];
}

/** Without a manifest: what the ServiceRequest names, one level. */
export const supportingReferences = (request: Json): string[] =>
  listAt(request, "supportingInfo")
    .map((entry) => referenceAt(entry))
    .filter((reference) => reference !== null);

/** Batches of GETs, at most `size` each. */
export function readBatches(references: readonly string[], size = 50): JsonObject[] {
  const batches: JsonObject[] = [];
  for (let from = 0; from < references.length; from += size) {
    const entry = references.slice(from, from + size).map((url) => ({ request: { method: "GET", url } }));
    batches.push({ resourceType: "Bundle", type: "batch", entry });
  }
  return batches;
}

export type BatchPart =
  | { readonly reference: string; readonly ok: true; readonly resource: Json }
  | { readonly reference: string; readonly ok: false; readonly status: number };

/** Each entry of a batch answer beside the reference it was asked for; a short answer leaves the rest as status 0. */
export function batchParts(references: readonly string[], answer: Json): BatchPart[] {
  const entries = listAt(answer, "entry");
  return references.map((reference, index) => {
    const resource = at(entries[index], "resource");
    const status = Number.parseInt(textAt(entries[index], "response", "status") ?? "0", 10);
    const found = keyOf(resource);
    // a server may answer 200 with the resource and no status; another resource than the one asked for is no answer
    return found === reference && (status === 0 || (status >= 200 && status < 300))
      ? { reference, ok: true, resource }
      : { reference, ok: false, status: status >= 200 && status < 300 ? 0 : status };
  });
}

/** One page of a searchset: matches and includes apart, and the opaque link to the next page. */
export type SearchPage = { readonly matches: readonly Json[]; readonly included: readonly Json[]; readonly next: string | null };

export function searchPage(bundle: Json): SearchPage {
  const entries = listAt(bundle, "entry").filter((entry) => textAt(entry, "search", "mode") !== "outcome");
  const isInclude = (entry: Json): boolean => textAt(entry, "search", "mode") === "include";
  const next = listAt(bundle, "link").find((link) => textAt(link, "relation") === "next");
  return {
    matches: entries.filter((entry) => !isInclude(entry)).map((entry) => at(entry, "resource")),
    included: entries.filter(isInclude).map((entry) => at(entry, "resource")),
    next: textAt(next, "url"),
  };
}

/** Resources by `Type/id`. */
export const byKey = (resources: readonly Json[]): Map<string, Json> =>
  new Map(resources.map((resource) => [keyOf(resource) ?? "", resource] as const).filter(([key]) => localReference(key) !== null));
