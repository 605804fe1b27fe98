import path from "node:path";
import { demoCaseCache, demoCaseNames, makeDemoCases } from "../../fixtures/demo-cases/make-demo-cases.ts";
import { seedCase } from "../../service/seed.ts";
import { readCaseOracle } from "./case-oracle.ts";
import type { DemoOptions } from "./demo.ts";
import type { DemoArguments } from "./demo-arguments.ts";
import { oracleFor } from "./oracle.ts";

export type Material = Pick<DemoOptions, "caseName" | "casesDir" | "caseOracle" | "oracle">;

const DEFAULT_CASE = "chest-ct";

/** The case of the run: from the caller's files, an example folder, one of the demo cases, or whatever the foreign service holds. */
export async function materialOf(args: DemoArguments, out: string, say: (line: string) => void): Promise<Material> {
  const oracle = args.dicom === undefined ? [] : oracleFor(args.dicom);
  if (args.service !== undefined) return { caseName: args.case ?? "first at the service", casesDir: null, caseOracle: null, oracle };
  if (args.cases !== undefined)
    return { caseName: path.basename(path.resolve(args.cases)), casesDir: args.cases, caseOracle: readCaseOracle(args.cases), oracle: [] };
  if (args.dicom !== undefined || args.fhir !== undefined || args.docs !== undefined) {
    const casesDir = path.join(out, "cases");
    const seeded = seedCase({
      ...(args.dicom === undefined ? {} : { dicomDir: args.dicom }),
      ...(args.fhir === undefined ? {} : { fhirFile: args.fhir }),
      ...(args.docs === undefined ? {} : { docsDir: args.docs }),
      name: args.case ?? "seeded",
      outDir: casesDir,
    });
    for (const note of seeded.notes) say(`    ${note}`);
    return { caseName: args.case ?? "seeded", casesDir, caseOracle: readCaseOracle(seeded.folder), oracle };
  }
  const name = demoCaseNames.find((known) => known === (args.case ?? DEFAULT_CASE)) ?? DEFAULT_CASE;
  const [folder = ""] = await makeDemoCases(demoCaseCache, { only: [name] });
  return { caseName: name, casesDir: folder, caseOracle: readCaseOracle(folder), oracle: [] };
}
