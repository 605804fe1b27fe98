import type { TextStyle } from "./page-styles.ts";
import type { PageWriter } from "./page-writer.ts";
import type { Text } from "./text-layout.ts";

/** Lines of a column: caption, value and more. */
export type Block = readonly { readonly text: Text; readonly style: TextStyle }[];

const GAP = 18;

/** Blocks beside each other, the last one at the right edge where `lastToRight` says so; the flow goes on below the longest. */
export function writeColumns(writer: PageWriter, blocks: readonly Block[], shares: readonly number[], lastToRight = false): void {
  const unit = (writer.width - GAP * (blocks.length - 1)) / shares.reduce((sum, share) => sum + share, 0);
  const columns = blocks.map((block, index) => ({
    lines: block.filter(({ text }) => text !== ""),
    width: unit * (shares[index] ?? 1),
  }));
  const heights = columns.map(({ lines, width }) => lines.reduce((sum, line) => sum + writer.height(line.text, line.style, width), 0));
  const tallest = Math.max(...heights);
  // what no page could hold side by side goes below each other
  if (tallest > writer.doc.page.height / 2) {
    for (const line of columns.flatMap(({ lines }) => lines)) writer.text(line.text, line.style);
    return;
  }
  writer.keep(tallest);
  const top = writer.doc.y;
  let x = writer.left;
  columns.forEach(({ lines, width }, index) => {
    const align = lastToRight && index === columns.length - 1 ? "right" : "left";
    let y = top;
    for (const line of lines)
      writer.struct("P", () => {
        y += writer.at(line.text, line.style, x, y, width, align);
      });
    x += width + GAP;
  });
  writer.doc.y = top + tallest;
}
