import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleSelection, exampleSelectionIdentity } from "#shared/objects/key-selection.example.ts";
import { keyObjectFile } from "#shared/objects/make-key-objects.ts";
import { hasTool } from "../support/tools.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-key-objects-"));
const file = path.join(folder, "key-objects.dcm");

beforeAll(() => fs.writeFileSync(file, keyObjectFile(exampleSelection, exampleSelectionIdentity)));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const run = (tool: string, ...args: readonly string[]): string =>
  execFileSync(tool, [...args, file], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

describe.skipIf(!hasTool("dcmdump") || !hasTool("dsrdump"))("P17: key objects as dcmtk reads them (needs dcmtk)", () => {
  test("dcmdump: a whole file; patient, study, instances and frames are those of the selection", () => {
    const dump = run("dcmdump", "--print-all", "--no-uid-names");
    const values = (tag: string): (string | undefined)[] =>
      [...dump.matchAll(new RegExp(`^\\s*\\(${tag}\\) \\w\\w (?:\\[(.*?)\\] +#|\\(no value)`, "gms"))].map(([, value]) => value);
    expect(values("0010,0010")).toEqual([exampleSelection.patient.name]);
    expect(values("0008,0090")).toEqual([undefined]);
    // evidence first, then the items: two frames of one instance
    expect(values("0008,1155")).toEqual(["1.2.3.4.5", "1.2.3.6.7", "1.2.3.4.5", "1.2.3.6.7", "1.2.3.6.7"]);
    expect(values("0008,1160")).toEqual(["12", "30"]);
    expect(values("0040,a160").join("\n")).toContain("größer als früher");
  });

  test("dsrdump: a valid Key Object Selection Document of TID 2010", () => {
    const dump = run("dsrdump", "--print-all-codes", "--print-instance-uid", "--print-long-values");
    expect(dump).toContain("Key Object Selection Document");
    expect(dump).toContain('(113000,DCM,"Of Interest")');
    expect(dump).toContain('(113012,DCM,"Key Object Description")');
    for (const image of ['(CT image,"1.2.3.4.5")', '(USm image,"1.2.3.6.7",12)', '(USm image,"1.2.3.6.7",30)'])
      expect(dump).toContain(image);
  });
});
