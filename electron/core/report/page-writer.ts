import type PDFDocument from "pdfkit";
import { type Face, Fonts } from "./fonts.ts";

type Doc = InstanceType<typeof PDFDocument>;

export const INK = "#15171c";
export const QUIET = "#5a5f69";
export const ACCENT = "#0b4f8a";
export const RULE = "#c9ccd2";
/** 18 mm. */
export const MARGIN = 51;
const FOOTER = 54;

export type TextStyle = { readonly face: Face; readonly size: number; readonly lineHeight?: number; readonly color?: string };

export const styles = {
  body: { face: "serif", size: 10.5, lineHeight: 15.4 },
  question: { face: "serif-italic", size: 10.5, lineHeight: 15.4, color: QUIET },
  strong: { face: "serif-bold", size: 10.5, lineHeight: 15.4 },
  small: { face: "sans", size: 8, lineHeight: 11.5, color: QUIET },
  data: { face: "sans", size: 8.5, lineHeight: 12.5 },
  dataStrong: { face: "sans-medium", size: 8.5, lineHeight: 12.5 },
  heading: { face: "sans-bold", size: 8.5, lineHeight: 12, color: ACCENT },
  title: { face: "serif-bold", size: 23, lineHeight: 28 },
} as const satisfies Record<string, TextStyle>;

/** Writes flowing text down the page, new pages as needed, with a structure for screen readers. */
export class PageWriter {
  readonly doc: Doc;
  readonly #fonts: Fonts;
  readonly left = MARGIN;
  readonly width: number;

  constructor(doc: Doc) {
    this.doc = doc;
    this.#fonts = new Fonts(doc);
    this.width = doc.page.width - 2 * MARGIN;
  }

  get bottom(): number {
    return this.doc.page.height - MARGIN - FOOTER + 18;
  }

  /** A new page when less than `points` are left on this one. */
  keep(points: number): void {
    if (this.doc.y + points > this.bottom) this.doc.addPage();
  }

  space(points: number): void {
    this.doc.y += points;
  }

  /** Text at the current line; each paragraph is one structure element of the given type. */
  text(text: string, style: TextStyle, options: { readonly x?: number; readonly width?: number; readonly tag?: string } = {}): void {
    const x = options.x ?? this.left;
    const width = options.width ?? this.width - (x - this.left);
    for (const paragraph of text.split(/\n+/).filter((part) => part.trim() !== "")) {
      this.keep(style.lineHeight ?? style.size * 1.4);
      this.#struct(options.tag ?? "P", () => this.#runs(paragraph.trim(), style, x, this.doc.y, width));
    }
  }

  /** One line (or block) at a fixed place, without moving the flow. */
  at(text: string, style: TextStyle, x: number, y: number, width: number, align: "left" | "right" = "left"): void {
    this.#runs(text, style, x, y, width, align);
  }

  height(text: string, style: TextStyle, width: number): number {
    const lineHeight = style.lineHeight ?? style.size * 1.4;
    this.doc.font(Fonts.first(style.face)).fontSize(style.size);
    return text
      .split(/\n+/)
      .reduce(
        (sum, part) =>
          sum + Math.max(1, Math.ceil(this.doc.heightOfString(part, { width }) / this.doc.currentLineHeight(true))) * lineHeight,
        0,
      );
  }

  #runs(text: string, style: TextStyle, x: number, y: number, width: number, align: "left" | "right" = "left"): void {
    const runs = this.#fonts.runs(style.face, text);
    this.doc.fontSize(style.size).fillColor(style.color ?? INK);
    runs.forEach((run, index) => {
      this.doc.font(run.font);
      const lineGap = (style.lineHeight ?? style.size * 1.4) - this.doc.currentLineHeight(false);
      const options = { width, align, lineGap, continued: index < runs.length - 1 };
      if (index === 0) this.doc.text(run.text, x, y, options);
      else this.doc.text(run.text, options);
    });
  }

  #struct(type: string, draw: () => void): void {
    this.doc.addStructure(this.doc.struct(type, {}, draw));
  }

  heading(text: string): void {
    this.keep(64);
    this.space(14);
    this.#struct("H2", () => this.#runs(text.toUpperCase(), styles.heading, this.left, this.doc.y, this.width));
    this.space(3);
  }

  title(text: string): void {
    this.#struct("H1", () => this.#runs(text, styles.title, this.left, this.doc.y, this.width));
  }

  /** A numbered item: the number hangs in the margin of the text. */
  numbered(number: string, text: string, style: TextStyle = styles.body): void {
    this.keep(32);
    const y = this.doc.y;
    this.at(number, { face: "sans-bold", size: 8.5, lineHeight: 15.4, color: ACCENT }, this.left, y + 1.5, 18);
    this.doc.y = y;
    this.text(text, style, { x: this.left + 22 });
  }

  /** A caption and its value in two columns. */
  pair(caption: string, value: string): void {
    const column = 132;
    this.keep(Math.min(60, this.height(value, styles.data, this.width - column)));
    const y = this.doc.y;
    this.at(caption, styles.small, this.left, y + 0.5, column - 10);
    const after = this.doc.y;
    this.doc.y = y;
    this.text(value, styles.data, { x: this.left + column });
    this.doc.y = Math.max(this.doc.y, after) + 1.5;
  }

  rule(color = RULE, weight = 0.6): void {
    this.#artifact(() =>
      this.doc
        .moveTo(this.left, this.doc.y)
        .lineTo(this.left + this.width, this.doc.y)
        .lineWidth(weight)
        .strokeColor(color)
        .stroke(),
    );
  }

  /** A table with a head row; columns as shares of the width. Rows are kept whole. */
  table(head: readonly string[], rows: readonly (readonly string[])[], shares: readonly number[]): void {
    const total = shares.reduce((sum, share) => sum + share, 0);
    const widths = shares.map((share) => (share / total) * this.width - 8);
    this.#row(head, widths, styles.small, INK);
    for (const row of rows) this.#row(row, widths, styles.data, RULE);
  }

  #row(cells: readonly string[], widths: readonly number[], style: TextStyle, line: string): void {
    const height = Math.max(...cells.map((cell, index) => this.height(cell, style, widths[index] ?? 50)));
    this.keep(height + 6);
    const y = this.doc.y + 2;
    let x = this.left;
    cells.forEach((cell, index) => {
      const width = widths[index] ?? 50;
      if (cell !== "") this.#struct("P", () => this.#runs(cell.replaceAll("\n", " "), style, x, y, width));
      x += width + 8;
    });
    this.doc.y = y + height + 2;
    this.rule(line, 0.5);
    this.doc.y += 1;
  }

  /** A picture in a square box, with its description for screen readers. */
  figure(png: Buffer, alt: string, x: number, y: number, size: number): void {
    const draw = (): void => void this.doc.image(png, x, y, { fit: [size, size], align: "center", valign: "center" });
    this.doc.addStructure(this.doc.struct("Figure", { alt }, draw));
  }

  /** Letters as filled outlines, their base line starting at (x, y). */
  shape(text: string, face: Face, size: number, x: number, y: number): void {
    this.doc.save();
    this.doc.translate(x, y).scale(size / 1_000, -size / 1_000);
    for (const outline of this.#fonts.outlines(face, text)) this.doc.path(outline).fill(INK);
    this.doc.restore();
  }

  /** Lines and page furniture are no content for a screen reader. */
  #artifact(draw: () => void): void {
    this.doc.markContent("Artifact", { type: "Layout" });
    draw();
    this.doc.endMarkedContent();
  }

  artifact(draw: () => void): void {
    this.doc.markContent("Artifact", { type: "Pagination" });
    draw();
    this.doc.endMarkedContent();
  }
}
