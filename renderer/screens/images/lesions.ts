import type { StudyRow } from "#shared/contract/imaging.ts";
import { changeOf, sumOfDiametersMm } from "#shared/measure/compare.ts";
import { type KeptMark, type MarkFigure, markName } from "#shared/measure/kept-mark.ts";

/** The longest diameter of a mark; null when it measures none, or not in mm: a detector's pixels grow with nothing. */
function diameter(mark: KeptMark): MarkFigure | null {
  const found = mark.figures.find(({ name }) => name === "length" || name === "long");
  return found?.unit.startsWith("mm") === true ? found : null;
}

const dateOf = (mark: KeptMark, studies: readonly StudyRow[]): string =>
  studies.find((study) => study.studyUid === mark.place.studyUid)?.date ?? "";

const signed = (value: number, digits: number): string => {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : `${value < 0 ? "−" : "+"}${text}`;
};

/** Both marks, and all that belonged to either, as one lesion (P41). */
export function sameLesion(mark: KeptMark, other: KeptMark, marks: readonly KeptMark[]): KeptMark[] {
  const lesion = other.lesion ?? mark.lesion ?? other.id;
  const isOfEither = (one: KeptMark): boolean =>
    one.id === mark.id || one.id === other.id || (one.lesion !== null && (one.lesion === mark.lesion || one.lesion === other.lesion));
  return marks.filter((one) => isOfEither(one) && one.lesion !== lesion).map((one) => ({ ...one, lesion }));
}

/** The mark alone again; a lesion of which only one mark is left is none. */
export function withoutLesion(mark: KeptMark, marks: readonly KeptMark[]): KeptMark[] {
  const rest = marks.filter((one) => one.lesion === mark.lesion && one.id !== mark.id);
  return [mark, ...(rest.length === 1 ? rest : [])].map((one) => ({ ...one, lesion: null }));
}

/** Growth since the newest older mark of the same lesion, of the figures as shown; null without one, or where the units differ (P41). */
export function lesionChange(
  mark: KeptMark,
  marks: readonly KeptMark[],
  studies: readonly StudyRow[],
): { readonly name: string; readonly mm: string; readonly percent: string | null } | null {
  const now = diameter(mark);
  if (mark.lesion === null || now === null) return null;
  const date = dateOf(mark, studies);
  const [before] = marks
    .filter((other) => other.lesion === mark.lesion && dateOf(other, studies) < date && dateOf(other, studies) !== "")
    .sort((a, b) => dateOf(b, studies).localeCompare(dateOf(a, studies)));
  const then = before === undefined ? null : diameter(before);
  if (before === undefined || then === null || then.unit !== now.unit) return null;
  const { mm, percent } = changeOf(then.value, now.value);
  return { name: markName(before), mm: `${signed(mm, 1)} mm`, percent: percent === null ? null : `${signed(percent, 1)} %` };
}

/** The sum of the longest diameters of each study's lesions, of the figures as shown (T7); only of lesions that were followed. */
export function lesionSum(
  marks: readonly KeptMark[],
  studies: readonly StudyRow[],
): { readonly study: StudyRow; readonly mm: string; readonly count: number }[] {
  return studies.flatMap((study) => {
    const lengths = marks.flatMap((mark) => (mark.lesion === null || mark.place.studyUid !== study.studyUid ? [] : (diameter(mark) ?? [])));
    const isOneUnit = new Set(lengths.map(({ unit }) => unit)).size === 1;
    if (!isOneUnit) return [];
    return [
      {
        study,
        mm: `${sumOfDiametersMm(lengths.map(({ value }) => value)).toFixed(1)} ${lengths[0]?.unit ?? "mm"}`,
        count: lengths.length,
      },
    ];
  });
}
