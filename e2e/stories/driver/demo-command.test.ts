import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeSmallCase } from "../../fixtures/small-case.ts";
import { startService } from "../../service/service.ts";

const command = path.join(import.meta.dirname, "../../commands/demo.mjs");

let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-demo-command-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** `npm run demo` as a person calls it; the lines of its answer. */
function demo(...args: readonly string[]): { readonly status: number | null; readonly lines: readonly string[] } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });
  return { status, lines: `${stdout}${stderr}`.trimEnd().split("\n") };
}

/** The same while this process answers as the service. */
async function demoBeside(...args: readonly string[]): Promise<{ readonly status: number | null; readonly lines: readonly string[] }> {
  const child = spawn(process.execPath, [command, ...args]);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
  const [status] = (await once(child, "close")) as [number | null];
  return { status, lines: text.trimEnd().split("\n") };
}

test("arguments that fit nothing end the demo before a window opens, with what is wrong and what to do", () => {
  const rows: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [["--case", "nope"], /^There is no demo case nope\. There are: chest-ct, /],
    [["--mode", "patch"], /^--mode is put or post, not patch\.$/],
    [["--fault", "earthquake"], /^--fault: unknown fault "earthquake"; known: /],
    [["--dicomweb", "archive"], /^--dicomweb archive is no http or https address\.$/],
    [["--service", "127.0.0.1"], /^--service 127\.0\.0\.1 is no http or https address\. Give the FHIR base address/],
    [["--service", "http://127.0.0.1:1", "--mode", "put"], /^With --service there is no own service for --mode\. /],
  ];
  for (const [args, says] of rows) {
    const { status, lines } = demo(...args, "--out", path.join(folder, "out"));
    expect.soft(status, args.join(" ")).toBe(2);
    expect.soft(lines.at(-1)).toMatch(says);
  }
  expect(fs.existsSync(path.join(folder, "out"))).toBe(false);
});

test("a service that is not there, is none, or does not know the account ends the demo before a window opens", async () => {
  const service = await startService({ casesDirs: [writeSmallCase(folder, "small")] });
  const origin = new URL(service.base).origin;
  try {
    const rows: readonly (readonly [args: readonly string[], says: string])[] = [
      [
        ["--service", "http://127.0.0.1:9/fhir"],
        "The service at http://127.0.0.1:9 cannot be reached. Start it, or check the address behind --service.",
      ],
      [
        ["--service", `${origin}/other`],
        `${origin}/other is no FHIR base address with SMART sign-in: ${origin}/other/.well-known/smart-configuration answers 404. Check the address behind --service.`,
      ],
      [["--service", service.base, "--password", "wrong"], "The service does not take this user name and password."],
      [["--service", service.base, "--case", "large"], "No case large waits for a decision of this account. There are: small."],
      [
        ["--service", service.base, "--user", "other", "--password", "other"],
        "No case waits for a decision of this account. Give it one at the service, then start again.",
      ],
    ];
    for (const [args, says] of rows) {
      const { status, lines } = await demoBeside(...args, "--out", path.join(folder, "out"));
      expect.soft([status, lines], args.join(" ")).toEqual([1, [`The demo stopped: ${says}`, `Output: ${path.join(folder, "out")}`]]);
    }
  } finally {
    await service.close();
  }
});

test("a folder without a whole DICOM file ends the demo; its files are named", () => {
  const dicom = path.join(writeSmallCase(folder, "small", { instances: 1 }), "dicom");
  fs.truncateSync(path.join(dicom, "001.dcm"), 500);
  const { status, lines } = demo("--dicom", dicom, "--out", path.join(folder, "out"));
  expect(status).toBe(1);
  expect(lines).toEqual([
    `Not loaded: 1 of 1 files in ${dicom}`,
    "  001.dcm: cut off or damaged: an element of its header runs past the end of the file",
    `The demo stopped: There is no whole DICOM file in ${dicom}. Name a folder with DICOM files behind --dicom.`,
    `Output: ${path.join(folder, "out")}`,
  ]);
});

test("a run takes away only what a run has made: the caller's files stay", () => {
  const data = path.join(folder, "data");
  fs.mkdirSync(data);
  fs.writeFileSync(path.join(data, "mine.txt"), "mine");
  expect(demo("--out", folder)).toEqual({
    status: 2,
    lines: [`${folder} holds data, which no run of the demo made. Choose an empty folder with --out.`],
  });
  expect(demo("--docs", data, "--out", folder)).toEqual({
    status: 2,
    lines: [`${data} lies in the folder of --out, which a run writes anew. Choose another folder with --out.`],
  });
  expect(fs.readFileSync(path.join(data, "mine.txt"), "utf8")).toBe("mine");
});
