import fs from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";
import { type Figure, isMissed, lineOf } from "./figure.ts";
import { benchImaging } from "./imaging/imaging.ts";
import { benchStart } from "./start.ts";
import { benchSync } from "./sync/sync.ts";

/**
 * `peers`: other viewers in the same run. `short`: fewer rounds and slices, for `--check`. `only`: names of codings, or null for all.
 * `slices`: images of the case, where the area takes a number.
 */
export type BenchOptions = {
  readonly peers: boolean;
  readonly short: boolean;
  readonly only: readonly string[] | null;
  readonly slices: number | null;
};

const AREAS: Readonly<Record<string, (say: (line: string) => void, options: BenchOptions) => Promise<readonly Figure[]>>> = {
  start: benchStart,
  imaging: benchImaging,
  sync: benchSync,
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** `npm run bench -- AREA`: medians with their range; with `--check` exit code 1 where a limit is missed. */
export async function runBenchCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      check: { type: "boolean" },
      json: { type: "string" },
      peers: { type: "boolean" },
      only: { type: "string" },
      slices: { type: "string" },
    },
  });
  const area = positionals[0] ?? "";
  const run = AREAS[area];
  if (run === undefined) {
    say(`npm run bench -- ${Object.keys(AREAS).join("|")} [--peers] [--only CODING,…] [--slices N] [--check] [--json FILE]`);
    return 2;
  }
  const slices = values.slices === undefined ? null : Number(values.slices);
  if (slices !== null && !(Number.isInteger(slices) && slices >= 100)) {
    say("--slices takes a number of at least 100");
    return 2;
  }
  const load = os.loadavg()[0]?.toFixed(1);
  const only = values.only?.split(",") ?? null;
  const figures = await run(say, { peers: values.peers === true, short: values.check === true, only, slices });
  say(`${os.cpus().length} cores, load ${load} before, ${os.loadavg()[0]?.toFixed(1)} after, no GPU used`);
  for (const figure of figures) say(lineOf(figure));
  if (values.json !== undefined) fs.writeFileSync(values.json, `${JSON.stringify({ area, figures }, null, 2)}\n`);
  const missed = figures.filter(isMissed);
  say(missed.length === 0 ? `${area}: every limit holds` : `${area}: ${missed.length} missed`);
  for (const { name } of missed) say(`  missed: ${name}`);
  return values.check === true && missed.length > 0 ? 1 : 0;
}
