import fs from "node:fs";
import path from "node:path";
import type { Resource } from "@medplum/fhirtypes";

/** One version of a resource; `resource` is null when it was deleted (a later read answers 410). */
export type StoredVersion = {
  readonly type: string;
  readonly id: string;
  readonly versionId: string;
  readonly lastUpdated: string;
  readonly resource: Resource | null;
};

/** What the state file holds, one JSON line each. A whole transaction is one line, so a torn write loses all of it or nothing. */
type StateRecord =
  | { readonly kind: "versions"; readonly versions: readonly StoredVersion[] }
  | { readonly kind: "sign-in"; readonly key: string; readonly value: unknown; readonly expiresAtMs: number | null }
  | { readonly kind: "setting"; readonly name: string; readonly value: unknown }
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "case"; readonly name: string };

/** An append-only journal: the service can be stopped at any moment and started again with the same state. */
export type StateFile = {
  /** The records of earlier runs, oldest first. */
  readonly earlier: readonly StateRecord[];
  /** Where files that clients store (STOW-RS) are kept. */
  readonly folder: string;
  append(record: StateRecord): void;
  close(): void;
};

/** Opens the journal in `folder`; without a folder nothing outlives the run (`scratchFolder` is removed at close). */
export function openStateFile(folder: string | undefined, scratchFolder: string): StateFile {
  if (folder === undefined) {
    return {
      earlier: [],
      folder: scratchFolder,
      append: () => undefined,
      close: () => fs.rmSync(scratchFolder, { recursive: true, force: true }),
    };
  }
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "state.jsonl");
  const earlier = readWholeLines(file);
  const handle = fs.openSync(file, "a", 0o600);
  return {
    earlier,
    folder,
    append: (record) => fs.writeSync(handle, `${JSON.stringify(record)}\n`),
    close: () => fs.closeSync(handle),
  };
}

/** Reads all lines; bytes after the last line end are a write that was cut, and are taken off the file. */
function readWholeLines(file: string): StateRecord[] {
  if (!fs.existsSync(file)) return [];
  const bytes = fs.readFileSync(file);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) fs.truncateSync(file, end);
  return bytes
    .subarray(0, end)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as StateRecord);
}

/** The last value of a setting, or what `make` gives, which is then kept. */
export function setting<T>(state: StateFile, name: string, make: () => T): T {
  const found = state.earlier.findLast((record) => record.kind === "setting" && record.name === name);
  if (found?.kind === "setting") return found.value as T;
  const value = make();
  state.append({ kind: "setting", name, value });
  return value;
}
