import type PDFDocument from "pdfkit";
import { type Face, Fonts } from "./fonts.ts";

/** The types know nothing of pictures that are opened once and drawn often. */
type Doc = InstanceType<typeof PDFDocument> & { openImage(bytes: Buffer): PDFKit.Mixins.ImageSrc };

export const INK = "#15171c";
export const QUIET = "#5a5f69";
export const ACCENT = "#0b4f8a";
export const RULE = "#c9ccd2";
/** 18 mm. */
export const MARGIN = 51;
/** Room below the text for the lines that stand on every page. */
export const FOOTER = 42;
/** Number and indent of a numbered item. */
const HANG = 22;

export type TextStyle = { readonly face: Face; readonly size: number; readonly lineHeight?: number; readonly color?: string };

export const styles = {
  body: { face: "serif", size: 10.5, lineHeight: 15.4 },
  lede: { face: "serif-italic", size: 12, lineHeight: 17, color: QUIET },
  question: { face: "serif-italic", size: 10.5, lineHeight: 15.4, color: QUIET },
  strong: { face: "serif-bold", size: 10.5, lineHeight: 15.4 },
  small: { face: "sans", size: 8, lineHeight: 11.5, color: QUIET },
  data: { face: "sans", size: 8.5, lineHeight: 12.5 },
  dataStrong: { face: "sans-medium", size: 8.5, lineHeight: 12.5 },
  verdict: { face: "sans-bold", size: 10, lineHeight: 14 },
  number: { face: "sans-bold", size: 8.5, lineHeight: 15.4, color: ACCENT },
  heading: { face: "sans-bold", size: 8.5, lineHeight: 12, color: ACCENT },
  title: { face: "serif-bold", size: 23, lineHeight: 28 },
} as const satisfies Record<string, TextStyle>;

const lineOf = (style: TextStyle): number => style.lineHeight ?? style.size * 1.4;

/** Old-style figures in running text, lining ones in data (guide §9). A face without them keeps its own. */
const featuresOf = (style: TextStyle): ("onum" | "lnum")[] => (style.face.startsWith("serif") ? ["onum"] : ["lnum"]);

/** Writes flowing text down the page, new pages as needed, with a structure for screen readers and bookmarks. */
export class PageWriter {
  readonly doc: Doc;
  readonly #fonts: Fonts;
  /** Pictures by their bytes: one that is printed twice lies in the file once. */
  readonly #pictures = new Map<string, PDFKit.Mixins.ImageSrc>();
  readonly left = MARGIN;
  readonly width: number;

  constructor(doc: InstanceType<typeof PDFDocument>) {
    this.doc = doc as Doc;
    this.#fonts = new Fonts(doc);
    this.width = doc.page.width - 2 * MARGIN;
  }

  /** Text ends here; the document's own margin is the same, so that a long paragraph goes on on the next page. */
  get bottom(): number {
    return this.doc.page.height - MARGIN - FOOTER;
  }

  get room(): number {
    return this.bottom - this.doc.y;
  }

  /** A new page when less than `points` are left on this one. */
  keep(points: number): void {
    if (points > this.room) this.doc.addPage();
  }

  space(points: number): void {
    this.doc.y += points;
  }

  /** Text at the current line; each paragraph is one structure element of the given type. */
  text(text: string, style: TextStyle, options: { readonly x?: number; readonly width?: number; readonly tag?: string } = {}): void {
    const x = options.x ?? this.left;
    const width = options.width ?? this.width - (x - this.left);
    for (const paragraph of text.split(/\n+/).filter((part) => part.trim() !== "")) {
      // two lines at least, so that none stands alone at the foot of a page
      this.keep(Math.min(2 * lineOf(style), this.height(paragraph.trim(), style, width)));
      this.struct(options.tag ?? "P", () => this.#runs(paragraph.trim(), style, x, this.doc.y, width));
    }
  }

  /** One line (or block) at a fixed place, without a structure of its own. */
  at(text: string, style: TextStyle, x: number, y: number, width: number, align: "left" | "right" = "left"): void {
    this.#runs(text, style, x, y, width, align);
  }

  height(text: string, style: TextStyle, width: number): number {
    this.doc.font(Fonts.first(style.face)).fontSize(style.size);
    const options: PDFKit.Mixins.TextOptions = { width, features: featuresOf(style) };
    return text
      .split(/\n+/)
      .reduce(
        (sum, part) =>
          sum + Math.max(1, Math.ceil(this.doc.heightOfString(part, options) / this.doc.currentLineHeight(true))) * lineOf(style),
        0,
      );
  }

  #runs(text: string, style: TextStyle, x: number, y: number, width: number, align: "left" | "right" = "left"): void {
    const runs = this.#fonts.runs(style.face, text);
    this.doc.fontSize(style.size).fillColor(style.color ?? INK);
    runs.forEach((run, index) => {
      this.doc.font(run.font);
      const lineGap = lineOf(style) - this.doc.currentLineHeight(false);
      const options: PDFKit.Mixins.TextOptions = { width, align, lineGap, continued: index < runs.length - 1, features: featuresOf(style) };
      if (index === 0) this.doc.text(run.text, x, y, options);
      else this.doc.text(run.text, options);
    });
  }

  /** Draws inside a structure element; `parent` holds it, else the document does. */
  struct(type: string, draw: () => void, parent?: PDFKit.PDFStructureElement): void {
    const element = this.doc.struct(type as "P", {}, draw);
    if (parent === undefined) this.doc.addStructure(element);
    else parent.add(element);
  }

  /** A part of the report. `after` are the points of what must not be parted from its heading. */
  heading(text: string, after = 40): void {
    this.keep(26 + after);
    this.space(14);
    this.doc.outline.addItem(text);
    this.struct("H2", () => this.#runs(text.toUpperCase(), styles.heading, this.left, this.doc.y, this.width));
    this.space(3);
  }

  title(text: string): void {
    this.struct("H1", () => this.#runs(text, styles.title, this.left, this.doc.y, this.width));
  }

  /** A numbered item: the number hangs in the margin of the text. */
  numbered(number: string, text: string, style: TextStyle = styles.body): void {
    this.keep(2 * lineOf(style));
    const y = this.doc.y;
    this.struct("P", () => {
      this.at(number, styles.number, this.left, y + 1, HANG - 4);
      this.#runs(text.replaceAll(/\n+/g, " "), style, this.left + HANG, y, this.width - HANG);
    });
  }

  /** Text under a numbered item. */
  under(text: string, style: TextStyle): void {
    this.text(text, style, { x: this.left + HANG });
  }

  /** Blocks of caption, value and more beside each other; the flow goes on below the longest. */
  columns(blocks: readonly (readonly { readonly text: string; readonly style: TextStyle }[])[], shares: readonly number[]): void {
    const gap = 18;
    const unit = (this.width - gap * (blocks.length - 1)) / shares.reduce((sum, share) => sum + share, 0);
    const widths = shares.map((share) => share * unit);
    const heightOf = (block: (typeof blocks)[number], index: number): number =>
      block.reduce((sum, line) => sum + this.height(line.text, line.style, widths[index] ?? 0), 0);
    this.keep(Math.max(...blocks.map(heightOf)));
    const top = this.doc.y;
    let x = this.left;
    let bottom = top;
    blocks.forEach((block, index) => {
      const width = widths[index] ?? 0;
      this.doc.y = top;
      for (const line of block.filter(({ text }) => text.trim() !== ""))
        this.struct("P", () => this.#runs(line.text, line.style, x, this.doc.y, width));
      bottom = Math.max(bottom, this.doc.y);
      x += width + gap;
    });
    this.doc.y = bottom;
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

  /** A picture in a box of its own shape, with its description for screen readers. */
  figure(pngBase64: string, alt: string, x: number, y: number, box: { readonly width: number; readonly height: number }): void {
    const picture = this.#pictures.get(pngBase64) ?? this.doc.openImage(Buffer.from(pngBase64, "base64"));
    this.#pictures.set(pngBase64, picture);
    const draw = (): void => void this.doc.image(picture, x, y, { fit: [box.width, box.height], align: "center", valign: "center" });
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
  artifact(type: "Layout" | "Pagination", draw: () => void): void {
    this.doc.markContent("Artifact", { type });
    draw();
    this.doc.endMarkedContent();
  }
}
