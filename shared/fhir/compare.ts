import { isObject, type Json } from "./json.ts";

/** Elements that a server owns or may rewrite (protocol 6.5). */
const SERVERS = new Set(["id", "meta", "text"]);

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** Dates as instants, decimals by value, everything else as it is. */
function sameValue(sent: Json, got: Json): boolean {
  if (typeof sent === "string" && typeof got === "string") {
    if (sent === got) return true;
    return INSTANT.test(sent) && INSTANT.test(got) && Date.parse(sent) === Date.parse(got);
  }
  return sent === got;
}

/**
 * The paths at which what was read back lacks or changes something that was sent. Additions by the server are allowed. `sameReference`
 * says whether two references mean the same resource.
 */
export function differences(sent: Json, got: Json, sameReference: (sent: string, got: string) => boolean, path = ""): string[] {
  if (Array.isArray(sent)) {
    if (!Array.isArray(got) || got.length < sent.length) return [`${path}: entries are missing`];
    return sent.flatMap((entry, index) => differences(entry, got[index], sameReference, `${path}[${index}]`));
  }
  if (isObject(sent)) {
    if (!isObject(got)) return [`${path || "resource"}: missing`];
    return Object.entries(sent).flatMap(([key, value]) => {
      if (SERVERS.has(key) && (path === "" || key === "text")) return [];
      const here = path === "" ? key : `${path}.${key}`;
      if ((key === "reference" || key === "url") && typeof value === "string" && typeof got[key] === "string")
        return value === got[key] || sameReference(value, got[key]) ? [] : [`${here}: points elsewhere`];
      return differences(value, got[key], sameReference, here);
    });
  }
  return sameValue(sent, got) ? [] : [`${path}: ${got === undefined ? "missing" : "changed"}`];
}
