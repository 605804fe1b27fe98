import type { BrokenRule, TargetSum } from "#shared/measure/target-lesions.ts";
import { writeDate } from "../../ui/format.ts";
import { counted, inPageLanguage } from "../../ui/words.ts";

const mm = (value: number): string => `${value.toFixed(1)} mm`;

/** "−3.0 mm", "+28.6 %": with a true minus, and without a sign where nothing changed. */
export function signed(value: number, unit: string): string {
  const text = Math.abs(value).toFixed(1);
  return `${Number(text) === 0 ? "" : value < 0 ? "−" : "+"}${text} ${unit}`;
}

function broken(rule: BrokenRule): string {
  switch (rule.rule) {
    case "no-date":
      return "Its study has no date: it is in no sum.";
    case "no-organ":
      return "Its organ is not named: at most 2 targets in one.";
    case "no-length":
      return "It has no length in mm.";
    case "no-short-axis":
      return "A node counts by its short axis: measure two axes.";
    case "more-than-five":
      return `Target number ${rule.place}: at most 5.`;
    case "more-than-two":
      return `Number ${rule.place} in ${rule.organ}: at most 2 in one organ.`;
    case "too-short":
      return rule.sliceMm === null
        ? `Shorter than ${mm(rule.leastMm)}.`
        : `Shorter than ${mm(rule.leastMm)}, twice the slice of ${mm(rule.sliceMm)}.`;
    case "node-non-target":
      return "Short axis of 10 to below 15 mm: a node that is no target.";
    case "node-normal":
      return "Short axis below 10 mm: a normal node.";
    case "thick-slices":
      return `Slices of ${mm(rule.sliceMm)}: at most 5 mm for a node.`;
    case "slice-unknown":
      return "The slice thickness is not known: at most 5 mm.";
  }
}

const percent = (change: { readonly percent: number | null }): string => (change.percent === null ? "" : signed(change.percent, "%"));

function sumText({ date, sumMm, count, of }: TargetSum): string {
  const targets = count === of ? counted(of, "target", "targets") : `${count} of ${counted(of, "target", "targets")}`;
  return `${writeDate(date)}: ${mm(sumMm)} in ${targets}`;
}

function sinceText({ count, of, sinceBaseline, sinceSmallest }: TargetSum, isFirst: boolean, baseline: string): string {
  if (count < of) return isFirst ? "Baseline, in part: nothing is compared with it." : "In part: compared with nothing.";
  if (isFirst) return "Baseline.";
  if (sinceBaseline === null && sinceSmallest === null) return "The baseline is not whole: compared with nothing.";
  const smallest =
    sinceSmallest === null ? "" : [signed(sinceSmallest.mm, "mm"), percent(sinceSmallest)].filter((part) => part !== "").join(", ");
  if (sinceSmallest?.date === baseline) return `${smallest} since the baseline of ${writeDate(baseline)}, the smallest so far.`;
  const parts = [
    sinceBaseline === null ? "" : `${percent(sinceBaseline)} since the baseline of ${writeDate(baseline)}`,
    sinceSmallest === null ? "" : `${smallest} since the smallest of ${writeDate(sinceSmallest.date)}`,
  ];
  return `${parts.filter((part) => part !== "").join("; ")}.`;
}

const en = {
  make: "Count as target lesion",
  unmake: "Not a target lesion",
  target: (organ: string, isNode: boolean) => ["Target", organ, isNode ? "lymph node" : ""].filter((part) => part !== "").join(" · "),
  organ: "Organ",
  node: "Lymph node, by its short axis",
  title: "Target lesions",
  note: "Sums by RECIST 1.1. What they mean is your word.",
  broken,
  sum: sumText,
  since: sinceText,
};

export const targetWords = (): typeof en => inPageLanguage({ en });
