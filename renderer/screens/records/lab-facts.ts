import type { LabSeries, LabValue } from "#shared/contract/records.ts";
import { writeNumber } from "../../ui/format.ts";

/** Values in the order of their dates; those without one first. */
export const inTime = (series: LabSeries): readonly LabValue[] => [...series.values].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));

export const latestOf = (series: LabSeries): LabValue | undefined => inTime(series).at(-1);

export const isOutside = (value: LabValue | undefined): boolean => value?.flag === "low" || value?.flag === "high";

/** The unit stands in its own column: it is not repeated behind the number. Nothing else of the text is touched. */
const withoutUnit = (text: string, unit: string): string => (unit === "" ? text : text.replaceAll(` ${unit}`, ""));

/**
 * "Creatinine [Mass/volume] in Serum or Plasma": what is measured (`what`), how and in what (`how`), and in what alone (`where`), so that a
 * narrow column can write it in two lines. The unit beside it says what kind of quantity it is.
 */
export function nameParts(name: string): { readonly what: string; readonly how: string; readonly where: string } {
  const at = name.indexOf(" [");
  if (at <= 0) return { what: name, how: "", where: "" };
  const how = name.slice(at + 1);
  return { what: name.slice(0, at), how, where: /^\[[^\]]*\] (?:in|of|on|by) (.+)$/.exec(how)?.[1] ?? how };
}

/** The value as given, beside its unit. */
export const resultOf = (value: LabValue | undefined, unit: string): string => (value === undefined ? "" : withoutUnit(value.text, unit));

/** The reference range as given; built from its ends only where the service sent no text. */
export function referenceOf(series: LabSeries): string {
  const { referenceText, referenceLow, referenceHigh } = series;
  if (referenceText !== null) return withoutUnit(referenceText, series.unit);
  if (referenceLow !== null && referenceHigh !== null) return `${writeNumber(referenceLow)} – ${writeNumber(referenceHigh)}`;
  if (referenceLow !== null) return `> ${writeNumber(referenceLow)}`;
  return referenceHigh === null ? "" : `< ${writeNumber(referenceHigh)}`;
}

export type TrendBox = {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Top and bottom of the reference band, in the same box; null = no range to draw. */
  readonly band: readonly [top: number, bottom: number] | null;
};

/** Places a series into a box of `width` × `height` pixels, y down; null when nothing is numeric. */
export function trendBox(series: LabSeries, width: number, height: number): TrendBox | null {
  const values = inTime(series).filter((entry): entry is LabValue & { readonly value: number } => entry.value !== null);
  if (values.length === 0) return null;
  const numbers = values.map((entry) => entry.value);
  const ends = [...numbers, series.referenceLow ?? numbers[0], series.referenceHigh ?? numbers[0]].filter((end) => end !== undefined);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const span = high === low ? 1 : high - low;
  const y = (value: number) => height - 2 - ((value - low) / span) * (height - 4);
  const times = values.map((entry, index) => entry.at ?? index);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const x = (time: number) => (last === first ? width / 2 : 2 + ((time - first) / (last - first)) * (width - 4));
  const hasBand = series.referenceLow !== null || series.referenceHigh !== null;
  const top = series.referenceHigh === null ? 0 : y(series.referenceHigh);
  const bottom = series.referenceLow === null ? height : y(series.referenceLow);
  return { points: values.map((entry, index) => [x(times[index] ?? 0), y(entry.value)] as const), band: hasBand ? [top, bottom] : null };
}
