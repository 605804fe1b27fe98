import type PDFDocument from "pdfkit";
import { type Face, filesOf, fontFile, outlines } from "./fonts.ts";
import { ACCENT, INK, MARGIN, RULE, styles, type TextStyle, typeOf } from "./page-styles.ts";
import type { Line, Text, TextLayout } from "./text-layout.ts";

/** The types know nothing of pictures that are opened once and drawn often. */
type Doc = InstanceType<typeof PDFDocument> & { openImage(bytes: Buffer): PDFKit.Mixins.ImageSrc };

/** "start": where the text's own language begins a line. */
type Align = "left" | "right" | "start";

/** A place on the page, in points. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Number and indent of a numbered item. */
export const HANG = 22;
/** A paragraph is parted only where at least so many of its lines stand together. */
const TOGETHER = 2;
const LARGEST_TIGHT = 12;

/**
 * Writes flowing text down the page, new pages as needed, with a structure for screen readers and bookmarks. Every line is laid out
 * before it is drawn, and heights are those of the same lines: what is measured is what is printed.
 */
export class PageWriter {
  readonly doc: Doc;
  readonly left = MARGIN;
  readonly width: number;
  readonly #layout: TextLayout;
  /** Below 1 for a report that would else end on a nearly empty page: gaps and distances of lines shrink by it. */
  readonly #tightness: number;
  readonly #foot: number;
  readonly #fonts = new Set<string>();
  /** Pictures by their bytes: one that is printed twice lies in the file once. */
  readonly #pictures = new Map<string, PDFKit.Mixins.ImageSrc>();

  /** `foot` are the points below the text for the lines that stand on every page. */
  constructor(doc: InstanceType<typeof PDFDocument>, layout: TextLayout, foot: number, tightness = 1) {
    this.doc = doc as Doc;
    this.#layout = layout;
    this.#foot = foot;
    this.#tightness = tightness;
    this.width = doc.page.width - 2 * MARGIN;
  }

  get isTight(): boolean {
    return this.#tightness < 1;
  }

  /** Text ends here. */
  get bottom(): number {
    return this.doc.page.height - MARGIN - this.#foot;
  }

  get room(): number {
    return this.bottom - this.doc.y;
  }

  /** A new page when less than `points` are left on this one, unless this one is still empty. */
  keep(points: number): void {
    if (points > this.room && this.doc.y > MARGIN) this.doc.addPage();
  }

  /** A gap; none at the top of a page. */
  space(points: number): void {
    if (this.doc.y > MARGIN) this.doc.y += points * this.#tightness;
  }

  /** Large letters keep their distance: theirs is the smallest already. */
  lineHeight(style: TextStyle): number {
    return style.size > LARGEST_TIGHT ? style.lineHeight : style.lineHeight * this.#tightness;
  }

  lines(text: Text, style: TextStyle, width: number): Line[] {
    return this.#layout.lines(text, typeOf(style), width);
  }

  height(text: Text, style: TextStyle, width: number): number {
    return this.lines(text, style, width).length * this.lineHeight(style);
  }

  /** Text at the current line; each paragraph is one structure element of the given type. */
  text(text: Text, style: TextStyle, options: { readonly x?: number; readonly width?: number; readonly tag?: string } = {}): void {
    const x = options.x ?? this.left;
    const width = options.width ?? this.width - (x - this.left);
    for (const paragraph of paragraphs(text)) {
      const lines = this.lines(paragraph, style, width);
      this.#begin(lines.length, style);
      this.struct(options.tag ?? "P", () => this.#flow(lines, style, x, width));
    }
  }

  /** Text at a fixed place, without a structure of its own and without a new page; the flow stays where it is. Answers its height. */
  at(text: Text, style: TextStyle, x: number, y: number, width: number, align: Align = "left"): number {
    const lines = this.lines(text, style, width);
    lines.forEach((line, index) => {
      this.#draw(line, style, x, y + index * this.lineHeight(style), width, align);
    });
    return lines.length * this.lineHeight(style);
  }

  /** So many of these lines stand on this page; 0 = they begin on the next one. */
  #taken(lines: number, style: TextStyle): number {
    const fit = Math.floor(this.room / this.lineHeight(style) + 0.001);
    if (fit >= lines) return lines;
    const isEmpty = this.doc.y <= MARGIN;
    const taken = Math.min(fit, lines - TOGETHER);
    return taken >= TOGETHER ? taken : isEmpty ? Math.max(1, fit) : 0;
  }

  #begin(lines: number, style: TextStyle): void {
    if (this.#taken(lines, style) === 0) this.doc.addPage();
  }

  #flow(lines: readonly Line[], style: TextStyle, x: number, width: number): void {
    let rest = lines;
    while (rest.length > 0) {
      const taken = this.#taken(rest.length, style);
      for (const line of rest.slice(0, taken)) {
        this.#draw(line, style, x, this.doc.y, width, "start");
        this.doc.y += this.lineHeight(style);
      }
      rest = rest.slice(taken);
      if (rest.length > 0) this.doc.continueOnNewPage();
    }
  }

  #draw(line: Line, style: TextStyle, x: number, y: number, width: number, align: Align): void {
    const { features } = typeOf(style);
    const toRight = align === "right" || (align === "start" && line.fromRight);
    let place = toRight ? x + width - line.width : x;
    const flow = this.doc.y;
    const first = fontFile(filesOf(style.face)[0] ?? "");
    // one base line for all fonts of a line
    const baseLine = y + (first.ascent / first.unitsPerEm) * style.size;
    this.doc.fillColor(style.color ?? INK);
    for (const piece of line.pieces) {
      if (!this.#fonts.has(piece.file)) this.doc.registerFont(piece.file, fontFile(piece.file) as unknown as string);
      this.#fonts.add(piece.file);
      this.doc.font(piece.file, style.size);
      this.doc.text(piece.text, place, baseLine, {
        lineBreak: false,
        baseline: "alphabetic",
        ...(features.length > 0 ? { features: [...features] as "onum"[] } : {}),
      });
      place += piece.width;
    }
    this.doc.y = flow;
  }

  /** Draws inside a structure element; `parent` holds it, else the document does. */
  struct(type: string, draw: () => void, parent?: PDFKit.PDFStructureElement): void {
    const element = this.doc.struct(type as "P", {}, draw);
    if (parent === undefined) this.doc.addStructure(element);
    else parent.add(element);
  }

  /** A part of the report. `after` are the points of what must not be parted from its heading. */
  heading(text: string, after = 40): void {
    const height = this.height(text, styles.heading, this.width);
    this.keep(14 + height + 3 + after);
    this.space(14);
    this.doc.outline.addItem(text);
    this.#block("H2", text.toUpperCase(), styles.heading, height);
    this.doc.y += 3;
  }

  title(text: string): void {
    this.#block("H1", text, styles.title, this.height(text, styles.title, this.width));
  }

  #block(tag: string, text: string, style: TextStyle, height: number): void {
    this.struct(tag, () => this.at(text, style, this.left, this.doc.y, this.width));
    this.doc.y += height;
  }

  /** A numbered item: the number hangs in the margin of the text. */
  numbered(number: string, text: string, style: TextStyle = styles.body): void {
    const width = this.width - HANG;
    const lines = this.lines(text.replaceAll(/\n+/g, " "), style, width);
    this.#begin(lines.length, style);
    this.struct("P", () => {
      this.at(number, styles.number, this.left, this.doc.y + 1, HANG - 4);
      this.#flow(lines, style, this.left + HANG, width);
    });
  }

  /** Text under a numbered item. */
  under(text: Text, style: TextStyle): void {
    this.text(text, style, { x: this.left + HANG });
  }

  rule(color = RULE, weight = 0.6): void {
    this.artifact("Layout", () =>
      this.doc
        .moveTo(this.left, this.doc.y)
        .lineTo(this.left + this.width, this.doc.y)
        .lineWidth(weight)
        .strokeColor(color)
        .stroke(),
    );
  }

  /** A bar at the left of what stands beside it. */
  bar(x: number, y: number, height: number): void {
    this.artifact("Layout", () => this.doc.rect(x, y, 2, height).fill(ACCENT));
  }

  /** A picture with its description for screen readers, and what is drawn over it as a part of it. */
  figure(pngBase64: string, alt: string, box: Box, over: () => void): void {
    const picture = this.#pictures.get(pngBase64) ?? this.doc.openImage(Buffer.from(pngBase64, "base64"));
    this.#pictures.set(pngBase64, picture);
    const { x, y, width, height } = box;
    const draw = (): void => {
      this.doc.image(picture, x, y, { width, height });
      over();
    };
    this.doc.addStructure(this.doc.struct("Figure", { alt }, draw));
  }

  /** Letters as filled outlines, their base line starting at (x, y). */
  shape(text: string, face: Face, size: number, x: number, y: number): void {
    this.doc.save();
    this.doc.translate(x, y).scale(size / 1_000, -size / 1_000);
    for (const outline of outlines(face, text)) this.doc.path(outline).fill(INK);
    this.doc.restore();
  }

  /** Lines and page furniture are no content for a screen reader. */
  artifact(type: "Layout" | "Pagination", draw: () => void): void {
    this.doc.markContent("Artifact", { type });
    draw();
    this.doc.endMarkedContent();
  }
}

const paragraphs = (text: Text): Text[] =>
  typeof text !== "string"
    ? [text]
    : text
        .split(/[\r\n]+/)
        .map((part) => part.trim())
        .filter((part) => part !== "");
