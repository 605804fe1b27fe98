import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCanaryCommand, searchFolder } from "./canary.ts";

let folder = "";
let said: string[] = [];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-canary-test-"));
  said = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => said.push(String(text).trim()) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

const write = (name: string, bytes: string | Buffer): void => {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
};
const list = (...words: string[]): void => write("canaries.json", JSON.stringify({ words, tokens: [] }));

test("row 25: a short name is searched like a long one, in the data folder of a demo's output", async () => {
  list("Okonjo", "Lindqvist");
  write("data/sealed.bin", Buffer.from([1, 2, 3, 4]));
  write("report.txt", "for Okonjo, Ada");
  expect(await runCanaryCommand([folder])).toBe(0);
  write("data/leak.log", Buffer.from("x Okonjo y", "utf16le"));
  said = [];
  expect(await runCanaryCommand([folder])).toBe(1);
  expect(said[0]).toBe("FOUND word 1 as UTF-16LE in leak.log");
});

test("row 25: a word that is too short to be told from chance is named and the others are searched; an empty list and no list stop the search", async () => {
  write("data/leak.txt", Buffer.from("Lindqvist", "utf16le"));
  list("Lindqvist", "Ada");
  expect(await runCanaryCommand([folder])).toBe(1);
  expect(said.slice(0, 2)).toEqual([expect.stringMatching(/^canary: word 2 .* not searched$/), "FOUND word 1 as UTF-16LE in leak.txt"]);
  fs.rmSync(path.join(folder, "data/leak.txt"));
  expect([await runCanaryCommand([folder]), said.at(-1)]).toMatchObject([1, expect.stringContaining("1 words (0 tokens), 0 hits")]);
  list();
  expect([await runCanaryCommand([folder]), said.at(-1)]).toMatchObject([1, expect.stringContaining("is empty")]);
  fs.rmSync(path.join(folder, "canaries.json"));
  expect([await runCanaryCommand([path.join(folder, "data")]), said.at(-1)]).toMatchObject([1, expect.stringContaining("no word list")]);
});

test("row 25: a name in the base64 of a longer text is found in each of its three phases", () => {
  for (const before of ["", "x", "xy"]) {
    write("data/a.txt", Buffer.from(`${before}the name is Lindqvist, Henrik.`).toString("base64"));
    expect(searchFolder(path.join(folder, "data"), ["Lindqvist"]).map(({ form }) => form)).toHaveLength(1);
  }
});
