import { execFile } from "node:child_process";
import { webcrypto } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HostCrypto, verifyPdf } from "#shared/verify/report-signature.ts";
import { uidOf, writeDicom } from "../fixtures/dicom-writer.ts";
import { sharedPath } from "../support/shared-folder.ts";
import { type BuiltFolder, buildElsewhere } from "./built-folder.ts";

const run = promisify(execFile);
const syntaxes = sharedPath("data", "10-one-ct-in-every-syntax");

let built: BuiltFolder;
beforeAll(() => {
  built = buildElsewhere();
});
afterAll(() => built.remove());

test("the built core in plain Node: first run, case, thumbnail, signed report, delivered", async () => {
  const pdf = path.join(built.folder, "report.pdf");
  const { stdout } = await run(process.execPath, [path.join(import.meta.dirname, "built-core-run.ts"), built.core, pdf], {
    timeout: 60_000,
  });
  expect(JSON.parse(stdout)).toEqual({ state: "delivered", thumbnail: "PNG" });
  const bytes = new Uint8Array(fs.readFileSync(pdf));
  expect(await verifyPdf(bytes, webcrypto as unknown as HostCrypto)).toMatchObject({ genuine: true, signer: "Demo Reviewer" });
  const text = Buffer.from(bytes).toString("latin1");
  for (const face of ["SourceSerif4-Regular", "Inter-Regular", "DejaVuSerif"]) expect(text).toContain(`+${face}`);
});

type Reply = { readonly ok: boolean; readonly decodeProblem?: string | null; readonly code?: string };

/** Asks the built reader of images as core does, in a thread of its own. */
async function readImage(bytes: Uint8Array): Promise<Reply> {
  const worker = new Worker(path.join(built.core, "prepare-worker.js"));
  // its first word: it has loaded its code
  await once(worker, "message");
  worker.postMessage({ kind: "index", bytes, instanceKey: "k" });
  const [reply] = (await once(worker, "message")) as [Reply];
  await worker.terminate();
  return reply;
}

/** ITU-T T.87 (JPEG-LS), annex H.3: its example image of 4 × 4 pixels, coded without loss. */
const T87_EXAMPLE = [
  "ffd8", // SOI
  "fff7 000b 08 0004 0004 01 011100", // SOF55: 8 bits, 4 × 4, one component
  "ffda 0008 01 0100 00 00 00", // SOS: NEAR 0
  "c000006c80208e01c0000057400000 6ee6000001bc18000005d800009160",
  "ffd9", // EOI
].join("");

const exampleFile = (stream: Buffer): Buffer =>
  writeDicom({
    sopClassUid: "1.2.840.10008.5.1.4.1.1.7",
    sopInstanceUid: uidOf("T.87 H.3"),
    transferSyntaxUid: "1.2.840.10008.1.2.4.80",
    dataSet: [
      ["00080060", "CS", "OT"],
      ["0020000D", "UI", uidOf("T.87 study")],
      ["0020000E", "UI", uidOf("T.87 series")],
      ["00280002", "US", 1],
      ["00280004", "CS", "MONOCHROME2"],
      ["00280010", "US", 4],
      ["00280011", "US", 4],
      ["00280100", "US", 8],
      ["00280101", "US", 8],
      ["00280102", "US", 7],
      ["00280103", "US", 0],
    ],
    pixels: { kind: "encapsulated", frames: [stream] },
  });

describe("the built reader of images has its codecs beside it", () => {
  test("JPEG-LS: the example of the standard; cut short it is refused", async () => {
    const stream = Buffer.from(T87_EXAMPLE.replaceAll(" ", ""), "hex");
    expect(await readImage(exampleFile(stream))).toMatchObject({ ok: true, decodeProblem: null });
    const cut = await readImage(exampleFile(stream.subarray(0, stream.length - 12)));
    expect(cut.decodeProblem).toEqual(expect.any(String));
  });

  test
    .skipIf(syntaxes === null)
    .each([
      "ct-4.50-jpeg-baseline-8bit.dcm",
      "ct-4.80-jpegls-lossless.dcm",
      "ct-4.90-jpeg2000-lossless.dcm",
      "CT1_HTJ2K.dcm",
      "ct-1.2.1.99-deflated.dcm",
    ])("real file %s", async (name) => {
    const bytes = new Uint8Array(fs.readFileSync(path.join(syntaxes ?? "", name)));
    expect(await readImage(bytes)).toMatchObject({ ok: true, decodeProblem: null });
  });
});
