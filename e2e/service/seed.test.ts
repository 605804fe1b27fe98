import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Bundle, DocumentReference, ImagingStudy, List, Patient, Task } from "@medplum/fhirtypes";
import { expect, test } from "vitest";
import { transferSyntax, uidOf, writeDicom } from "../fixtures/dicom-writer.ts";
import { writeSmallCase } from "../fixtures/small-case.ts";
import { sharedPath } from "../support/shared-folder.ts";
import { seedCase } from "./seed.ts";
import { startService } from "./service.ts";

const ct = sharedPath("data", "01-ct-chest-series");
const synthea = sharedPath("data", "30-fhir", "bundle-rudolf-weber.json");
const pdfs = sharedPath("data", "31-pdf");
const example = sharedPath("protocol");

async function inFolder(work: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-test-"));
  try {
    await work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const command = path.join(import.meta.dirname, "../commands/seed.mjs");

/** `npm run seed` as a person calls it. */
function seed(...args: readonly string[]): { readonly status: number | null; readonly out: string; readonly error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });
  return { status, out: stdout, error: stderr };
}

function write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

test("images alone: the patient comes from the headers, what is no DICOM is named", () =>
  inFolder(async (folder) => {
    const small = writeSmallCase(folder, "small");
    const made = seedCase({ dicomDir: small, name: "My Case", outDir: path.join(folder, "cases") });
    const notes = [`Not loaded: 1 of 4 files in ${small}`, "  case-bundle.json: no DICOM file (no DICM at byte 128)"];
    expect(made).toMatchObject({ taskId: "my-case-task", studies: 1, instances: 3, notes });
    const service = await startService({ casesDirs: [path.join(folder, "cases")] });
    try {
      expect(service.read<Patient>("Patient", "my-case-patient")).toMatchObject({ name: [{ family: "Small", given: ["Case"] }] });
      expect(service.read<Task>("Task", made.taskId)?.input?.filter(({ id }) => id?.startsWith("q"))).toHaveLength(3);
    } finally {
      await service.close();
    }
  }));

test.skipIf(ct === null || synthea === null || pdfs === null)(
  "a CT series, a Synthea bundle and PDFs become one case that a strict service takes, in both modes",
  () =>
    inFolder(async (folder) => {
      const made = seedCase({ dicomDir: ct ?? "", fhirFile: synthea ?? "", docsDir: pdfs ?? "", name: "ct", outDir: folder });
      // facts of the shared folder: 80 slices in one series, 14 PDFs and one index, 79 + 7 + 9 + 4 + 6 clinical resources
      expect(made).toMatchObject({ studies: 1, instances: 80, documents: 14, records: 105 });
      expect(made.notes).toContain(
        "The images name another patient than the records (name, sex, patient id): the app will show its identity banner",
      );
      for (const mode of ["put", "post"] as const) {
        const service = await startService({ casesDirs: [folder], mode });
        try {
          const manifest = service.read<List>("List", "ct-manifest");
          for (const { item } of manifest?.entry ?? []) {
            const [type = "", id = ""] = item.reference?.split("/") ?? [];
            expect(service.read(type as "List", id), item.reference).not.toBeNull();
          }
          const study = service.read<ImagingStudy>("ImagingStudy", "ct-study-1");
          expect(study?.series?.[0]?.extension?.[0]?.valueDecimal).toBe(
            fs.readdirSync(ct ?? "").reduce((sum, file) => sum + fs.statSync(path.join(ct ?? "", file)).size, 0),
          );
          expect(await service.search<DocumentReference>("DocumentReference")).toHaveLength(14);
          expect(JSON.stringify(service.read("Task", "ct-task"))).toContain("HTEST");
        } finally {
          await service.close();
        }
      }
    }),
);

test.skipIf(example === null)("a bundle that holds a second-opinion Task stays as it is", () =>
  inFolder((folder) => {
    const fhirFile = path.join(example ?? "", "case/case-bundle.json");
    const made = seedCase({ dicomDir: path.join(example ?? "", "dicom"), fhirFile, name: "example", outDir: folder });
    expect(made).toMatchObject({ taskId: "demo-task", studies: 3, instances: 19, documents: 3 });
    const written = JSON.parse(fs.readFileSync(path.join(made.folder, "case-bundle.json"), "utf8")) as Bundle;
    expect(written).toEqual(JSON.parse(fs.readFileSync(fhirFile, "utf8")));
  }),
);

test("what holds nothing to make a case from ends the command with what is wrong and what to do; nothing is written", () =>
  inFolder((folder) => {
    const empty = path.join(folder, "empty");
    fs.mkdirSync(empty);
    const texts = write(path.join(folder, "texts"), { "a/notes.md": "# no image", "b.bin": "\0" });
    const file = path.join(texts, "b.bin");
    const patient = write(folder, {
      "patient.json": '{"resourceType":"Patient"}',
      "cut.json": '{"resourceType":"Bun',
      "none.json": '{"resourceType":"Bundle"}',
    });
    const missing = path.join(folder, "missing");
    const toDo = "Name a JSON file with a FHIR R4 Bundle behind --fhir.";
    const rows: readonly (readonly [option: string, value: string, says: string])[] = [
      ["--dicom", missing, `There is no folder ${missing}. Check the path behind --dicom.`],
      ["--dicom", file, `${file} is a file. Name the folder that holds it behind --dicom.`],
      ["--dicom", empty, `The folder ${empty} is empty. Name a folder with files behind --dicom.`],
      ["--dicom", texts, `There is no whole DICOM file in ${texts}. Name a folder with DICOM files behind --dicom.`],
      ["--docs", missing, `There is no folder ${missing}. Check the path behind --docs.`],
      ["--docs", empty, `The folder ${empty} is empty. Name a folder with files behind --docs.`],
      ["--docs", texts, `There is no PDF, picture or text in ${texts}. Name a folder with such files behind --docs.`],
      ["--fhir", missing, `There is no file ${missing}. Check the path behind --fhir.`],
      ["--fhir", empty, `${empty} is a folder. ${toDo}`],
      ["--fhir", file, `${file} is no JSON, or it is cut off. ${toDo}`],
      ["--fhir", path.join(patient, "cut.json"), `${path.join(patient, "cut.json")} is no JSON, or it is cut off. ${toDo}`],
      ["--fhir", path.join(patient, "patient.json"), `${path.join(patient, "patient.json")} holds a Patient, no Bundle. ${toDo}`],
      ["--fhir", path.join(patient, "none.json"), `The Bundle in ${path.join(patient, "none.json")} holds no resource. ${toDo}`],
    ];
    const out = path.join(folder, "out");
    for (const [option, value, says] of rows) {
      const { status, error } = seed(option, value, "--out", out);
      expect.soft([status, error.trimEnd().split("\n").at(-1)], `${option} ${value}`).toEqual([1, says]);
    }
    expect(seed("--dicom", texts, "--out", out).error).toContain("  b.bin: no DICOM file (no DICM at byte 128)\n");
    expect(fs.existsSync(out)).toBe(false);
  }));

test("files that are cut, unreadable or twice there are named one by one, the rest is loaded", () =>
  inFolder((folder) => {
    const from = path.join(folder, "from");
    const dicom = path.join(writeSmallCase(folder, "small", { instances: 4 }), "dicom");
    const whole = ["001", "002", "003", "004"].map((name) => fs.readFileSync(path.join(dicom, `${name}.dcm`)));
    const [first = Buffer.alloc(0), second = Buffer.alloc(0), third = Buffer.alloc(0)] = whole;
    const rle = encapsulated();
    write(from, {
      "ct/001.dcm": first,
      "ct/002.dcm": second,
      "ct/003 half.dcm": third.subarray(0, third.length - 64), // 64 of 128 bytes of pixels
      "ct/003 header.dcm": third.subarray(0, 400),
      "ct/again.dcm": first,
      "empty.dcm": "",
      "rle.dcm": rle,
      "rle cut.dcm": rle.subarray(0, rle.length - 30),
      "readme.txt": "images of my chest",
    });
    fs.symlinkSync(path.join(folder, "not-there.dcm"), path.join(from, "gone.dcm"));
    const { status, out } = seed("--dicom", from, "--out", path.join(folder, "out"));
    expect(status).toBe(0);
    expect(out.split("\n")).toEqual([
      `Not loaded: 7 of 10 files in ${from}`,
      "  ct/003 half.dcm: cut off: 64 of 128 bytes of its pixels are there",
      "  ct/003 header.dcm: cut off or damaged: an element of its header runs past the end of the file",
      "  empty.dcm: empty file",
      "  gone.dcm: cannot be read (ENOENT)",
      "  readme.txt: no DICOM file (no DICM at byte 128)",
      "  rle cut.dcm: cut off in the middle of its compressed pixels",
      "  ct/again.dcm: holds an image that another file holds too (SOP Instance UID)",
      `Case written to ${path.join(folder, "out/seeded")}: 3 images in 2 studies, 0 documents, 0 records`,
      "",
    ]);
    expect(fs.readdirSync(path.join(folder, "out/seeded/dicom"), { recursive: true }).toSorted()).toEqual([
      "ct",
      "ct/001.dcm",
      "ct/002.dcm",
      "rle.dcm",
    ]);
  }));

test("headers with a date that is none, negative numbers and names in UTF-8 become a case that the service takes", () =>
  inFolder(async (folder) => {
    const odd = writeDicom({
      sopClassUid: "1.2.840.10008.5.1.4.1.1.7",
      sopInstanceUid: uidOf("odd image"),
      transferSyntaxUid: transferSyntax.explicitLittle,
      dataSet: [
        ["00080005", "CS", "ISO_IR 192"],
        ["00080020", "DA", "20041399"],
        ["00081030", "LO", Buffer.from("Schädel\u0007 CT")],
        ["00100010", "PN", Buffer.from("Müller^Zoë")],
        ["00100030", "DA", "19000230"],
        ["0020000D", "UI", uidOf("odd study")],
        ["0020000E", "UI", uidOf("odd series")],
        ["00200011", "IS", "-4"],
        ["00200013", "IS", "9999999999"],
      ],
    });
    const dicomDir = write(path.join(folder, "from"), { "odd.dcm": odd });
    const cases = path.join(folder, "cases");
    expect(seedCase({ dicomDir, outDir: cases })).toMatchObject({ instances: 1, notes: [] });
    const service = await startService({ casesDirs: [cases] });
    try {
      expect(service.read<Patient>("Patient", "seeded-patient")).toMatchObject({ name: [{ family: "Müller", given: ["Zoë"] }] });
      expect(service.read<Patient>("Patient", "seeded-patient")).not.toHaveProperty("birthDate");
      const study = service.read<ImagingStudy>("ImagingStudy", "seeded-study-1");
      expect(study).toMatchObject({ description: "Schädel  CT", series: [{ number: 0, instance: [{ number: 0 }] }] });
      expect(study).not.toHaveProperty("started");
    } finally {
      await service.close();
    }
  }));

test("documents: other kinds and empty ones are named; a cut PDF is loaded and named, for the app to say", () =>
  inFolder((folder) => {
    const docs = write(path.join(folder, "docs"), { "a.pdf": "%PDF-1.7\n…", "b.txt": "a letter", "c.png": "", "d.docx": "PK" });
    const { status, out } = seed("--docs", docs, "--out", path.join(folder, "out"));
    expect(status).toBe(0);
    expect(out).toContain(`Not loaded: 2 of 4 files in ${docs}\n  c.png: empty file\n  d.docx: no PDF, picture or text\n`);
    expect(out).toContain("Loaded as it is: a.pdf: cut off or no PDF inside\n");
    expect(out).toContain("0 images in 0 studies, 2 documents, 0 records\n");
  }));

test("a source inside the case folder is refused, and nothing of it is lost", () =>
  inFolder((folder) => {
    const dicom = path.join(writeSmallCase(folder, "seeded"), "dicom");
    const { status, error } = seed("--dicom", dicom, "--out", folder);
    expect([status, error.trim()]).toEqual([
      1,
      `The case folder ${path.join(folder, "seeded")} and ${dicom} lie inside each other. Choose another folder with --out.`,
    ]);
    expect(fs.readdirSync(dicom)).toHaveLength(3);
  }));

test("of a bundle with two patients only the records of the first become the case", () =>
  inFolder((folder) => {
    const condition = (id: string, patient: string): object => ({
      resource: { resourceType: "Condition", id, subject: { reference: patient } },
    });
    const entry = [
      { fullUrl: "urn:uuid:1", resource: { resourceType: "Patient", id: "one" } },
      { fullUrl: "urn:uuid:2", resource: { resourceType: "Patient", id: "two" } },
      ...[condition("a", "Patient/one"), condition("b", "urn:uuid:1"), condition("c", "Patient/two"), condition("d", "urn:uuid:2"), null],
    ];
    const fhirFile = path.join(write(folder, { "b.json": JSON.stringify({ resourceType: "Bundle", entry }) }), "b.json");
    const made = seedCase({ fhirFile, outDir: path.join(folder, "out") });
    expect(made).toMatchObject({ records: 2, notes: ["1 Patient left out", "2 Condition left out"] });
  }));

test("row 76: however many records there are, all of them become the case when that is asked for", () =>
  inFolder((folder) => {
    const labs = Array.from({ length: 900 }, (_, number) => ({ resource: { resourceType: "Observation", id: `lab-${number}` } }));
    const entry = [{ resource: { resourceType: "Patient", id: "one" } }, ...labs];
    const fhirFile = path.join(write(folder, { "b.json": JSON.stringify({ resourceType: "Bundle", entry }) }), "b.json");
    const recordsWith = (allRecords: boolean): number => seedCase({ fhirFile, allRecords, outDir: path.join(folder, "out") }).records;
    // 400: the table of seed-records.ts
    expect([recordsWith(false), recordsWith(true)]).toEqual([400, 900]);
  }));

/** One image in two RLE fragments. */
function encapsulated(): Buffer {
  return writeDicom({
    sopClassUid: "1.2.840.10008.5.1.4.1.1.7",
    sopInstanceUid: uidOf("rle image"),
    transferSyntaxUid: transferSyntax.rle,
    dataSet: [
      ["0020000D", "UI", uidOf("rle study")],
      ["0020000E", "UI", uidOf("rle series")],
      ["00100010", "PN", "Small^Case"],
      ["00100020", "LO", "small-patient"],
    ],
    pixels: { kind: "encapsulated", frames: [new Uint8Array(80), new Uint8Array(80)] },
  });
}
