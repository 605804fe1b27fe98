import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { root } from "./places.ts";

export type DemoService = { readonly base: string; stop(): void };

/** Starts the reference service for the demo account; its state lies in `stateDir`, so that a later start goes on with it. */
export function startDemoService(stateDir: string): Promise<DemoService> {
  const child: ChildProcess = spawn(process.execPath, [path.join(root, "e2e/commands/service.mjs"), "--state", stateDir], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the demo service ended with ${code}`)));
    createInterface({ input: child.stdout ?? process.stdin }).once("line", (line) => {
      const { base } = JSON.parse(line) as { base: string };
      resolve({ base, stop: () => child.kill() });
    });
  });
}
