import { parseArgs } from "node:util";
import { seedCase } from "./seed.ts";
import { SeedRefusal } from "./seed-sources.ts";

const usage = "npm run seed -- [--dicom DIR] [--fhir BUNDLE.json] [--all-records] [--docs DIR] [--name NAME] --out DIR";

/** Makes a case folder and says what is in it; the last line is the result. */
export function runSeedCommand(args: readonly string[]): number {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        dicom: { type: "string" },
        fhir: { type: "string" },
        "all-records": { type: "boolean" },
        docs: { type: "string" },
        name: { type: "string" },
        out: { type: "string" },
      },
    });
    const { dicom, fhir, docs, name, out } = values;
    if (out === undefined || (dicom ?? fhir ?? docs) === undefined) {
      console.error(`Nothing to make a case from, or no place for it.\n${usage}`);
      return 2;
    }
    const made = seedCase({
      outDir: out,
      ...(dicom === undefined ? {} : { dicomDir: dicom }),
      ...(fhir === undefined ? {} : { fhirFile: fhir }),
      allRecords: values["all-records"] === true,
      ...(docs === undefined ? {} : { docsDir: docs }),
      ...(name === undefined ? {} : { name }),
    });
    for (const note of made.notes) console.log(note);
    console.log(
      `Case written to ${made.folder}: ${made.instances} images in ${made.studies} studies, ${made.documents} documents, ${made.records} records`,
    );
    return 0;
  } catch (error) {
    if (error instanceof SeedRefusal) for (const note of error.notes) console.error(note);
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}
