import fs from "node:fs";
import path from "node:path";
import { transferSyntax, uidOf, writeDicom } from "../../fixtures/dicom-writer.ts";
import { type SeededCase, seedCase } from "../../service/seed.ts";
import { CT_IMAGE, headerOf } from "../imaging/bench-series.ts";

const SIDE = 512;
const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2020, 0, 1);

/** How the slices are shared out among the series of the one study: one is as long as 3,000 of 5,000 (P22). */
const SERIES = [
  { name: "Long", share: 0.6 },
  { name: "Middle", share: 0.3 },
  { name: "Short", share: 0.1 },
] as const;

/** Documents and laboratory values grow with the images, as in row 76 of the fault table: 5,000 to 1,000 to 2,000. */
export type CaseSize = { readonly slices: number; readonly documents: number; readonly labs: number };

export const sizeOf = (slices: number): CaseSize => ({ slices, documents: Math.ceil(slices / 5), labs: Math.ceil((slices * 2) / 5) });

/** Slices of the longest series. */
export const longestOf = (slices: number): number => Math.ceil(slices * SERIES[0].share);

/** A body in air with a little noise, which packs about as a real slice does; every slice is another one. */
function pixelsOf(index: number): Uint8Array {
  const values = new Int16Array(SIDE * SIDE);
  let noise = (index + 1) * 2_654_435_761;
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) | 0;
      const [x, y] = [(column - 256) / 220, (row - 256) / 160];
      const isBody = x * x + y * y < 1;
      values[row * SIDE + column] = isBody ? 40 + Math.round(30 * Math.sin((column + index) / 17)) + (noise >>> 28) : -1_000;
    }
  }
  return new Uint8Array(values.buffer);
}

function writeSlices(folder: string, slices: number): void {
  let written = 0;
  for (const [number, { name, share }] of SERIES.entries()) {
    const isLast = number === SERIES.length - 1;
    const count = isLast ? slices - written : Math.ceil(slices * share);
    fs.mkdirSync(path.join(folder, name), { recursive: true });
    for (let index = 0; index < count; index++, written++) {
      const content = writeDicom({
        sopClassUid: CT_IMAGE,
        sopInstanceUid: uidOf(`bench sync ${name} ${index}`),
        transferSyntaxUid: transferSyntax.explicitLittle,
        dataSet: headerOf(uidOf(`bench sync series ${name}`), name, number + 1, index),
        pixels: { kind: "native", vr: "OW", bytes: pixelsOf(written) },
      });
      fs.writeFileSync(path.join(folder, name, `${String(index + 1).padStart(4, "0")}.dcm`), content);
    }
  }
}

function writeDocuments(folder: string, documents: number): void {
  fs.mkdirSync(folder, { recursive: true });
  const line = "The course since the last visit, as the clinic wrote it down on that day.\n";
  for (let number = 1; number <= documents; number++)
    fs.writeFileSync(path.join(folder, `letter-${String(number).padStart(4, "0")}.txt`), `Letter ${number}\n${line.repeat(60)}`);
}

/** Values of forty tests, one a day. */
function labOf(number: number): object {
  const test = number % 40;
  return {
    resourceType: "Observation",
    id: `bench-lab-${number}`,
    status: "final",
    category: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "laboratory" }] }],
    code: { coding: [{ system: "http://loinc.org", code: `${10_000 + test}-1` }], text: `Test ${test + 1} [Mass/volume] in Serum` },
    subject: { reference: "Patient/bench-patient" },
    effectiveDateTime: new Date(FIRST_DAY_MS + number * DAY_MS).toISOString().slice(0, 10),
    valueQuantity: { value: 1 + (number % 97) / 10, unit: "mg/L" },
    referenceRange: [{ low: { value: 2, unit: "mg/L" }, high: { value: 8, unit: "mg/L" } }],
  };
}

function writeRecords(file: string, labs: number): void {
  const patient = {
    resourceType: "Patient",
    id: "bench-patient",
    name: [{ family: "Bench", given: ["Series"] }],
    birthDate: "1960-01-01",
    identifier: [{ value: "BENCH-300" }],
  };
  const resources = [patient, ...Array.from({ length: labs }, (_, number) => labOf(number))];
  fs.writeFileSync(
    file,
    JSON.stringify({ resourceType: "Bundle", type: "collection", entry: resources.map((resource) => ({ resource })) }),
  );
}

/** A case of that size below `dir`, made by the seed tool from generated files. */
export function makeLargeCase(dir: string, { slices, documents, labs }: CaseSize): SeededCase {
  const [dicomDir, docsDir, fhirFile] = [path.join(dir, "dicom"), path.join(dir, "docs"), path.join(dir, "records.json")];
  writeSlices(dicomDir, slices);
  writeDocuments(docsDir, documents);
  writeRecords(fhirFile, labs);
  const seeded = seedCase({ dicomDir, docsDir, fhirFile, allRecords: true, name: "bench", outDir: path.join(dir, "cases") });
  fs.rmSync(dicomDir, { recursive: true });
  return seeded;
}
