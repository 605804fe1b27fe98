import fs from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";
import { benchImaging } from "./imaging/imaging.ts";
import { benchStart } from "./start.ts";

/** One figure of a bench: the rounds as measured, and the limit that `--check` holds. */
export type Figure = {
  readonly name: string;
  readonly unit: "ms" | "×";
  readonly rounds: readonly number[];
  readonly limit: number | null;
};

const AREAS: Readonly<Record<string, (say: (line: string) => void) => Promise<readonly Figure[]>>> = {
  start: benchStart,
  imaging: benchImaging,
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? (sorted[Math.floor(middle)] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** `npm run bench -- AREA`: medians with their range; with `--check` exit code 1 where a limit is missed. */
export async function runBenchCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { check: { type: "boolean" }, json: { type: "string" }, peers: { type: "boolean" } },
  });
  const area = positionals[0] ?? "";
  const run = AREAS[area];
  if (run === undefined) {
    say(`npm run bench -- ${Object.keys(AREAS).join("|")} [--check] [--json FILE]`);
    return 2;
  }
  const load = os.loadavg()[0]?.toFixed(1);
  const figures = await run(say);
  say(`${os.cpus().length} cores, load ${load} before, ${os.loadavg()[0]?.toFixed(1)} after, no GPU used`);
  let missed = 0;
  for (const { name, unit, rounds, limit } of figures) {
    const value = median(rounds);
    const digits = unit === "×" ? 2 : 0;
    const over = limit !== null && value > limit;
    missed += over ? 1 : 0;
    const range = `${Math.min(...rounds).toFixed(digits)}–${Math.max(...rounds).toFixed(digits)}`;
    say(
      `${name.padEnd(56)} ${value.toFixed(digits).padStart(7)} ${unit} (${range})${limit === null ? "" : `  limit ${limit}${over ? "  MISSED" : ""}`}`,
    );
  }
  if (values.json !== undefined) fs.writeFileSync(values.json, `${JSON.stringify({ area, figures }, null, 2)}\n`);
  say(missed === 0 ? `${area}: every limit holds` : `${area}: ${missed} missed`);
  return values.check === true && missed > 0 ? 1 : 0;
}
