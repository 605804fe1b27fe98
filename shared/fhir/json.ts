/** Reading of JSON that anybody may have written: total functions, nothing throws, a wrong type reads as absent. */
export type Json = unknown;
export type JsonObject = { readonly [key: string]: Json };

export const isObject = (value: Json): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a path of own keys and indexes, or undefined. */
export function at(value: Json, ...path: readonly (string | number)[]): Json {
  let here: Json = value;
  for (const step of path) {
    if (typeof step === "number") here = Array.isArray(here) ? here[step] : undefined;
    else here = isObject(here) && Object.hasOwn(here, step) ? here[step] : undefined;
  }
  return here;
}

export function textAt(value: Json, ...path: readonly (string | number)[]): string | null {
  const found = at(value, ...path);
  return typeof found === "string" && found !== "" ? found : null;
}

export function numberAt(value: Json, ...path: readonly (string | number)[]): number | null {
  const found = at(value, ...path);
  return typeof found === "number" && Number.isFinite(found) ? found : null;
}

export function listAt(value: Json, ...path: readonly (string | number)[]): readonly Json[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** A CodeableConcept in words: its text, else the first display, else the first code. */
export function conceptText(concept: Json): string | null {
  const codings = listAt(concept, "coding");
  const display = codings.map((coding) => textAt(coding, "display")).find((text) => text !== null);
  return textAt(concept, "text") ?? display ?? codings.map((coding) => textAt(coding, "code")).find((code) => code !== null) ?? null;
}

/** The code of a CodeableConcept in one system, or null. */
export function codeIn(concept: Json, system: string): string | null {
  const coding = listAt(concept, "coding").find((entry) => textAt(entry, "system") === system);
  return textAt(coding, "code");
}

export const hasCode = (concept: Json, system: string, code: string): boolean =>
  listAt(concept, "coding").some((coding) => textAt(coding, "system") === system && textAt(coding, "code") === code);

/** `Type/id` of a relative or absolute reference to a resource, without a version; null for contained or foreign forms. */
export function localReference(reference: string | null): string | null {
  const match = /(?:^|\/)([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(reference ?? "");
  return match?.[1] ?? null;
}

export const referenceAt = (value: Json, ...path: readonly (string | number)[]): string | null =>
  localReference(textAt(value, ...path, "reference"));

/** `Type/id` of a resource. */
export function keyOf(resource: Json): string | null {
  const type = textAt(resource, "resourceType");
  const id = textAt(resource, "id");
  return type === null || id === null ? null : `${type}/${id}`;
}

export const versionOf = (resource: Json): string | null => textAt(resource, "meta", "versionId");
