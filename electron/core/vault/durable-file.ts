import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";

/**
 * The only way a file of the vault is written: beside, all bytes, fsync, rename, fsync of the folder. When this returns, the file
 * is on the disk under its name, or nothing is. The database row that names it comes after.
 */
export async function writeDurable(file: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  const folder = path.dirname(file);
  await makeFolder(folder);
  const beside = path.join(folder, `.tmp-${randomBytes(8).toString("hex")}`);
  try {
    const handle = await fs.open(beside, "wx", 0o600);
    try {
      for await (const chunk of chunks) {
        for (let done = 0; done < chunk.length; ) {
          const { bytesWritten } = await handle.write(chunk, done);
          if (bytesWritten <= 0) throw new Error("the disk took no bytes");
          done += bytesWritten;
        }
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(beside, file);
  } catch (error) {
    await fs.rm(beside, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Makes a folder (0700) with those above it; each new one is made durable in its parent, else a power cut could take it and all in it. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; ; made = path.dirname(made)) {
    await syncFolder(path.dirname(made));
    if (path.relative(first, made) === "") return;
  }
}

/** Makes a rename or a removal in the folder durable. Windows has no such call: there the row is written last and checked. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await fs.open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Bytes that may still be written where the folder lies. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await fs.statfs(folder);
  return bavail * bsize;
}

/** The disk has no room: an expected failure that every writer names. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "SQLITE_FULL" || error.code === "EDQUOT");
