import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = (name: string): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(isExecutable);

const PATH_NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable", "microsoft-edge"];

const MAC_APPS = ["Google Chrome", "Chromium", "Microsoft Edge"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

const windowsApps = (): string[] =>
  [process.env["PROGRAMFILES"], process.env["PROGRAMFILES(X86)"], process.env["LOCALAPPDATA"]].flatMap((folder) =>
    folder === undefined
      ? []
      : [path.join(folder, "Google/Chrome/Application/chrome.exe"), path.join(folder, "Microsoft/Edge/Application/msedge.exe")],
  );

/** Electron's own binary, if it has been fetched. Never `require("electron")` to find out: that starts the download. */
export function electronBinary(): string | undefined {
  const folder = path.dirname(createRequire(import.meta.url).resolve("electron/package.json"));
  const mark = path.join(folder, "path.txt");
  const name = existsSync(mark) ? readFileSync(mark, "utf8") : process.platform === "win32" ? "electron.exe" : "electron";
  const file = path.join(process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? path.join(folder, "dist"), name);
  return isExecutable(file) ? file : undefined;
}

/** One attempt to fetch Electron's binary, at most `timeoutMs`; undefined when it cannot be had. */
export function fetchElectron(timeoutMs: number): string | undefined {
  const install = path.join(path.dirname(createRequire(import.meta.url).resolve("electron/package.json")), "install.js");
  if (existsSync(install)) spawnSync(process.execPath, [install], { stdio: "ignore", timeout: timeoutMs });
  return electronBinary();
}

/** An installed Chromium, Chrome or Edge; `OVERREAD_BROWSER` goes before all. */
export function installedBrowser(): string | undefined {
  const wanted = process.env["OVERREAD_BROWSER"];
  if (wanted !== undefined) return isExecutable(wanted) ? wanted : onPath(wanted);
  const candidates = process.platform === "darwin" ? MAC_APPS : process.platform === "win32" ? windowsApps() : [];
  return PATH_NAMES.map(onPath).find((file) => file !== undefined) ?? candidates.find(isExecutable);
}

const isDebianRoot = (): boolean => process.platform === "linux" && process.getuid?.() === 0 && existsSync("/etc/debian_version");

/** As root on Debian: the distribution's own Chromium. `say` tells what is being done before it is done. */
export function debianChromium(say: (text: string) => void): string | undefined {
  if (!isDebianRoot()) return undefined;
  say("No browser was found. Installing Debian's chromium (apt-get), about a minute …");
  const apt = (...args: string[]): boolean =>
    spawnSync("apt-get", ["-o", "DPkg::Lock::Timeout=300", "-qq", ...args], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0;
  return apt("update") && apt("install", "-y", "--no-install-recommends", "chromium") ? onPath("chromium") : undefined;
}

/**
 * The Chromium inside an npm package, headless and for Linux x64 only: the browser of last resort for a scripted demo and for tests. The
 * libraries that a machine without a browser lacks come along and are unpacked beside it.
 */
export async function packagedChromium(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const { default: chromium, inflate, setupLambdaEnvironment } = await import("@sparticuz/chromium");
  const bin = path.join(path.dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "..", "bin");
  await inflate(path.join(bin, "al2023.tar.br"));
  setupLambdaEnvironment(path.join(tmpdir(), "al2023", "lib"));
  return chromium.executablePath();
}

/** The command that gets a browser on this system, for the message when nothing can be had. */
export function installCommand(): string {
  if (process.platform === "darwin") return "brew install --cask google-chrome";
  if (process.platform === "win32") return "winget install Google.Chrome";
  return existsSync("/etc/debian_version") ? "sudo apt-get install chromium" : "install Chromium, Chrome or Edge with your package manager";
}

/** Is there a screen to open a window on? */
export const hasDisplay = (): boolean =>
  process.platform !== "linux" || (process.env["DISPLAY"] ?? "") !== "" || (process.env["WAYLAND_DISPLAY"] ?? "") !== "";
