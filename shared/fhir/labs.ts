import { type Instant, instantFromIso } from "../result/instant.ts";
import { at, codeIn, conceptText, type Json, keyOf, listAt, numberAt, textAt } from "./json.ts";
import { dateOf, rangeText, valueText } from "./record-words.ts";

const CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
const INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

export type LabPoint = {
  readonly reference: string;
  readonly at: Instant | null;
  readonly date: string;
  readonly value: number | null;
  readonly text: string;
  readonly flag: "low" | "high" | "normal" | "unknown";
};

export type LabTable = {
  readonly key: string;
  readonly name: string;
  readonly unit: string;
  readonly category: "laboratory" | "vital-signs" | "other";
  readonly referenceLow: number | null;
  readonly referenceHigh: number | null;
  readonly referenceText: string | null;
  readonly values: readonly LabPoint[];
};

/** The laboratory's own flag goes first; without one the value is compared with the range given in the same unit. */
function flagOf(observation: Json, value: number | null, low: number | null, high: number | null): LabPoint["flag"] {
  const codes = listAt(observation, "interpretation").map((concept) => codeIn(concept, INTERPRETATION));
  if (codes.some((code) => code === "L" || code === "LL")) return "low";
  if (codes.some((code) => code === "H" || code === "HH")) return "high";
  if (codes.includes("N")) return "normal";
  if (value === null || (low === null && high === null)) return "unknown";
  return low !== null && value < low ? "low" : high !== null && value > high ? "high" : "normal";
}

const codeKey = (concept: Json): string => {
  const coding = listAt(concept, "coding")[0];
  return `${textAt(coding, "system") ?? ""}|${textAt(coding, "code") ?? conceptText(concept) ?? ""}`;
};

type Reading = { readonly key: string; readonly point: LabPoint; readonly table: Omit<LabTable, "values"> };

function readingOf(observation: Json, element: Json): Reading | null {
  const name = conceptText(at(element, "code"));
  const text = valueText(element);
  if (name === null || text === null) return null;
  const unit = textAt(element, "valueQuantity", "unit") ?? textAt(element, "valueQuantity", "code") ?? "";
  const range = listAt(element, "referenceRange")[0];
  const rangeUnit = (end: "low" | "high"): string => textAt(range, end, "unit") ?? textAt(range, end, "code") ?? unit;
  const low = rangeUnit("low") === unit ? numberAt(range, "low", "value") : null;
  const high = rangeUnit("high") === unit ? numberAt(range, "high", "value") : null;
  const value = numberAt(element, "valueQuantity", "value");
  const category = listAt(observation, "category")
    .map((concept) => codeIn(concept, CATEGORY))
    .find((code) => code !== null);
  const date = dateOf(observation) ?? "";
  const key = `${codeKey(at(element, "code"))}|${unit}`;
  return {
    key,
    point: { reference: keyOf(observation) ?? "", at: instantFromIso(date), date, value, text, flag: flagOf(element, value, low, high) },
    table: {
      key,
      name,
      unit,
      category: category === "laboratory" || category === "vital-signs" ? category : "other",
      referenceLow: low,
      referenceHigh: high,
      referenceText: rangeText(range),
    },
  };
}

/** Laboratory values by code and unit, oldest first. Two units of one code stay two rows: nothing is converted (M17). */
export function labTables(observations: readonly Json[]): LabTable[] {
  const tables = new Map<string, { table: Omit<LabTable, "values">; values: LabPoint[] }>();
  for (const observation of observations) {
    const parts = listAt(observation, "component");
    for (const element of parts.length > 0 ? parts : [observation]) {
      const reading = readingOf(observation, element);
      if (reading === null) continue;
      const entry = tables.get(reading.key) ?? { table: reading.table, values: [] };
      entry.values.push(reading.point);
      // the newest range is the one shown
      tables.set(reading.key, { table: reading.table.referenceText === null ? entry.table : reading.table, values: entry.values });
    }
  }
  return [...tables.values()].map(({ table, values }) => ({ ...table, values: values.sort((a, b) => (a.at ?? 0) - (b.at ?? 0)) }));
}
