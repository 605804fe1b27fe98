import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isDiskFull, makeFolder, writeDurable } from "./durable-file.ts";
import { takeInstanceLock } from "./instance-lock.ts";

let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-files-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const mode = (file: string): number => fs.statSync(file).mode & 0o777;

describe("durable file", () => {
  test("row 6: a failing source leaves the old content and nothing beside it", async () => {
    const file = path.join(folder, "a");
    await writeDurable(file, [Buffer.from("old")]);
    const failing = (async function* () {
      yield Buffer.from("half of the new");
      throw new Error("the source broke");
    })();
    await expect(writeDurable(file, failing)).rejects.toThrow("the source broke");
    expect(fs.readFileSync(file, "utf8")).toBe("old");
    expect(fs.readdirSync(folder)).toEqual(["a"]);
  });

  test.skipIf(process.platform === "win32")("§3.1: folders are 0700, files 0600", async () => {
    const file = path.join(folder, "deep", "er", "a");
    await writeDurable(file, [Buffer.from("x")]);
    expect([mode(path.join(folder, "deep")), mode(path.dirname(file)), mode(file)]).toEqual([0o700, 0o700, 0o600]);
  });

  test("a folder that is there already is left as it is", async () => {
    await makeFolder(folder);
    await makeFolder(path.join(folder, "new", "one"));
    await makeFolder(path.join(folder, "new", "one"));
    expect(fs.existsSync(path.join(folder, "new", "one"))).toBe(true);
  });

  test("a disk without room is told from other errors", () => {
    expect(isDiskFull(Object.assign(new Error("x"), { code: "ENOSPC" }))).toBe(true);
    expect(isDiskFull(Object.assign(new Error("x"), { code: "SQLITE_FULL" }))).toBe(true);
    expect(isDiskFull(Object.assign(new Error("x"), { code: "EIO" }))).toBe(false);
    expect(isDiskFull("ENOSPC")).toBe(false);
  });
});

describe("instance lock", () => {
  test("row 17: the second one gets none, until the first lets go", () => {
    const file = path.join(folder, "lock");
    const first = takeInstanceLock(file);
    expect(takeInstanceLock(file)).toBeNull();
    // the refused attempt must not have given up the first one's lock
    expect(takeInstanceLock(file)).toBeNull();
    first?.release();
    const second = takeInstanceLock(file);
    expect(second).not.toBeNull();
    second?.release();
  });

  test("row 17: a lock file left behind by a kill is no lock", () => {
    const file = path.join(folder, "lock");
    fs.writeFileSync(file, "");
    takeInstanceLock(file)?.release();
    expect(takeInstanceLock(file)).not.toBeNull();
  });
});
