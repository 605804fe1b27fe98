import { type KeptMark, markLabel } from "#shared/measure/kept-mark.ts";
import { type FreePlace, placeLabels } from "#shared/measure/label-places.ts";
import type { Point } from "#shared/measure/mark.ts";
import { linesOf } from "#shared/measure/shape-handles.ts";

export type ToScreen = (point: Point) => Point;
export type Size = Pick<Element, "clientWidth" | "clientHeight">;

/** The plate of a label in CSS pixels: left side, middle of its height, width. */
export type LabelPlace = { readonly text: string; readonly x: number; readonly y: number; readonly width: number };

export const LABEL_HEIGHT_PX = 18;
/** The scroll bar of the viewport stands at its right side. */
const BAR_PX = 28;
const EDGE_PX = 4;
/** Of the label's letters at 11 px, on average; the plate is drawn before the browser has measured them. */
const LETTER_PX = 6.3;
const GAP_PX = 3;

const LETTER_BOX_PX = 26;
/** Width and height of the texts in the corners; a small viewport has no room to keep them free. */
const CORNERS_PX = { topLeft: [210, 46], topRight: [250, 66], bottomLeft: [270, 66], bottomRight: [170, 50] } as const;
const LEAST_WIDTH_PX = 560;

/** The side letters in the middle of each edge, and the corners where there is room beside them. */
function keptFree({ clientWidth: width, clientHeight: height }: Size): FreePlace[] {
  const half = LETTER_BOX_PX / 2;
  const [middle, level] = [width / 2, height / 2];
  const letters: FreePlace[] = [
    { left: middle - half, right: middle + half, top: 0, bottom: LETTER_BOX_PX },
    { left: middle - half, right: middle + half, top: height - LETTER_BOX_PX, bottom: height },
    { left: 0, right: LETTER_BOX_PX, top: level - half, bottom: level + half },
    { left: width - BAR_PX - LETTER_BOX_PX, right: width - BAR_PX, top: level - half, bottom: level + half },
  ];
  if (width < LEAST_WIDTH_PX) return letters;
  const { topLeft, topRight, bottomLeft, bottomRight } = CORNERS_PX;
  return [
    ...letters,
    { left: 0, right: topLeft[0], top: 0, bottom: topLeft[1] },
    { left: width - topRight[0], right: width, top: 0, bottom: topRight[1] },
    { left: 0, right: bottomLeft[0], top: height - bottomLeft[1], bottom: height },
    { left: width - bottomRight[0], right: width, top: height - bottomRight[1], bottom: height },
  ];
}

function besideShape(mark: KeptMark, to: ToScreen): Point {
  const points = linesOf(mark.shape).flat().map(to);
  const [right, top] = [Math.max(...points.map(({ x }) => x)), Math.min(...points.map(({ y }) => y))];
  return { x: right + 16, y: top - 14 };
}

/** Where the labels of one image stand: where they were put, else up and to the right of their shape and outside of it. */
export function labelPlaces(marks: readonly KeptMark[], to: ToScreen, size: Size): ReadonlyMap<string, LabelPlace> {
  const labels = marks.flatMap((mark) => {
    const text = markLabel(mark);
    const at = mark.labelAt === null ? besideShape(mark, to) : to(mark.labelAt);
    return text === "" ? [] : [{ id: mark.id, text, ...at, width: Math.ceil(text.length * LETTER_PX) + 10, fixed: mark.labelAt !== null }];
  });
  const places = placeLabels(labels, {
    left: EDGE_PX,
    right: size.clientWidth - BAR_PX,
    top: LABEL_HEIGHT_PX / 2,
    bottom: size.clientHeight - LABEL_HEIGHT_PX / 2,
    height: LABEL_HEIGHT_PX,
    gap: GAP_PX,
    keptFree: keptFree(size),
  });
  return new Map(
    labels.flatMap(({ id, text }) => (places.has(id) ? [[id, { text, ...(places.get(id) as Omit<LabelPlace, "text">) }]] : [])),
  );
}
