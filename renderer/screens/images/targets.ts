import type { StudyRow } from "#shared/contract/imaging.ts";
import { type KeptMark, type MarkFigure, targetKey } from "#shared/measure/kept-mark.ts";
import type { TargetMeasure } from "#shared/measure/target-lesions.ts";

type Target = NonNullable<KeptMark["target"]>;

/** In mm of the patient: a detector's millimetre and a pixel grow with nothing. */
function mmOf(mark: KeptMark, ...names: readonly MarkFigure["name"][]): number | null {
  const found = mark.figures.find(({ name }) => names.includes(name));
  return found?.unit === "mm" ? found.value : null;
}

const dateOf = (mark: KeptMark, studies: readonly StudyRow[]): string | null =>
  studies.find((study) => study.studyUid === mark.place.studyUid)?.date ?? null;

const ofSameLesion = (mark: KeptMark, marks: readonly KeptMark[]): readonly KeptMark[] =>
  marks.filter((one) => targetKey(one) === targetKey(mark));

/** The mark of this mark's lesion that carries what was said of it as a target; null when it is none. */
export const targetOf = (mark: KeptMark, marks: readonly KeptMark[]): KeptMark | null =>
  ofSameLesion(mark, marks).find(({ target }) => target !== null) ?? null;

/** A mark that a target can be counted by. */
export const canBeTarget = ({ shape }: KeptMark): boolean => shape.kind === "length" || shape.kind === "bidirectional";

/** The lesion of this mark as a target, or as none (null): said once, on its oldest mark. */
export function asTarget(mark: KeptMark, target: Target | null, marks: readonly KeptMark[], studies: readonly StudyRow[]): KeptMark[] {
  const all = ofSameLesion(mark, marks).filter(canBeTarget);
  const [oldest] = all.toSorted((one, other) => (dateOf(one, studies) ?? "9").localeCompare(dateOf(other, studies) ?? "9"));
  return all.flatMap((one) => {
    const wanted = one === oldest ? target : null;
    return one.target === wanted ? [] : [{ ...one, target: wanted }];
  });
}

/** All measures of target lesions, in the order in which they were drawn. */
export function targetMeasures(marks: readonly KeptMark[], studies: readonly StudyRow[]): readonly TargetMeasure[] {
  return marks.filter(canBeTarget).flatMap((mark): TargetMeasure[] => {
    const target = targetOf(mark, marks)?.target ?? null;
    if (target === null) return [];
    return [
      {
        lesion: targetKey(mark),
        organ: target.organ,
        isNode: target.isNode,
        date: dateOf(mark, studies),
        longestMm: mmOf(mark, "length", "long"),
        shortAxisMm: mmOf(mark, "short"),
        sliceMm: mark.sliceMm,
      },
    ];
  });
}
