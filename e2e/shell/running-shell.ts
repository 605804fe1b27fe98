import { EventEmitter } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { vi } from "vitest";
import type { ShellOptions } from "../../electron/main/shell.ts";

export type Double = typeof import("../support/electron-double.ts");

/** The shell, opened on a fresh double with a small page; core is not run, its messages are kept. */
export async function openOnDouble(prepare: (electron: Double) => void = () => undefined, changed: Partial<ShellOptions> = {}) {
  vi.resetModules();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-shell-"));
  fs.mkdirSync(path.join(folder, "page/assets"), { recursive: true });
  fs.writeFileSync(path.join(folder, "page/index.html"), "<!doctype html><title>Overread</title>");
  fs.writeFileSync(path.join(folder, "page/assets/start.js"), "export {};");
  fs.writeFileSync(path.join(folder, "page/assets/start.js.map"), "{}");
  fs.writeFileSync(path.join(folder, "secret.txt"), "not a file of the page");
  const electron = await import("../support/electron-double.ts");
  prepare(electron);
  const { openShell } = await import("../../electron/main/shell.ts");
  await openShell({
    pageFolder: path.join(folder, "page"),
    preload: "/out/preload/preload.cjs",
    coreFile: "/out/core/host.js",
    icon: "/out/main/icon.png",
    dataDir: path.join(folder, "data"),
    configDir: path.join(folder, "config"),
    demoServiceBase: null,
    remarks: [],
    test: false,
    ...changed,
  });
  const { double } = electron;
  const [window] = double.windows;
  const [child] = double.children;
  const session = double.sessions.get("overread");
  const handler = session?.handlers.get("app");
  if (window === undefined || child === undefined || session === undefined || handler === undefined)
    throw new Error("the shell is not open");
  const close = (): void => {
    electron.app.emit("before-quit", { preventDefault: () => undefined }); // ends the clock that watches for idleness
    child.emit("exit", 0);
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { electron, double, window, child, session, handler, folder, close };
}

/** An event that says whether it was prevented. */
export class Preventable extends EventEmitter {
  prevented = false;
  readonly preventDefault = (): void => {
    this.prevented = true;
  };
}
