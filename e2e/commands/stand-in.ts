import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** By this text `@electron/fuses` finds the wire in a binary; behind it: version, number of fuses, one character each (`0` off, `1` on). */
const FUSE_SENTINEL = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
const FUSES = 9;

/**
 * A folder that looks to electron-builder like Electron for Linux, where the binary cannot be had: archive, native module and fuses
 * come out as in a real package, only that nothing can be started.
 */
export function makeStandIn(version: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-stand-in-"));
  const program = (name: string, content: Buffer | string): void => fs.writeFileSync(path.join(folder, name), content, { mode: 0o755 });
  const wire = Buffer.concat([Buffer.from(FUSE_SENTINEL), Buffer.from([1, FUSES]), Buffer.from("1".repeat(FUSES))]);
  program("electron", Buffer.concat([Buffer.from("#!/bin/sh\necho This is a stand-in for Electron.\nexit 1\n"), wire]));
  program("chrome-sandbox", "");
  program("chrome_crashpad_handler", "");
  fs.writeFileSync(path.join(folder, "version"), version);
  fs.writeFileSync(path.join(folder, "LICENSE"), "stand-in\n");
  fs.writeFileSync(path.join(folder, "LICENSES.chromium.html"), "stand-in\n");
  fs.mkdirSync(path.join(folder, "locales"));
  fs.writeFileSync(path.join(folder, "locales/en-US.pak"), "");
  fs.mkdirSync(path.join(folder, "resources"));
  return folder;
}
