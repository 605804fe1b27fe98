import type { Question } from "#shared/case/case.ts";
import type { FrameLook, SeriesFrames } from "#shared/imaging/frame-table.ts";
import { edgeLetters, imageDirections, unturned } from "#shared/imaging/orientation.ts";
import { type KeptMark, type MarkPlace, markLabel, markName, markSummary } from "#shared/measure/kept-mark.ts";
import { kindWords } from "#shared/measure/kind-words.ts";
import { mentionsIn } from "#shared/measure/mark-mentions.ts";
import { linesOf } from "#shared/measure/shape-handles.ts";
import type { Opinion } from "#shared/opinion/opinion.ts";
import { printedTexts } from "#shared/opinion/printed-texts.ts";
import type { ReportContent } from "#shared/opinion/report.ts";

type Image = ReportContent["images"][number];
export type FoundFrame = { readonly series: SeriesFrames; readonly index: number };

/** A share of the picture's width or height, fine enough for print. */
const share = (value: number, whole: number): number => Math.round((value / whole) * 10_000) / 10_000;
/** Corners of a freehand line that are printed: more cannot be told apart. */
const MAX_PRINTED_CORNERS = 400;

const isOn = (place: MarkPlace, image: Pick<MarkPlace, "seriesUid" | "sopInstanceUid" | "frameNumber">): boolean =>
  place.seriesUid === image.seriesUid && place.sopInstanceUid === image.sopInstanceUid && place.frameNumber === image.frameNumber;

const thinned = <T>(points: readonly T[]): readonly T[] => {
  const step = Math.ceil(points.length / MAX_PRINTED_CORNERS);
  return step <= 1 ? points : points.filter((_, at) => at % step === 0 || at === points.length - 1);
};

function printedMark(mark: KeptMark, { pixel }: FrameLook): Image["marks"][number] {
  const parts = linesOf(mark.shape).map((line) =>
    thinned(line).map(({ x, y }): [number, number] => [share(x, pixel.columns), share(y, pixel.rows)]),
  );
  return { name: markName(mark), kind: mark.shape.kind, label: markLabel(mark), parts };
}

/** What a key image shows beside its pixels: the sides of the patient, the shape of a pixel, and the marks on it (R1k, P15). */
export function imageFacts({ series, index }: FoundFrame, marks: readonly KeptMark[]): Pick<Image, "sides" | "pixelAspect" | "marks"> {
  const frame = series.frames[index];
  const instance = series.instances[frame?.instance ?? -1];
  const look = series.looks[frame?.look ?? -1];
  if (frame === undefined || instance === undefined || look === undefined) return { sides: null, pixelAspect: 1, marks: [] };
  const place = { seriesUid: series.series.seriesInstanceUid, sopInstanceUid: instance.sopInstanceUid, frameNumber: frame.frameNumber };
  const sides = edgeLetters(imageDirections(frame.plane, instance.patientOrientation), unturned);
  return {
    sides: sides.left === "" && sides.top === "" ? null : sides,
    pixelAspect: look.calibration.pixelAspect,
    marks: marks.filter((mark) => isOn(mark.place, place)).map((mark) => printedMark(mark, look)),
  };
}

/** The marks that the report speaks of or shows, as it lists them: what, how much, by which scale, on which image. */
export function marksOf(
  marks: readonly KeptMark[],
  opinion: Opinion,
  questions: readonly Question[],
  images: readonly Image[],
  frameOf: (place: MarkPlace) => FoundFrame | null,
): ReportContent["marks"] {
  const named = marks.map((mark) => ({ name: markName(mark), figures: mark.figures }));
  const spokenOf = new Set(printedTexts(opinion, questions).flatMap(({ text }) => mentionsIn(text, named).map(({ name }) => name)));
  return marks.flatMap((mark): ReportContent["marks"] => {
    const name = markName(mark);
    const shownOn = images.findIndex((image) => isOn(mark.place, image));
    if (!spokenOf.has(name) && shownOn < 0) return [];
    const found = frameOf(mark.place);
    const { place, text, scale } = mark;
    const hasLength = mark.figures.some(({ unit }) => /^(?:mm|px)/u.test(unit));
    return [
      {
        name,
        kind: kindWords[mark.shape.kind],
        text,
        measured: markSummary(mark.figures),
        scale: hasLength ? scale.note : "",
        studyUid: place.studyUid,
        seriesUid: place.seriesUid,
        sopInstanceUid: place.sopInstanceUid,
        frameNumber: place.frameNumber,
        image: found === null ? null : { number: found.index + 1, of: found.series.frames.length, series: found.series.series.description },
        keyImage: shownOn < 0 ? null : shownOn + 1,
      },
    ];
  });
}
