import type { ReportContent } from "#shared/opinion/report.ts";
import { styles } from "./page-styles.ts";
import type { Box, PageWriter } from "./page-writer.ts";
import { drawOver } from "./report-pdf-marks.ts";
import type { Text } from "./text-layout.ts";

type Image = ReportContent["images"][number];
const GAP = 14;
const BELOW_PICTURE = 4;
const BELOW_ROW = 10;
/** A picture is made smaller down to this share of its size before it goes to the next page and leaves a hole. */
const SMALLEST = 0.66;
const SMALLER = 0.8;

/** Height to width of a picture in the patient: the pixels of its PNG file (ISO/IEC 15948, 11.2.2) need not be square. */
function shapeOf(image: Image): number {
  const header = Buffer.from(image.pngBase64.slice(0, 64), "base64");
  return (header.readUInt32BE(20) / header.readUInt32BE(16)) * image.pixelAspect;
}

/** Height of the place for a picture to its width; one that is taller than wide gets a square. */
const placeShape = (image: Image): number => Math.min(1, shapeOf(image));

const altOf = (image: Image): string => {
  const marks = image.marks.map(({ label }) => label);
  return [`${image.label}: ${image.caption}`, ...(marks.length === 0 ? [] : [`Marks: ${marks.join("; ")}`])].join(" ");
};

/** The picture at the upper left of its place, as large as it can be, with its sides and its marks. */
function drawPicture(writer: PageWriter, image: Image, { x, y, width, height }: Box): void {
  const shape = shapeOf(image);
  const fitted = { x, y, width: Math.min(width, height / shape), height: Math.min(height, width * shape) };
  writer.figure(image.pngBase64, altOf(image), fitted, () => drawOver(writer, image, fitted));
}

/** What stands with a picture, line by line. */
type Caption = readonly Text[];
type Row = { readonly images: readonly Image[]; readonly captions: readonly Caption[]; readonly width: number };

/** Height of the pictures of a row: as they are, or smaller where that keeps them on this page; `null` = not even then. */
function pictureHeight(row: Row, below: number, room: number): number | null {
  const whole = Math.max(...row.images.map((image) => placeShape(image) * row.width));
  const fits = Math.min(whole, room - below);
  return fits >= whole * SMALLEST ? fits : null;
}

const heightOf = (writer: PageWriter, caption: Caption, width: number): number =>
  caption.reduce((sum, line) => sum + writer.height(line, styles.data, width), 0);

function writeCaption(writer: PageWriter, caption: Caption, x: number, top: number, width: number): void {
  writer.struct("Caption", () => {
    let y = top;
    for (const line of caption) y += writer.at(line, styles.data, x, y, width, "start");
  });
}

const captionHeight = (writer: PageWriter, row: Row): number =>
  Math.max(...row.captions.map((caption) => heightOf(writer, caption, row.width)));

/** Width of a picture at reading size; smaller in a report that is set closer. */
const readingWidth = (writer: PageWriter): number => ((writer.width - GAP) / 2) * (writer.isTight ? SMALLER : 1);

/** Pictures beside each other, each with its number and caption below; a row is kept whole. */
function writeRow(writer: PageWriter, row: Row): void {
  const below = BELOW_PICTURE + captionHeight(writer, row) + BELOW_ROW;
  if (pictureHeight(row, below, writer.room) === null) writer.doc.addPage();
  const height = pictureHeight(row, below, writer.room) ?? row.width * SMALLEST;
  const top = writer.doc.y;
  row.images.forEach((image, place) => {
    const x = writer.left + place * (row.width + GAP);
    drawPicture(writer, image, { x, y: top, width: row.width, height });
    writeCaption(writer, row.captions[place] ?? [], x, top + height + BELOW_PICTURE, row.width);
  });
  writer.doc.y = top + height + below;
}

/** One picture with its caption beside it, or below it where the caption is the longer one. */
function writeAlone(writer: PageWriter, image: Image, caption: Caption): void {
  const row = { images: [image], captions: [caption], width: readingWidth(writer) };
  const beside = writer.width - row.width - GAP;
  if (pictureHeight(row, BELOW_ROW, writer.room) === null) writer.doc.addPage();
  const height = pictureHeight(row, BELOW_ROW, writer.room) ?? row.width * SMALLEST;
  const top = writer.doc.y;
  drawPicture(writer, image, { x: writer.left, y: top, width: row.width, height });
  if (heightOf(writer, caption, beside) <= height) {
    writeCaption(writer, caption, writer.left + row.width + GAP, top, beside);
    writer.doc.y = top + height + BELOW_ROW;
    return;
  }
  writer.doc.y = top + height + BELOW_PICTURE;
  for (const line of caption) writer.text(line, styles.data, { tag: "Caption" });
  writer.space(BELOW_ROW);
}

const IN_SHORT = 3;
const HEADING = 30;

/** The first key images, small, where the page of the short answers has room for them; all of them follow at reading size. */
export function writeImageRow(writer: PageWriter, content: ReportContent): void {
  const images = content.images.slice(0, IN_SHORT);
  if (images.length === 0) return;
  const captions: Caption[] = images.map((image, index) => [[`${index + 1}  `, image.label]]);
  const row = { images, captions, width: (writer.width - GAP * (IN_SHORT - 1)) / IN_SHORT };
  const below = BELOW_PICTURE + captionHeight(writer, row) + BELOW_ROW;
  if (pictureHeight(row, below, writer.room - HEADING) === null) return;
  writer.heading("Key images", 0);
  writeRow(writer, row);
}

/** Key images (R1k), two in a row, each with its caption and where it stands. */
export function writeImages(writer: PageWriter, content: ReportContent): void {
  const { images } = content;
  const captions: Caption[] = images.map((image, index) => [[`${index + 1}  `, image.caption], image.label]);
  const width = readingWidth(writer);
  const isLong = (caption: Caption): boolean => heightOf(writer, caption, width) > width / 2;
  for (let index = 0; index < images.length; ) {
    const row = { images: images.slice(index, index + 2), captions: captions.slice(index, index + 2), width };
    const isPair = row.images.length === 2 && !row.captions.some(isLong);
    const first = row.images[0];
    if (first === undefined) return;
    const least = width * SMALLEST * placeShape(first) + (isPair ? captionHeight(writer, row) : 0) + BELOW_PICTURE + BELOW_ROW;
    if (index === 0) writer.heading("Key images and captions", least);
    if (isPair) writeRow(writer, row);
    else writeAlone(writer, first, captions[index] ?? []);
    index += isPair ? 2 : 1;
  }
}
