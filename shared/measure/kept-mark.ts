import { z } from "zod";
import { SeriesId } from "../result/ids.ts";
import { Point, Shape } from "./mark.ts";

/** One number of a mark: `value` in full, `text` rounded once for the eye with its unit (T7). */
export const MarkFigure = z.object({
  name: z.enum(["length", "long", "short", "angle", "area", "mean", "deviation", "min", "max", "pixels", "value"]),
  value: z.number(),
  unit: z.string(),
  text: z.string(),
});
export type MarkFigure = z.infer<typeof MarkFigure>;

/** The frame a mark lies on, by what its file says: it stays on its picture when the list of frames grows. */
export const MarkPlace = z.object({
  seriesId: SeriesId,
  studyUid: z.string(),
  seriesUid: z.string(),
  sopInstanceUid: z.string(),
  /** 1-based, within the instance. */
  frameNumber: z.int().min(1),
});
export type MarkPlace = z.infer<typeof MarkPlace>;

/** Measurement, region, arrow with text, and a measurement on a prior study: the first letter of a mark's name (guide, P15). */
export const MarkLetter = z.enum(["M", "R", "T", "P"]);
export type MarkLetter = z.infer<typeof MarkLetter>;

/** A mark as it is kept. What it measured was counted when it was drawn, and can be counted again from the shape and the image. */
export const KeptMark = z.object({
  id: z.string().min(1).max(64),
  letter: MarkLetter,
  /** Given once and never again in a case, so that a name in a text means one mark. 0 = not yet given. */
  number: z.int().min(0),
  place: MarkPlace,
  shape: Shape,
  /** What the reader calls it. */
  text: z.string().max(500),
  /** Where its label was put, in image pixels; null = beside the shape. */
  labelAt: Point.nullable(),
  /** Marks with the same one show one lesion at several dates (P41). */
  lesion: z.string().max(64).nullable(),
  /** Its lesion is a target lesion (T8): in which organ, in the reader's words, and whether it is a lymph node. */
  target: z
    .object({ organ: z.string().max(80), isNode: z.boolean() })
    .nullable()
    .default(null),
  /** Slice Thickness (0018,0050) of the image it was drawn on. */
  sliceMm: z.number().nullable().default(null),
  figures: z.array(MarkFigure).max(12),
  /** Where the millimetre comes from (T4). */
  scale: z.object({ label: z.string(), note: z.string() }),
});
export type KeptMark = z.infer<typeof KeptMark>;

/** "M1": how a mark is called on the image, in the list and in the text. */
export const markName = ({ letter, number }: Pick<KeptMark, "letter" | "number">): string => `${letter}${number}`;

/** Which lesion a mark shows: one that is followed, else its own. */
export const targetKey = ({ id, lesion }: Pick<KeptMark, "id" | "lesion">): string => lesion ?? id;

/** The letter of a new mark. */
export function letterFor(kind: Shape["kind"], onPrior: boolean): MarkLetter {
  if (kind === "arrow") return "T";
  if (onPrior) return "P";
  return kind === "ellipse" || kind === "rectangle" || kind === "freehand" ? "R" : "M";
}

const SOME_HIDDEN = /[^\d.,−-]+$/;

/** What a mark says in one line: "17.2 × 14.1 mm", "204 HU ± 21, 312.4 mm²", "34.5°"; empty for an arrow. */
export function markSummary(figures: readonly MarkFigure[]): string {
  const found = (name: MarkFigure["name"]): string | null => figures.find((figure) => figure.name === name)?.text ?? null;
  const bare = (text: string): string => text.replace(SOME_HIDDEN, "");
  const [long, short, mean, deviation, area] = [found("long"), found("short"), found("mean"), found("deviation"), found("area")];
  if (long !== null && short !== null) return `${bare(long)} × ${short}`;
  if (area !== null) {
    const value = mean === null ? null : `${mean}${deviation === null ? "" : ` ± ${bare(deviation)}`}`;
    return [value, area].filter((part) => part !== null).join(", ");
  }
  return found("length") ?? found("angle") ?? found("value") ?? "";
}

/** How a mark stands in a text: its name, then what it measured (P15). */
export const markInText = (mark: KeptMark): string => [markName(mark), markSummary(mark.figures) || mark.text].join(" ").trim();

/** What stands beside a mark on a picture: its name, the reader's words, what is measured. */
export const markLabel = (mark: KeptMark): string =>
  [mark.number === 0 ? "" : markName(mark), mark.text, markSummary(mark.figures)].filter((part) => part !== "").join(" ");
