import { INK, RULE, styles, type TextStyle } from "./page-styles.ts";
import type { PageWriter } from "./page-writer.ts";
import type { Text } from "./text-layout.ts";

const GAP = 8;

type Row = readonly Text[];

/** Heights of rows in the columns of a table. */
function measured(writer: PageWriter, shares: readonly number[]) {
  const unit = writer.width / shares.reduce((sum, share) => sum + share, 0);
  const widths = shares.map((share) => share * unit - GAP);
  const heightOf = (cells: Row, style: TextStyle): number =>
    Math.max(...cells.map((cell, index) => writer.height(flat(cell), style, widths[index] ?? 50)));
  return { widths, heightOf };
}

/** The head with two rows: what stands together at the foot of a page, one row alone being easily overlooked. */
export function tableStart(writer: PageWriter, head: readonly string[], rows: readonly Row[], shares: readonly number[]): number {
  const { heightOf } = measured(writer, shares);
  const start = rows.slice(0, 2).reduce((sum, cells) => sum + heightOf(cells, styles.data) + 6, heightOf(head, styles.small) + 6);
  return Math.min(start, writer.doc.page.height / 2);
}

/** A table with a head row; columns as shares of the width. Rows are kept whole; the head is repeated on a new page. */
export function writeTable(writer: PageWriter, head: readonly string[], rows: readonly Row[], shares: readonly number[]): void {
  const { widths, heightOf } = measured(writer, shares);
  const tallest = Math.max(...rows.map((row) => heightOf(row, styles.data)));
  // cells that would fill half a page are no table any more
  if (tallest > (writer.doc.page.height - 200) / 2) {
    for (const row of rows) writeAsLines(writer, head, row);
    return;
  }
  const table = writer.doc.struct("Table");
  writer.doc.addStructure(table);
  const row = (cells: readonly Text[], style: TextStyle, line: string, cellType: "TH" | "TD"): void => {
    const height = heightOf(cells, style);
    const y = writer.doc.y + 2;
    const element = writer.doc.struct("TR");
    table.add(element);
    let x = writer.left;
    cells.forEach((cell, index) => {
      const [at, width] = [x, widths[index] ?? 50];
      writer.struct(cellType, () => void writer.at(isEmpty(cell) ? "–" : flat(cell), style, at, y, width, "start"), element);
      x += width + GAP;
    });
    element.end();
    writer.doc.y = y + height + 2;
    writer.rule(line, 0.5);
    writer.doc.y += 1;
  };
  const headRow = (): void => row(head, styles.small, INK, "TH");
  writer.keep(tableStart(writer, head, rows, shares));
  headRow();
  for (const cells of rows) {
    if (heightOf(cells, styles.data) + 6 > writer.room) {
      writer.doc.addPage();
      headRow();
    }
    row(cells, styles.data, RULE, "TD");
  }
  table.end();
}

const flat = (cell: Text): Text => (typeof cell === "string" ? cell.replaceAll(/\s*\n+\s*/g, " ") : cell);
const isEmpty = (cell: Text): boolean => typeof cell === "string" && cell.trim() === "";

function writeAsLines(writer: PageWriter, head: readonly string[], row: readonly Text[]): void {
  row.forEach((cell, index) => {
    if (isEmpty(cell)) return;
    writer.text(head[index] ?? "", styles.small);
    writer.text(cell, styles.data);
  });
  writer.space(6);
}
