import { placeLabels } from "#shared/measure/label-places.ts";
import { markPlaceWords, type ReportContent } from "#shared/opinion/report.ts";
import { styles, type TextStyle } from "./page-styles.ts";
import { tableStart, writeTable } from "./page-table.ts";
import type { Box, PageWriter } from "./page-writer.ts";

type Image = ReportContent["images"][number];
type Mark = Image["marks"][number];
type Spot = readonly [x: number, y: number];

const DARK = "#000000";
const LINE = "#ffd84a";
const LETTER = "#ffffff";
const LINE_PT = 0.9;
const HALO_PT = 2.1;
const TICK_PT = 3;
const PROBE_PT = 3.5;
const label: TextStyle = { ...styles.small, size: 6.5, lineHeight: 8.5, color: LINE };
const side: TextStyle = { ...styles.small, face: "sans-bold", size: 7, lineHeight: 9, color: LETTER };
const PAD = 2;

const spotsOf = (part: readonly Spot[], { x, y, width, height }: Box): Spot[] =>
  part.map(([across, down]): Spot => [x + across * width, y + down * height]);

/** Short lines across the ends of a measured line; the head of an arrow. */
function endsOf(kind: string, spots: readonly Spot[]): Spot[][] {
  const [a, b] = spots;
  if (a === undefined || b === undefined || !["length", "bidirectional", "arrow"].includes(kind)) return [];
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const [ux, uy] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  if (kind === "arrow") {
    const wing = (turn: number): Spot => [a[0] + ux * 6 - uy * 2.5 * turn, a[1] + uy * 6 + ux * 2.5 * turn];
    return [[wing(1), a, wing(-1)]];
  }
  const half = Math.min(TICK_PT, length / 6);
  return [a, b].map((end): Spot[] => [
    [end[0] - uy * half, end[1] + ux * half],
    [end[0] + uy * half, end[1] - ux * half],
  ]);
}

function linesOf(mark: Mark, frame: Box): Spot[][] {
  if (mark.kind === "probe") {
    const [[x, y] = [0, 0]] = spotsOf(mark.parts[0] ?? [], frame);
    return [
      [
        [x - PROBE_PT, y],
        [x + PROBE_PT, y],
      ],
      [
        [x, y - PROBE_PT],
        [x, y + PROBE_PT],
      ],
    ];
  }
  return mark.parts.flatMap((part) => {
    const spots = spotsOf(part, frame);
    return [spots, ...endsOf(mark.kind, spots)];
  });
}

/** Every line twice: a dark one below, so that it reads on bright tissue. */
function drawLines(writer: PageWriter, lines: readonly (readonly Spot[])[]): void {
  for (const [color, width] of [
    [DARK, HALO_PT],
    [LINE, LINE_PT],
  ] as const) {
    for (const line of lines) {
      line.forEach(([x, y], index) => void (index === 0 ? writer.doc.moveTo(x, y) : writer.doc.lineTo(x, y)));
      writer.doc.lineWidth(width).strokeColor(color).stroke();
    }
  }
}

function drawPlate(writer: PageWriter, text: string, style: TextStyle, x: number, middle: number, width: number): void {
  writer.doc.rect(x, middle - style.lineHeight / 2, width, style.lineHeight).fill(DARK);
  writer.at(text, style, x + PAD, middle - style.lineHeight / 2, width);
}

const widthOf = (writer: PageWriter, text: string, style: TextStyle): number => writer.lines(text, style, 1_000)[0]?.width ?? 0;

type Plate = { readonly text: string; readonly left: number; readonly middle: number; readonly wide: number };

/** The letters of the patient's sides in the middle of each edge. */
function sidePlates(writer: PageWriter, sides: NonNullable<Image["sides"]>, { x, y, width, height }: Box): Plate[] {
  const plate = (text: string, at: number, middle: number): Plate[] => {
    const wide = widthOf(writer, text, side) + 2 * PAD;
    return text === "" ? [] : [{ text, left: Math.min(x + width - wide, Math.max(x, at - wide / 2)), middle, wide }];
  };
  return [
    ...plate(sides.top, x + width / 2, y + side.lineHeight / 2),
    ...plate(sides.bottom, x + width / 2, y + height - side.lineHeight / 2),
    ...plate(sides.left, x, y + height / 2),
    ...plate(sides.right, x + width, y + height / 2),
  ];
}

/** The sides of the patient and the marks, over a key image that is drawn already (R1k, P9, P15). */
export function drawOver(writer: PageWriter, image: Image, frame: Box): void {
  writer.doc.save();
  writer.doc.rect(frame.x, frame.y, frame.width, frame.height).clip();
  const sides = image.sides === null ? [] : sidePlates(writer, image.sides, frame);
  for (const { text, left, middle, wide } of sides) drawPlate(writer, text, side, left, middle, wide);
  drawLines(
    writer,
    image.marks.flatMap((mark) => linesOf(mark, frame)),
  );
  const wanted = image.marks.map((mark) => {
    const spots = linesOf(mark, frame).flat();
    const [right, top] = [Math.max(...spots.map(([x]) => x)), Math.min(...spots.map(([, y]) => y))];
    return { id: mark.name, x: right + 5, y: top - 5, width: widthOf(writer, mark.label, label) + 2 * PAD, fixed: false };
  });
  const ground = { left: frame.x, right: frame.x + frame.width, top: frame.y, bottom: frame.y + frame.height };
  const keptFree = sides.map(({ left, middle, wide }) => ({
    left,
    right: left + wide,
    top: middle - side.lineHeight / 2,
    bottom: middle + side.lineHeight / 2,
  }));
  const places = placeLabels(wanted, { ...ground, height: label.lineHeight, gap: 1, keptFree });
  for (const mark of image.marks) {
    const place = places.get(mark.name);
    if (place !== undefined) drawPlate(writer, mark.label, label, place.x, place.y, place.width);
  }
  writer.doc.restore();
}

const HEAD = ["Mark", "What", "Measured", "Scale", "Image"];
const SHARES = [8, 26, 22, 20, 24];

/** R1f: what was measured, with which scale and on which image (T4), so that it can be measured again. */
export function writeMarks(writer: PageWriter, { marks }: ReportContent): void {
  if (marks.length === 0) return;
  const rows = marks.map((mark) => [
    mark.name,
    [mark.kind, mark.text].filter((part) => part !== "").join(": "),
    mark.measured,
    mark.scale,
    markPlaceWords(mark),
  ]);
  writer.heading("Measurements and marks", tableStart(writer, HEAD, rows, SHARES));
  writeTable(writer, HEAD, rows, SHARES);
}
