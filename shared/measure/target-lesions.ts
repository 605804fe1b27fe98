import { type Change, changeOf, shownMm, sumOfDiametersMm } from "./compare.ts";

// RECIST 1.1: Eisenhauer et al., Eur J Cancer 45 (2009) 228–247; the sections named below are its own. It counts, the reader chooses the word.

/** At most so many target lesions in all, and in one organ (4.2). */
const MOST_TARGETS = 5;
const MOST_IN_ORGAN = 2;
/** Slices up to this are thin enough for the sizes below; above it a lesion must be twice as long as a slice is thick (3.1.1, appendix II). */
const THIN_SLICE_MM = 5;
const LEAST_LONGEST_MM = 10;
/** Short axis of a lymph node: a target from the first, non-target from the second, below it normal (3.1.1, 4.2). */
const LEAST_TARGET_NODE_MM = 15;
const LEAST_ABNORMAL_NODE_MM = 10;

/** A target lesion as it was measured on one day. */
export type TargetMeasure = {
  /** Which lesion; the same on every day. */
  readonly lesion: string;
  /** As the reader named it; empty while nothing was said. */
  readonly organ: string;
  readonly isNode: boolean;
  /** YYYY-MM-DD; null where the study has no date. */
  readonly date: string | null;
  /** Null: not measured, or not in mm of the patient. */
  readonly longestMm: number | null;
  readonly shortAxisMm: number | null;
  readonly sliceMm: number | null;
};

/** What a chosen target breaks. */
export type BrokenRule =
  | { readonly rule: "no-date" }
  | { readonly rule: "no-organ" }
  | { readonly rule: "no-length" }
  | { readonly rule: "no-short-axis" }
  | { readonly rule: "more-than-five"; readonly place: number }
  | { readonly rule: "more-than-two"; readonly organ: string; readonly place: number }
  /** Shorter than `leastMm`, which is twice the slice where that is thick. */
  | { readonly rule: "too-short"; readonly leastMm: number; readonly sliceMm: number | null }
  | { readonly rule: "node-non-target" }
  | { readonly rule: "node-normal" }
  | { readonly rule: "thick-slices"; readonly sliceMm: number }
  | { readonly rule: "slice-unknown" };

/** What counts of a target: the longest diameter, of a lymph node the short axis (4.2). */
export const countedMm = ({ isNode, longestMm, shortAxisMm }: TargetMeasure): number | null => (isNode ? shortAxisMm : longestMm);

/** The first measure of each lesion, in the order in which the lesions were chosen: what was chosen is judged by the baseline. */
function baselines(measures: readonly TargetMeasure[]): readonly TargetMeasure[] {
  const first = new Map<string, TargetMeasure>();
  for (const measure of measures) {
    const known = first.get(measure.lesion);
    if (known === undefined || (measure.date ?? "9") < (known.date ?? "9")) first.set(measure.lesion, measure);
  }
  return [...first.values()];
}

function sizeRules(measure: TargetMeasure): BrokenRule[] {
  const { isNode, sliceMm } = measure;
  const counted = countedMm(measure);
  if (counted === null) return [{ rule: isNode ? "no-short-axis" : "no-length" }];
  const mm = shownMm(counted);
  const isThick = sliceMm !== null && sliceMm > THIN_SLICE_MM;
  if (isNode) {
    if (mm < LEAST_ABNORMAL_NODE_MM) return [{ rule: "node-normal" }];
    if (mm < LEAST_TARGET_NODE_MM) return [{ rule: "node-non-target" }];
    return isThick ? [{ rule: "thick-slices", sliceMm }] : [];
  }
  const leastMm = isThick ? 2 * sliceMm : LEAST_LONGEST_MM;
  return mm < leastMm ? [{ rule: "too-short", leastMm, sliceMm: isThick ? sliceMm : null }] : [];
}

const organName = (organ: string): string => organ.trim().toLowerCase();

/** The rules that each chosen target breaks, by lesion; `measures` in the order in which they were chosen. A lesion that breaks none is not in it. */
export function brokenRules(measures: readonly TargetMeasure[]): ReadonlyMap<string, readonly BrokenRule[]> {
  const inOrgan = new Map<string, number>();
  const broken = baselines(measures).map((measure, index): [string, readonly BrokenRule[]] => {
    const organ = organName(measure.organ);
    const place = (inOrgan.get(organ) ?? 0) + 1;
    inOrgan.set(organ, place);
    const rules: BrokenRule[] = [
      ...(index >= MOST_TARGETS ? [{ rule: "more-than-five", place: index + 1 } as const] : []),
      ...(organ === "" ? [{ rule: "no-organ" } as const] : []),
      ...(organ !== "" && place > MOST_IN_ORGAN ? [{ rule: "more-than-two", organ: measure.organ.trim(), place } as const] : []),
      ...sizeRules(measure),
      ...(measure.sliceMm === null ? [{ rule: "slice-unknown" } as const] : []),
      ...(measure.date === null ? [{ rule: "no-date" } as const] : []),
    ];
    return [measure.lesion, rules];
  });
  return new Map(broken.filter(([, rules]) => rules.length > 0));
}

/** The sum of the targets of one day (4.2), of the figures as shown (T7). */
export type TargetSum = {
  readonly date: string;
  readonly sumMm: number;
  /** Targets that were measured on that day, and that there are. */
  readonly count: number;
  readonly of: number;
  /** Null for the baseline itself, and where a target is missing on either day: such sums say nothing about each other. */
  readonly sinceBaseline: Change | null;
  /** Against the smallest sum before it, the baseline included (4.3.1). */
  readonly sinceSmallest: (Change & { readonly date: string }) | null;
};

/** The sums of all days on which a target was measured, the baseline first. Of two marks of a lesion on one day the later one counts. */
export function targetSums(measures: readonly TargetMeasure[]): readonly TargetSum[] {
  const all = new Set(measures.map(({ lesion }) => lesion)).size;
  const days = new Map<string, Map<string, number>>();
  for (const measure of measures) {
    const mm = countedMm(measure);
    if (measure.date === null || mm === null) continue;
    const day = days.get(measure.date) ?? new Map<string, number>();
    days.set(measure.date, day.set(measure.lesion, mm));
  }
  const sums: TargetSum[] = [];
  for (const [date, day] of [...days].sort(([one], [other]) => one.localeCompare(other))) {
    const sumMm = sumOfDiametersMm([...day.values()]);
    const isWhole = day.size === all;
    const [baseline] = sums;
    const [smallest] = sums.filter(({ count }) => count === all).sort((one, other) => one.sumMm - other.sumMm);
    sums.push({
      date,
      sumMm,
      count: day.size,
      of: all,
      sinceBaseline: isWhole && baseline !== undefined && baseline.count === all ? changeOf(baseline.sumMm, sumMm) : null,
      sinceSmallest: isWhole && smallest !== undefined ? { ...changeOf(smallest.sumMm, sumMm), date: smallest.date } : null,
    });
  }
  return sums;
}
