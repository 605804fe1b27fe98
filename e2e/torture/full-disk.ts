import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** Null when a small disk can be mounted here, else why not. */
export const noSmallDisk = process.platform !== "linux" ? "not Linux" : process.getuid?.() !== 0 ? "not root" : whyNoMount();

function whyNoMount(): string | null {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), "overread-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", place], { stdio: "ignore" });
    execFileSync("umount", [place], { stdio: "ignore" });
    return null;
  } catch {
    return "mount is not allowed";
  } finally {
    fs.rmdirSync(place);
  }
}

/** A disk of a few megabytes that can be filled up. */
export class SmallDisk {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-small-disk-"));

  constructor(megabytes: number) {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", this.folder]);
  }

  get #ballast(): string {
    return path.join(this.folder, "ballast");
  }

  /** Not one more page fits. */
  fill(): void {
    const file = fs.openSync(this.#ballast, "a");
    try {
      for (;;) fs.writeSync(file, Buffer.alloc(4_096, 1));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    } finally {
      fs.closeSync(file);
    }
  }

  free(): void {
    fs.rmSync(this.#ballast, { force: true });
  }

  unmount(): void {
    execFileSync("umount", ["-l", this.folder]);
    fs.rmdirSync(this.folder);
  }
}
