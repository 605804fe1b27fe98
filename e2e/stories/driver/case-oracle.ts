import fs from "node:fs";
import path from "node:path";
import { at, type Json, listAt, numberAt, textAt } from "#shared/fhir/json.ts";
import { patientFacts } from "#shared/fhir/patient.ts";
import type { KeyImageHint } from "../../fixtures/demo-cases/key-images.ts";
import { picturesAnnounced } from "./pictures.ts";

/** What a case folder itself says it holds: the oracle of a run, never taken from the app. */
export type CaseOracle = {
  readonly taskId: string;
  readonly instances: number;
  /** Instances that hold pictures. */
  readonly pictures: number;
  readonly documents: number;
  readonly questions: readonly string[];
  readonly identityWords: readonly string[];
  /** As the worklist writes it. */
  readonly patientName: string;
  /** The picture that shows the finding; null when the case does not say. */
  readonly keyImage: KeyImageHint | null;
};

export function readCaseOracle(folder: string): CaseOracle {
  const bundleFile = ["case-bundle.json", "case/case-bundle.json"]
    .map((name) => path.join(folder, name))
    .find((file) => fs.existsSync(file));
  if (bundleFile === undefined) throw new Error("the case folder holds no case-bundle.json");
  const hintFile = path.join(folder, "key-image.json");
  const bundle = JSON.parse(fs.readFileSync(bundleFile, "utf8")) as Json;
  const resources = listAt(bundle, "entry").map((entry) => at(entry, "resource"));
  const ofType = (type: string): Json[] => resources.filter((resource) => textAt(resource, "resourceType") === type);
  const task = ofType("Task")[0];
  const patient = ofType("Patient")[0];
  const name = listAt(patient, "name")[0];
  const identifiers = listAt(patient, "identifier").map((entry) => textAt(entry, "value"));
  return {
    keyImage: fs.existsSync(hintFile) ? (JSON.parse(fs.readFileSync(hintFile, "utf8")) as KeyImageHint | null) : null,
    taskId: textAt(task, "id") ?? "",
    instances: ofType("ImagingStudy").reduce((sum: number, study) => sum + (numberAt(study, "numberOfInstances") ?? 0), 0),
    pictures: picturesAnnounced(ofType("ImagingStudy")),
    documents: ofType("DocumentReference").length,
    questions: listAt(task, "input")
      .map((input) => textAt(input, "valueString"))
      .filter((text) => text !== null),
    patientName: patientFacts(patient).name,
    identityWords: [textAt(name, "family"), `${textAt(name, "given", 0) ?? ""} ${textAt(name, "family") ?? ""}`, ...identifiers].filter(
      (word) => word !== null,
    ),
  };
}
