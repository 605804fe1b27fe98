import { OVERREAD } from "./codes.ts";
import { isObject, type Json, type JsonObject, listAt, textAt } from "./json.ts";
import { concept, type ReportPart } from "./report-resources.ts";

/** How a service takes a report: client-made ids by PUT, or POST with ids of its own (protocol 6.3). */
export type WriteMode = "put" | "post";

/** Where the parts and the two Binaries are (or will be) at the service. */
export type Targets = { readonly mode: WriteMode; readonly binaries: ReadonlyMap<string, string> };

/**
 * A copy with every local reference (`urn:uuid:{uuid}` under `reference` or `url`) replaced as the mode asks. Identifiers and texts are
 * never touched, whatever they look like.
 */
export function resolveReferences(resource: Json, parts: readonly ReportPart[], { mode, binaries }: Targets): Json {
  const byUuid = new Map(parts.map((part) => [`urn:uuid:${part.uuid}`, part]));
  const visit = (value: Json, key: string): Json => {
    if (Array.isArray(value)) return value.map((entry) => visit(entry, key));
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, visit(entry, name)]));
    if (typeof value !== "string" || (key !== "reference" && key !== "url")) return value;
    const binary = binaries.get(value);
    if (binary !== undefined) return `Binary/${binary}`;
    const part = byUuid.get(value);
    if (part === undefined) return value;
    return mode === "put" ? `${part.type}/${part.uuid}` : `urn:uuid:${part.placeholder}`;
  };
  return visit(resource, "");
}

/** A part as it is sent on its own or inside the transaction. */
export function sentResource(part: ReportPart, parts: readonly ReportPart[], targets: Targets): JsonObject {
  const resource = resolveReferences(part.resource, parts, targets) as JsonObject;
  if (targets.mode === "post") return resource;
  const { resourceType, ...rest } = resource;
  return { resourceType, id: part.uuid, ...rest };
}

export const outputOf = (code: "report" | "diagnostic-report", to: string): JsonObject => ({
  type: concept(OVERREAD, code, code === "report" ? "Signed report" : "Report for the record"),
  valueReference: { reference: to },
});

const refOf = (part: ReportPart, mode: WriteMode): string =>
  mode === "put" ? `${part.type}/${part.uuid}` : `urn:uuid:${part.placeholder}`;

/** The Task as read, completed: status, end and outputs are added, nothing else changes. */
export function completedTask(task: JsonObject, parts: readonly ReportPart[], mode: WriteMode, signedAt: string): JsonObject {
  const period = isObject(task["executionPeriod"]) ? task["executionPeriod"] : {};
  const outputs = [
    ...listAt(task, "output"),
    ...parts.flatMap((part) => {
      if (part.type === "DocumentReference") return [outputOf("report", refOf(part, mode))];
      return part.type === "DiagnosticReport" ? [outputOf("diagnostic-report", refOf(part, mode))] : [];
    }),
  ];
  return { ...task, status: "completed", lastModified: signedAt, executionPeriod: { ...period, end: signedAt }, output: outputs };
}

/** The transaction: all parts, the Task last with the version it was read at. The same input gives the same bytes. */
export function transactionText(
  base: string,
  parts: readonly ReportPart[],
  targets: Targets,
  task: JsonObject,
  ifMatch: string,
  signedAt: string,
): string {
  const entry = parts.map((part) => ({
    fullUrl: targets.mode === "put" ? `${base}/${part.type}/${part.uuid}` : `urn:uuid:${part.placeholder}`,
    resource: sentResource(part, parts, targets),
    request: targets.mode === "put" ? { method: "PUT", url: `${part.type}/${part.uuid}` } : { method: "POST", url: part.type },
  }));
  const taskId = textAt(task, "id") ?? "";
  entry.push({
    fullUrl: `${base}/Task/${taskId}`,
    resource: completedTask(task, parts, targets.mode, signedAt),
    request: { method: "PUT", url: `Task/${taskId}`, ifMatch } as { method: string; url: string },
  });
  return JSON.stringify({ resourceType: "Bundle", type: "transaction", entry });
}

/** The reports that a Task's outputs name: references of type `O|report`. */
export function reportOutputs(task: Json): string[] {
  return listAt(task, "output")
    .filter((output) =>
      listAt(output, "type", "coding").some((coding) => textAt(coding, "system") === OVERREAD && textAt(coding, "code") === "report"),
    )
    .map((output) => textAt(output, "valueReference", "reference"))
    .filter((reference) => reference !== null);
}
