import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureTools } from "./tools.ts";
import { breachesOf, clockUse, sourceFiles } from "./walls.ts";

const root = path.join(import.meta.dirname, "../..");
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What a step counted. */
type Count = { readonly passed: number; readonly failed: number; readonly skipped: number };
type Step = { readonly name: string; run(): Promise<Count> };

const bin = (name: string): string => path.join(root, "node_modules/.bin", name);

/** Runs a tool; its output is shown only when it fails. */
function tool(name: string, command: string, args: readonly string[]): Step {
  const run = (): Promise<Count> =>
    new Promise((resolve) => {
      const child = spawn(command, args, { cwd: root, env: { ...process.env, NO_COLOR: "1" } });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
      child.once("error", (error) => (output += error.message));
      child.once("close", (code) => {
        if (code !== 0) say(output.split("\n").slice(-120).join("\n"));
        resolve(code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 });
      });
    });
  return { name, run };
}

type VitestReport = { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number; success: boolean };

/** One vitest project; the count is that of its own report. A run that could not start counts as one failure. */
function vitest(project: string, extra: readonly string[]): Step {
  const run = (): Promise<Count> =>
    new Promise((resolve) => {
      const report = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "overread-tests-")), "report.json");
      const args = ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...extra];
      const child = spawn(bin("vitest"), args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
      child.once("close", () => {
        if (!fs.existsSync(report)) return resolve({ passed: 0, failed: 1, skipped: 0 });
        const counted = JSON.parse(fs.readFileSync(report, "utf8")) as VitestReport;
        const failed = counted.numFailedTests === 0 && !counted.success ? 1 : counted.numFailedTests;
        resolve({ passed: counted.numPassedTests, failed, skipped: counted.numPendingTests + counted.numTodoTests });
      });
    });
  return { name: `tests: ${project}`, run };
}

/** The import table, and the rule that `shared` has no clock. */
const walls: Step = {
  name: "walls",
  run: async () => {
    const lines = sourceFiles(root).flatMap((file) => {
      const source = fs.readFileSync(path.join(root, file), "utf8");
      const clock = clockUse(file, source);
      return [
        ...breachesOf(file, source).map((breach) => `${breach.file}:${breach.line} ${breach.specifier} — ${breach.rule}`),
        ...(clock === null ? [] : [`${file}:${clock} — shared takes time and randomness as arguments`]),
      ];
    });
    for (const line of lines) say(line);
    return { passed: lines.length === 0 ? 1 : 0, failed: lines.length, skipped: 0 };
  },
};

const fast: readonly Step[] = [
  tool("types", bin("tsc"), ["-b"]),
  tool("lint and format", bin("biome"), ["ci", "--colors=off", "--error-on-warnings", "."]),
  tool("promises", bin("oxlint"), ["--type-aware", "--deny-warnings", "shared", "electron", "renderer", "e2e"]),
  walls,
  tool("dead code", bin("knip"), ["--no-progress"]),
  vitest("pure", []),
  vitest("unit", []),
];

async function runSteps(steps: readonly Step[]): Promise<number> {
  let total: Count = { passed: 0, failed: 0, skipped: 0 };
  for (const step of steps) {
    const started = performance.now();
    const count = await step.run();
    const verdict = count.failed === 0 ? "ok" : "FAILED";
    say(`${verdict.padEnd(7)}${step.name.padEnd(22)}${((performance.now() - started) / 1_000).toFixed(1).padStart(7)} s`);
    total = { passed: total.passed + count.passed, failed: total.failed + count.failed, skipped: total.skipped + count.skipped };
  }
  say(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0 ? 0 : 1;
}

/** `npm run check`. */
export const runChecks = (_args: readonly string[]): Promise<number> => runSteps(fast);

/** `npm test`: tools that the machine lacks are installed first where that is possible; tests that need a missing one are skipped by name. */
export function runTests(args: readonly string[]): Promise<number> {
  ensureTools(say);
  return runSteps([...fast, vitest("system", args), vitest("stories", args)]);
}
