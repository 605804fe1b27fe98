import { type ChildProcess, fork, spawn } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CORE_MEMORY_ENVIRONMENT } from "#shared/contract/core-memory.ts";
import { type OpenBrowser, openBrowser } from "./open-chromium.ts";
import type { FromServer, ServerStart, ToServer } from "./process-message.ts";

export type ShellOptions = {
  readonly browser: string;
  readonly headless: boolean;
  /** Test switch (OVERREAD_TEST=1): a debugging port, and addresses on stdout in place of the system browser. */
  readonly test: boolean;
  readonly pageFolder: string;
  readonly coreFile: string;
  readonly dataDir: string;
  readonly configDir: string;
  readonly version: string;
  readonly demoServiceBase: string | null;
};

const serverFile = fileURLToPath(new URL("./server-process.ts", import.meta.url));
const MAX_RESTARTS_A_MINUTE = 5;

/** A random loopback address, so that no other program's cookie or port belongs to it. macOS has only the first one. */
const loopbackAddress = (): string =>
  process.platform === "darwin" ? "127.0.0.1" : `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;

/** A port that is free now, so that the browser can start before the server listens on it. */
async function freePort(address: string): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((resolve, reject) => probe.once("error", reject).listen(0, address, resolve));
  const { port } = probe.address() as net.AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const remarks = (): string[] => [
  ...(process.getuid?.() === 0
    ? ["Overread runs as administrator (root): the window has no sandbox. Use an ordinary account for real cases."]
    : []),
  "This computer's key store is not used: the device secret lies in a file of your account.",
];

/** The child that holds the server and core; started again on the same address when it dies. */
class Server {
  readonly #start: ServerStart;
  #child: ChildProcess | null = null;
  #nextTicket = 1;
  #closing = false;
  #starts: number[] = [];
  readonly #tickets = new Map<number, (ticket: string) => void>();
  readonly #onMessage: (message: FromServer) => void;

  constructor(start: ServerStart, onMessage: (message: FromServer) => void) {
    this.#start = start;
    this.#onMessage = onMessage;
  }

  /** Settles when the server listens (core may still be loading); fails when it keeps ending before that. */
  run(): Promise<void> {
    const now = performance.now();
    this.#starts = [...this.#starts.filter((time) => now - time < 60_000), now];
    const child = fork(serverFile, [], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      execArgv: ["--disable-warning=ExperimentalWarning"],
      env: { ...CORE_MEMORY_ENVIRONMENT, ...process.env },
    });
    this.#child = child;
    this.send(this.#start);
    return new Promise((resolve, reject) => {
      child.once("exit", () => {
        this.#child = null;
        if (this.#closing) return;
        if (this.#starts.length > MAX_RESTARTS_A_MINUTE) reject(new Error("the program behind the window keeps ending"));
        else this.run().then(resolve, reject);
      });
      child.on("message", (message: FromServer) => {
        if (message.kind === "listening") resolve();
        else if (message.kind === "ticket") {
          this.#tickets.get(message.id)?.(message.ticket);
          this.#tickets.delete(message.id);
        } else this.#onMessage(message);
      });
    });
  }

  send(message: ToServer): void {
    // a child that has just died takes no message any more: the page asks again, and the shell must not end because of it
    if (this.#child?.connected === true) this.#child.send(message, () => undefined);
  }

  ticket(): Promise<string> {
    const id = this.#nextTicket++;
    return new Promise((resolve) => {
      this.#tickets.set(id, resolve);
      this.send({ kind: "ticket", id });
    });
  }

  /** Locks, closes and waits for the child's end. */
  async close(): Promise<void> {
    this.#closing = true;
    const child = this.#child;
    if (child === null) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    this.send({ kind: "close" });
    await gone;
  }
}

/** The system browser, for the sign-in page. */
function openSystemBrowser(url: string): void {
  const [command, ...args] =
    process.platform === "darwin" ? ["open", url] : process.platform === "win32" ? ["cmd", "/c", "start", "", url] : ["xdg-open", url];
  spawn(command ?? "xdg-open", args, { stdio: "ignore", detached: true })
    .on("error", () => process.stderr.write(`Open this address in a browser to sign in:\n${url}\n`))
    .unref();
}

/** Prints the debugging port once the browser has written it (test switch only). */
function announcePort(profile: string): void {
  const file = path.join(profile, "DevToolsActivePort");
  const timer = setInterval(() => {
    const port = fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n")[0] : "";
    if (port === "" || port === undefined) return;
    clearInterval(timer);
    process.stdout.write(`${JSON.stringify({ devtools: Number(port) })}\n`);
  }, 20);
}

/** Runs the shell until its window is closed. */
export async function runShell(options: ShellOptions): Promise<void> {
  const cookie = randomBytes(32).toString("hex");
  const address = loopbackAddress();
  const port = await freePort(address);
  let browser: OpenBrowser | null = null;
  const server = new Server(
    {
      kind: "start",
      address,
      port,
      cookie,
      pageFolder: options.pageFolder,
      coreFile: options.coreFile,
      dataDir: options.dataDir,
      configDir: options.configDir,
      version: options.version,
      remarks: remarks(),
      demoServiceBase: options.demoServiceBase,
    },
    (message) => {
      if (message.kind === "open") {
        if (options.test) process.stdout.write(`${JSON.stringify({ open: message.url })}\n`);
        else openSystemBrowser(message.url);
      } else if (message.kind === "attacked") {
        process.stderr.write(
          "Another program tried to reach Overread's local address more than 20 times in a minute. Overread stopped answering. Restart it.\n",
        );
        browser?.close();
      }
    },
  );
  browser = await openBrowser({
    executable: options.browser,
    origin: `http://${address}:${port}`,
    listening: server.run(),
    headless: options.headless,
    debuggingPort: options.test,
    cookie,
    onMessage: (message) => {
      const { ask, active } = message as { ask?: string; active?: boolean };
      if (active === true) server.send({ kind: "active" });
      if (ask === "ticket") void server.ticket().then((ticket) => browser?.call("overreadTicket", ticket));
    },
  });
  if (options.test) announcePort(browser.profile);
  const stop = (): void => browser?.close();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  await browser.gone;
  await server.close();
}
