import fs from "node:fs";
import path from "node:path";
import type { Bundle, BundleEntry } from "@medplum/fhirtypes";
import { buildCaseBundle } from "../fixtures/case-builder.ts";
import { describeImages, type ImagingFacts } from "../fixtures/imaging-study.ts";
import { documentsAmong, type SeedDocuments } from "./seed-documents.ts";
import { foreignPatients, patientFromImages } from "./seed-patient.ts";
import { recordsOf, type SeedRecords } from "./seed-records.ts";
import { filesOf, leftOutNotes, readBundle, refuseOverlap, SeedRefusal } from "./seed-sources.ts";

export type SeedOptions = {
  readonly dicomDir?: string;
  readonly fhirFile?: string;
  readonly docsDir?: string;
  /** Every clinical record of the bundle, not only the newest of each type. */
  readonly allRecords?: boolean;
  /** Name of the case folder and start of its ids; `seeded` when absent. */
  readonly name?: string;
  readonly outDir: string;
};

export type SeededCase = {
  readonly folder: string;
  readonly taskId: string;
  readonly studies: number;
  readonly instances: number;
  readonly documents: number;
  readonly records: number;
  /** What somebody should know: another patient in the images, files and resources that were left out. */
  readonly notes: readonly string[];
};

/**
 * Makes `<outDir>/<name>` with `case-bundle.json` and `dicom/` from anybody's files, for `npm run service -- --cases`. Throws `SeedRefusal`
 * before anything is written when what was named holds nothing to make a case from.
 */
export function seedCase(options: SeedOptions): SeededCase {
  const name = slug(options.name ?? "seeded");
  const folder = path.join(options.outDir, name);
  refuseOverlap(
    folder,
    [options.dicomDir, options.docsDir, options.fhirFile].filter((source) => source !== undefined),
  );
  const bundle = options.fhirFile === undefined ? null : readBundle(options.fhirFile);
  const records = bundle === null ? { patient: null, clinical: [], leftOut: {} } : recordsOf(bundle, name, options.allRecords);
  const { images, notes } = imagesOf(options.dicomDir, name, `Patient/${records.patient?.id ?? `${name}-patient`}`);
  const documents = documentsOf(options.docsDir);
  copyImages(images.used, options.dicomDir ?? "", path.join(folder, "dicom"));
  const ready = bundle?.entry?.find(isSecondOpinion);
  if (bundle === null || ready?.resource?.id === undefined)
    return buildSeed({ name, folder, records, images, documents: documents.found, notes: [...notes, ...documents.notes] });
  writeBundle(folder, bundle);
  const unused = documents.found.documents.length > 0 ? ["The documents of --docs are not in it"] : [];
  return {
    folder,
    taskId: ready.resource.id,
    ...imageCounts(images),
    documents: bundle.entry?.filter(({ resource }) => resource?.resourceType === "DocumentReference").length ?? 0,
    records: bundle.entry?.length ?? 0,
    notes: ["The bundle holds a second-opinion Task and is loaded as it is", ...unused, ...notes],
  };
}

const isSecondOpinion = ({ resource }: BundleEntry): boolean =>
  resource?.resourceType === "Task" && resource.code?.coding?.some(({ code }) => code === "second-opinion") === true;

type Imported = { readonly images: ImagingFacts; readonly notes: readonly string[] };

function imagesOf(folder: string | undefined, name: string, patientReference: string): Imported {
  const files = folder === undefined ? [] : filesOf(folder, "--dicom");
  const images = describeImages(files, name, patientReference);
  const notes = leftOutNotes(folder ?? "", files.length, images.leftOut);
  if (folder !== undefined && images.used.length === 0)
    throw new SeedRefusal(`There is no whole DICOM file in ${folder}. Name a folder with DICOM files behind --dicom.`, notes);
  return { images, notes };
}

function documentsOf(folder: string | undefined): { readonly found: SeedDocuments; readonly notes: readonly string[] } {
  const files = folder === undefined ? [] : filesOf(folder, "--docs");
  const found = documentsAmong(files);
  const notes = leftOutNotes(folder ?? "", files.length, found.leftOut);
  if (folder !== undefined && found.documents.length === 0)
    throw new SeedRefusal(`There is no PDF, picture or text in ${folder}. Name a folder with such files behind --docs.`, notes);
  return {
    found,
    notes: [...notes, ...found.doubtful.map(({ file, why }) => `Loaded as it is: ${path.relative(folder ?? "", file)}: ${why}`)],
  };
}

const imageCounts = ({ studies }: ImagingFacts): { readonly studies: number; readonly instances: number } => ({
  studies: studies.length,
  instances: studies.reduce((sum, { numberOfInstances }) => sum + (numberOfInstances ?? 0), 0),
});

type Ground = {
  readonly name: string;
  readonly folder: string;
  readonly records: SeedRecords;
  readonly images: ImagingFacts;
  readonly documents: SeedDocuments;
  readonly notes: readonly string[];
};

function buildSeed({ name, folder, records, images, documents: { documents }, notes }: Ground): SeededCase {
  const patient = records.patient ?? patientFromImages(images.patients[0], name);
  const bundle = buildCaseBundle({
    name,
    number: `C-${name.toUpperCase()}`,
    patient,
    questions: questionsFor(images.studies.length > 0),
    reason: "Second opinion on the records and images that were sent",
    priority: "routine",
    specialty: { snomed: "394914008", display: "Radiology" },
    dueInDays: 12,
    documents,
    studies: images.studies,
    clinical: records.clinical,
  });
  writeBundle(folder, bundle);
  return {
    folder,
    taskId: `${name}-task`,
    ...imageCounts(images),
    documents: documents.length,
    records: records.clinical.length,
    notes: [
      ...notes,
      ...foreignPatients(images.patients, patient),
      ...Object.entries(records.leftOut).map(([type, number]) => `${number} ${type} left out`),
    ],
  };
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 40) || "seeded";

function writeBundle(folder: string, bundle: Bundle): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "case-bundle.json"), JSON.stringify(bundle));
}

function copyImages(files: readonly string[], from: string, to: string): void {
  fs.rmSync(to, { recursive: true, force: true });
  for (const file of files) {
    const target = path.join(to, path.relative(from, file));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(file, target, fs.constants.COPYFILE_FICLONE);
  }
}

function questionsFor(hasImages: boolean): string[] {
  return [
    hasImages ? "What do my images show, and is anything on them that was missed?" : "Is the diagnosis in my records right?",
    "Which treatment would you choose for me, and why?",
    "Do I need more tests before I decide?",
  ];
}
