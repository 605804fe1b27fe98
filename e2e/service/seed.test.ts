import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Bundle, DocumentReference, ImagingStudy, List, Patient, Task } from "@medplum/fhirtypes";
import { expect, test } from "vitest";
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

test("images alone: the patient comes from the headers, what is no DICOM is counted", () =>
  inFolder(async (folder) => {
    const small = writeSmallCase(folder, "small");
    const made = seedCase({ dicomDir: small, name: "My Case", outDir: path.join(folder, "cases") });
    expect(made).toMatchObject({ taskId: "my-case-task", studies: 1, instances: 3, notes: ["1 files are no DICOM and were skipped"] });
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
