import { fork } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { CORE_MEMORY_ENVIRONMENT } from "#shared/contract/core-memory.ts";
import type { ChildMessage, ParentMessage } from "./fuzz-message.ts";
import type { Outcome } from "./import-stage.ts";
import { mutate } from "./mutate.ts";
import { randomFor } from "./random.ts";
import { sourceFiles } from "./source-files.ts";

const USAGE = `npm run fuzz -- dicom [--runs N] [--seed S] [--from DIR]
npm run fuzz -- dicom --seed S [--from DIR] --write N FILE    (the broken file of run N)`;

/** An import that takes longer hangs: the limit of the reader itself (rows 52, 55). */
const HANG_MS = 5_000;
/** Nothing from the process for so long: it hangs where no limit guards it. */
const SILENCE_MS = 60_000;
const MAX_GROWTH_BYTES = 50 * 1024 * 1024;
const WARM_UP_RUNS = 2_000;
/** Before that many runs the readers have not yet needed all the memory that they will. */
const STEADY_RUNS = 5_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

type Options = {
  readonly runs: number;
  readonly seed: number;
  readonly folder: string | undefined;
  readonly write: readonly [number, string] | null;
};

function readOptions(args: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        runs: { type: "string", default: "2000" },
        seed: { type: "string", default: "1" },
        from: { type: "string" },
        write: { type: "string" },
      },
      allowPositionals: true,
    });
    const [kind, file] = positionals;
    const [runs, seed, run] = [values.runs, values.seed, values.write ?? "0"].map(Number);
    if (kind !== "dicom") return kind === undefined ? "What is to be broken?" : `There is no kind ${kind}. There is: dicom.`;
    if (![runs, seed, run].every((value) => Number.isInteger(value) && (value ?? -1) >= 0) || runs === 0)
      return "Runs and seed are whole numbers.";
    if (values.from !== undefined && !fs.existsSync(values.from)) return `There is no folder ${values.from}.`;
    if ((values.write === undefined) !== (file === undefined)) return "--write needs the number of a run and a file.";
    return { runs: runs ?? 0, seed: seed ?? 0, folder: values.from, write: file === undefined ? null : [run ?? 0, file] };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What was counted over all runs. */
class Tally {
  readonly counts = new Map<string, number>();
  readonly bad: string[] = [];
  readonly memory = { core: [] as number[], whole: [] as number[] };
  slowestMs = 0;

  add(run: number, name: string, { kind, reason, ms }: Outcome): void {
    this.slowestMs = Math.max(this.slowestMs, ms);
    const what = kind === "too-slow" || ms > HANG_MS ? "hung" : kind === "reader-failed" ? "crashed the reader" : kind;
    this.count(reason === "" || what === "hung" ? what : `${what}: ${reason}`);
    if (what === "hung" || kind === "reader-failed") this.bad.push(`run ${run} (${name}): ${what} ${reason}, ${Math.round(ms)} ms`);
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

/** Runs from one number on in a process of their own; answers the first number that was not run. */
function runsIn(message: ParentMessage, tally: Tally): Promise<number> {
  const child = fork(path.join(import.meta.dirname, "fuzz-child.ts"), {
    execArgv: ["--expose-gc"],
    env: { ...CORE_MEMORY_ENVIRONMENT, ...process.env },
  });
  return new Promise((resolve) => {
    let next = message.from;
    let silent = false;
    const onSilence = (): void => {
      silent = true;
      child.kill("SIGKILL");
    };
    let timer = setTimeout(onSilence, SILENCE_MS);
    child.on("message", (told: ChildMessage) => {
      clearTimeout(timer);
      timer = setTimeout(onSilence, SILENCE_MS);
      if (told.kind === "ready" && message.from === 0) say(`${told.files} files to be broken`);
      if (told.kind === "memory") tally.memory[told.what].push(told.bytes);
      if (told.kind !== "ran") return;
      tally.add(told.run, told.name, told.outcome);
      next = told.run + 1;
      if (next % 1_000 === 0) say(`  ${next} runs`);
    });
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      if (code === 0 && next === message.to) return resolve(next);
      const what = silent ? "hung, no limit ended it" : `crashed the process (${signal ?? code})`;
      tally.count(what);
      tally.bad.push(`run ${next}: ${what}`);
      resolve(next + 1);
    });
    child.send(message);
  });
}

/** `npm run fuzz`: 0 only when nothing crashed, nothing hung, and memory did not grow. */
export async function runFuzzCommand(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === "string") {
    console.error(`${options}\n${USAGE}`);
    return 2;
  }
  const { runs, seed, folder, write } = options;
  if (write !== null) {
    const files = await sourceFiles(folder);
    const made = mutate(
      files.map(({ bytes }) => bytes),
      randomFor(seed, write[0]),
    );
    fs.writeFileSync(write[1], made.bytes);
    say(`${write[1]}: ${made.bytes.length} bytes, made from ${files[made.file]?.name}`);
    return 0;
  }
  const tally = new Tally();
  for (let from = 0; from < runs; )
    from = await runsIn(
      { seed, from, to: runs, folder, warmUp: Math.min(WARM_UP_RUNS, Math.floor(runs / 2)), middle: Math.floor(runs / 2) },
      tally,
    );
  return report(tally, runs, seed);
}

/** From the first to the last sample of one process; 0 when there were not two (it crashed, which counts for itself). */
function growthOf(samples: readonly number[]): number {
  const [before, after] = [samples[0], samples.at(-1)];
  return before === undefined || after === undefined ? 0 : after - before;
}

const inMb = (bytes: number): string => `${bytes >= 0 ? "+" : ""}${Math.round(bytes / 2 ** 20)} MB`;

function report(tally: Tally, runs: number, seed: number): number {
  for (const [what, number] of [...tally.counts].toSorted(([, a], [, b]) => b - a)) say(`${String(number).padStart(7)}  ${what}`);
  for (const line of tally.bad.slice(0, 50)) say(line);
  const core = growthOf(tally.memory.core);
  const whole = growthOf(tally.memory.whole);
  const holds = tally.bad.length === 0 && core <= MAX_GROWTH_BYTES && (runs < 2 * STEADY_RUNS || whole <= MAX_GROWTH_BYTES);
  say(`memory: core ${inMb(core)} since the beginning, with its readers ${inMb(whole)} over the second half`);
  say(
    `${holds ? "holds" : "does NOT hold"}: ${runs} runs, seed ${seed}: ${tally.bad.length} crashed or hung, slowest ${Math.round(tally.slowestMs)} ms, core ${inMb(core)}`,
  );
  return holds ? 0 : 1;
}
