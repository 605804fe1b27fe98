import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

const root = path.join(import.meta.dirname, "../../..");

export type ServiceProcessOptions = {
  /** A case folder, or several. */
  readonly casesDir: string | readonly string[];
  readonly stateDir: string;
  readonly mode: "put" | "post";
  readonly dicomwebUrl?: string | undefined;
  readonly logFile?: string | undefined;
  /** How long an access token is valid. */
  readonly tokenSeconds?: number | undefined;
};

/** The reference service as a process of its own. The network is cut by stopping it; its state outlives that. */
export class ServiceProcess {
  readonly #options: ServiceProcessOptions;
  #child: ChildProcess | null = null;
  base = "";

  constructor(options: ServiceProcessOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { casesDir, stateDir, mode, dicomwebUrl, logFile, tokenSeconds } = this.#options;
    fs.mkdirSync(stateDir, { recursive: true });
    const args = [
      ...[casesDir].flat().flatMap((folder) => ["--cases", folder]),
      "--state",
      stateDir,
      "--mode",
      mode,
      ...(dicomwebUrl === undefined ? [] : ["--dicomweb", dicomwebUrl]),
      ...(logFile === undefined ? [] : ["--log", logFile]),
      ...(tokenSeconds === undefined ? [] : ["--token-seconds", String(tokenSeconds)]),
    ];
    const child = spawn(process.execPath, [path.join(root, "e2e/commands/service.mjs"), ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    this.base = await new Promise<string>((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`the service ended with ${code}`)));
      createInterface({ input: child.stdout }).once("line", (line) => resolve((JSON.parse(line) as { base: string }).base));
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGTERM");
    await gone;
  }

  /** An admin route of the service: the oracle of the driver. */
  async admin(pathname: string, body?: object): Promise<unknown> {
    const origin = new URL(this.base).origin;
    const response = await fetch(
      `${origin}/__admin/${pathname}`,
      body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) },
    );
    return response.json();
  }
}
