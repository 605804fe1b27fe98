import fs from "node:fs";
import path from "node:path";
import { app } from "electron";

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

/** OVERREAD_TEST=1 (design D22), never in a packaged program: a debugging port. Before `ready`. */
export const openDebuggingPort = (): void => app.commandLine.appendSwitch("remote-debugging-port", "0");

/** Says which port it became, as soon as Chromium has written it down. */
export function announceDebuggingPort(folder: string): void {
  const file = path.join(folder, "DevToolsActivePort");
  const timer = setInterval(() => {
    const [port = ""] = fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n") : [];
    if (port === "") return;
    clearInterval(timer);
    say({ devtools: Number(port) });
  }, 20);
  timer.unref();
}

/** In place of the system browser. */
export const announceAddress = (url: string): void => say({ open: url });
