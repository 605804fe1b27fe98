import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { debianChromium, installedBrowser } from "../../electron/commands/find-shell.ts";

/** Programs that some tests need, with their Debian packages. */
const TOOLS: Readonly<Record<string, readonly string[]>> = {
  pdftotext: ["poppler-utils"],
  pdfsig: ["poppler-utils"],
  strace: ["strace"],
  gcc: ["gcc", "libc6-dev"],
  dcmdump: ["dcmtk"],
  Orthanc: ["orthanc", "orthanc-dicomweb"],
  Xvfb: ["xvfb"],
};

const places = (): string[] => [...(process.env["PATH"] ?? "").split(path.delimiter), "/usr/sbin"];

/** Is the program on this machine? */
export const hasTool = (name: string): boolean => places().some((folder) => fs.existsSync(path.join(folder, name)));

/** As root on Debian: installs what is missing, saying so first. Elsewhere nothing: the tests that need a missing tool are skipped by name. */
export function ensureTools(say: (text: string) => void): void {
  const missing = Object.keys(TOOLS).filter((name) => !hasTool(name));
  const isDebianRoot = process.platform === "linux" && process.getuid?.() === 0 && fs.existsSync("/etc/debian_version");
  if (missing.length > 0 && isDebianRoot) {
    const packages = [...new Set(missing.flatMap((name) => TOOLS[name] ?? []))];
    say(`Installing ${packages.join(", ")} for the tests (apt-get) …`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["-o", "DPkg::Lock::Timeout=300", "-qq", "update"], { stdio: ["ignore", "ignore", "inherit"], env });
    spawnSync("apt-get", ["-o", "DPkg::Lock::Timeout=300", "-qq", "install", "-y", "--no-install-recommends", ...packages], {
      stdio: ["ignore", "ignore", "inherit"],
      env,
    });
  }
  for (const name of Object.keys(TOOLS).filter((tool) => !hasTool(tool))) say(`Not here: ${name}. The tests that need it are skipped.`);
  if (installedBrowser() === undefined) debianChromium(say);
}
