import { evalFhirPath, globalSchema, type SortRule } from "@medplum/core";
import type { Resource } from "@medplum/fhirtypes";

/** The resources in the order of `_sort`; without rules in the order in which they were stored. */
export function sortResources<T extends Resource>(resources: readonly T[], rules: readonly SortRule[]): T[] {
  return resources.toSorted((left, right) => {
    for (const { code, descending } of rules) {
      const order = compare(sortKey(left, code), sortKey(right, code));
      if (order !== 0) return descending === true ? -order : order;
    }
    return 0;
  });
}

function sortKey(resource: Resource, code: string): string {
  if (code === "_lastUpdated") return resource.meta?.lastUpdated ?? "";
  if (code === "_id") return resource.id ?? "";
  const expression = globalSchema.types[resource.resourceType]?.searchParams?.[code]?.expression;
  if (expression === undefined) return "";
  const [value] = evalFhirPath(expression, resource);
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
