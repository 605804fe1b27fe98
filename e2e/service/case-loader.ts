import fs from "node:fs";
import path from "node:path";
import type { Bundle, Practitioner, Resource, Task } from "@medplum/fhirtypes";
import { filesBelow } from "../fixtures/dicom-header.ts";
import { shiftDates, wholeDaysBetween } from "./case-dates.ts";
import type { DicomIndex } from "./dicom-index.ts";
import type { ServiceRepository } from "./fhir-repository.ts";

/** The addresses that case bundles are written with; the loader puts the service's own in their place. */
export const BUNDLE_FHIR_BASE = "https://service.example/fhir/R4";
const BUNDLE_DICOMWEB = "https://service.example/dicomweb";

/** One case on disk: a transaction of PUTs and the folder of its images. */
export type CaseFolder = { readonly name: string; readonly bundleFile: string; readonly dicomFolder: string };

/**
 * The cases in a folder. Three layouts: a folder of case folders, one case folder (`case-bundle.json` and `dicom/`),
 * and the layout of the protocol's example (`case/case-bundle.json` and `dicom/`).
 */
export function findCases(folder: string): CaseFolder[] {
  const caseIn = (bundleFolder: string, dicomFolder: string, name: string): CaseFolder[] => {
    const bundleFile = path.join(bundleFolder, "case-bundle.json");
    return fs.existsSync(bundleFile) ? [{ name, bundleFile, dicomFolder }] : [];
  };
  const root = path.resolve(folder);
  const own = [
    ...caseIn(root, path.join(root, "dicom"), path.basename(root)),
    ...caseIn(path.join(root, "case"), path.join(root, "dicom"), path.basename(root)),
  ];
  if (own.length > 0) return own;
  const folders = fs.readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => path.join(root, name))
    .toSorted()
    .flatMap((each) => caseIn(each, path.join(each, "dicom"), path.basename(each)));
}

export type LoadOptions = { readonly base: string; readonly dicomweb: string; readonly now: Date };

const MOVED_TYPES = new Set(["Task", "Consent", "Appointment", "Communication"]);

/** The resources of a case with our addresses, and with its dates moved so that the Task is two days old. */
export function readCase(bundleFile: string, { base, dicomweb, now }: LoadOptions): Resource[] {
  const text = fs.readFileSync(bundleFile, "utf8").replaceAll(BUNDLE_FHIR_BASE, base).replaceAll(BUNDLE_DICOMWEB, dicomweb);
  const bundle = JSON.parse(text) as Bundle;
  const resources = (bundle.entry ?? []).flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
  const task = resources.find(isSecondOpinion);
  const days = task?.authoredOn === undefined ? 0 : wholeDaysBetween(task.authoredOn, now) - 2;
  return resources.map((resource) => (MOVED_TYPES.has(resource.resourceType) ? shiftDates(resource, days) : resource));
}

const isSecondOpinion = (resource: Resource): resource is Task =>
  resource.resourceType === "Task" && resource.code?.coding?.some(({ code }) => code === "second-opinion") === true;

/** Stores a case as one change: either all of it is there, or nothing. */
export async function loadCase(repository: ServiceRepository, found: CaseFolder, options: LoadOptions): Promise<void> {
  const resources = readCase(found.bundleFile, options);
  await repository.table.inTransaction(async () => {
    for (const resource of resources) {
      if (resource.id === undefined) throw new Error(`${found.name}: a ${resource.resourceType} has no id`);
      await repository.putAsService({ ...resource, id: resource.id });
    }
  });
}

export const loadImages = (index: DicomIndex, found: CaseFolder): void => {
  for (const file of filesBelow(found.dicomFolder)) index.add(file);
};

/** Every account has a Practitioner, also when no case names it. */
export async function ensureReviewers(repository: ServiceRepository, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    if (repository.table.current("Practitioner", id) !== undefined) continue;
    const family = id === "demo-reviewer" ? "Reviewer" : "Colleague";
    const practitioner: Practitioner & { id: string } = {
      resourceType: "Practitioner",
      id,
      meta: { security: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ActReason", code: "HTEST", display: "test health data" }] },
      active: true,
      name: [{ family, given: ["Demo"], prefix: ["Dr."] }],
    };
    await repository.putAsService(practitioner);
  }
}
