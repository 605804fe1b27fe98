import { execFile, spawn } from "node:child_process";
import path from "node:path";
import type { CaseId } from "#shared/result/ids.ts";
import type { Stage } from "./stage.ts";

const program = path.join(import.meta.dirname, "core-run.ts");

/** A second program on the stage's folder; `lines` grows while it runs. */
export type Child = { readonly lines: readonly string[]; kill(): Promise<void> };

export function childOn(stage: Stage, caseId: CaseId, mode: "hold" | "type" | "sign" | "deliver"): Child {
  const child = spawn(process.execPath, [program, stage.coreDir, stage.accountId, caseId, mode], { stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    lines,
    kill: () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
}

/** Runs it to its end; answers its lines. */
export function runChild(args: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...args], { encoding: "utf8" }, (error, stdout) =>
      error === null ? resolve(stdout.trim().split("\n")) : reject(error),
    );
  });
}
