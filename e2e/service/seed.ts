import fs from "node:fs";
import path from "node:path";
import type { Bundle, Patient } from "@medplum/fhirtypes";
import { buildCaseBundle } from "../fixtures/case-builder.ts";
import { filesBelow } from "../fixtures/dicom-header.ts";
import { type DicomPatient, describeImages, type ImagingFacts } from "../fixtures/imaging-study.ts";
import { documentsIn } from "./seed-documents.ts";
import { recordsOf, type SeedRecords } from "./seed-records.ts";

export type SeedOptions = {
  readonly dicomDir?: string;
  readonly fhirFile?: string;
  readonly docsDir?: string;
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
  /** What somebody should know: another patient in the images, files that were skipped, resources that were left out. */
  readonly notes: readonly string[];
};

/** Makes `<outDir>/<name>` with `case-bundle.json` and `dicom/` from anybody's files, for `npm run service -- --cases`. */
export function seedCase(options: SeedOptions): SeededCase {
  const name = slug(options.name ?? "seeded");
  const folder = path.join(options.outDir, name);
  const bundle = options.fhirFile === undefined ? null : readBundle(options.fhirFile);
  const records = bundle === null ? { patient: null, clinical: [], leftOut: {} } : recordsOf(bundle, name);
  const files = options.dicomDir === undefined ? [] : filesBelow(options.dicomDir);
  const images = describeImages(files, name, `Patient/${records.patient?.id ?? `${name}-patient`}`);
  copyImages(images.used, options.dicomDir ?? "", path.join(folder, "dicom"));
  const skipped = images.skipped > 0 ? [`${images.skipped} files are no DICOM and were skipped`] : [];
  const ready = bundle?.entry?.find(
    ({ resource }) => resource?.resourceType === "Task" && JSON.stringify(resource.code).includes('"second-opinion"'),
  );
  if (bundle === null || ready?.resource?.id === undefined) return buildSeed(options, { name, folder, records, images, skipped });
  writeBundle(folder, bundle);
  return {
    folder,
    taskId: ready.resource.id,
    ...imageCounts(images),
    documents: bundle.entry?.filter(({ resource }) => resource?.resourceType === "DocumentReference").length ?? 0,
    records: bundle.entry?.length ?? 0,
    notes: ["The bundle holds a second-opinion Task and is loaded as it is", ...skipped],
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
  readonly skipped: readonly string[];
};

function buildSeed(options: SeedOptions, { name, folder, records, images, skipped }: Ground): SeededCase {
  const patient = records.patient ?? patientFromImages(images.patients[0], name);
  const docs = options.docsDir === undefined ? { documents: [], skipped: 0 } : documentsIn(options.docsDir);
  const bundle = buildCaseBundle({
    name,
    number: `C-${name.toUpperCase()}`,
    patient,
    questions: questionsFor(images.studies.length > 0),
    reason: "Second opinion on the records and images that were sent",
    priority: "routine",
    specialty: { snomed: "394914008", display: "Radiology" },
    dueInDays: 12,
    documents: docs.documents,
    studies: images.studies,
    clinical: records.clinical,
  });
  writeBundle(folder, bundle);
  const notes = [
    ...skipped,
    ...foreignPatients(images.patients, patient),
    ...(docs.skipped > 0 ? [`${docs.skipped} files of the documents are no PDF, picture or text and were skipped`] : []),
    ...Object.entries(records.leftOut).map(([type, number]) => `${number} ${type} left out`),
  ];
  return {
    folder,
    taskId: `${name}-task`,
    ...imageCounts(images),
    documents: docs.documents.length,
    records: records.clinical.length,
    notes,
  };
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 40) || "seeded";

function readBundle(file: string): Bundle {
  const value = JSON.parse(fs.readFileSync(file, "utf8")) as Bundle;
  if (value.resourceType !== "Bundle") throw new Error(`${path.basename(file)} is no FHIR Bundle`);
  return value;
}

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

const genders: Readonly<Record<string, Patient["gender"]>> = { F: "female", M: "male", O: "other" };

/** The patient that the headers name; somebody without a name when there are no headers. */
function patientFromImages(found: DicomPatient | undefined, name: string): Patient {
  const [family = "", given = ""] = (found?.name ?? "").split("=")[0]?.split("^") ?? [];
  return {
    resourceType: "Patient",
    id: `${name}-patient`,
    active: true,
    ...(found === undefined || found.id === "" ? {} : { identifier: [{ system: "https://service.example/patients", value: found.id }] }),
    name: [{ use: "official", family: family === "" ? "Unknown" : family, ...(given === "" ? {} : { given: [given] }) }],
    gender: genders[found?.sex ?? ""] ?? "unknown",
    ...(found === undefined || found.birthDate === "" ? {} : { birthDate: found.birthDate }),
  };
}

const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/[^A-Za-z]/g, "")
    .toLowerCase();

/** Where the headers name somebody else than the Patient resource: the app raises its identity banner for it. */
function foreignPatients(found: readonly DicomPatient[], patient: Patient): string[] {
  const differing = found.map((each) => differences(each, patient)).filter((each) => each.length > 0);
  if (differing.length === 0) return [];
  const who =
    found.length === 1
      ? "The images name another patient than the records"
      : `${differing.length} of ${found.length} patients in the images differ`;
  return [`${who} (${[...new Set(differing.flat())].join(", ")}): the app will show its identity banner`];
}

function differences(found: DicomPatient, patient: Patient): string[] {
  const [family = "", given = ""] = found.name.split("=")[0]?.split("^") ?? [];
  const official = patient.name?.[0];
  return [
    plain(family) === plain(official?.family ?? "") && plain(official?.given?.[0] ?? "").startsWith(plain(given)) ? null : "name",
    found.birthDate === "" || found.birthDate === patient.birthDate ? null : "birth date",
    genders[found.sex] === undefined || genders[found.sex] === patient.gender ? null : "sex",
    found.id === "" || patient.identifier?.some(({ value }) => value === found.id) === true ? null : "patient id",
  ].filter((what) => what !== null);
}
