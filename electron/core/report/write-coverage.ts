import fs from "node:fs";
import path from "node:path";
import { coveredRanges } from "./coverage.ts";

/** Writes the table of what the report's fonts can print. Run it after a font was changed: `node electron/core/report/write-coverage.ts`. */
const ranges = coveredRanges().map((value, index) => (index % 2 === 0 ? `0x${value.toString(16)}` : String(value)));
const lines: string[] = [];
for (let index = 0; index < ranges.length; index += 20) lines.push(`  ${ranges.slice(index, index + 20).join(", ")},`);
fs.writeFileSync(
  path.join(import.meta.dirname, "../../../shared/report/printable-ranges.ts"),
  `/** Made from the embedded fonts by \`electron/core/report/write-coverage.ts\`: first code point and count of each range, in order. */
// biome-ignore format: a table
export const printableRanges: readonly number[] = [
${lines.join("\n")}
];
`,
);
