import { parseArgs } from "node:util";
import { demoCaseNames } from "../../fixtures/demo-cases/make-demo-cases.ts";
import { createFaults } from "../../service/faults.ts";

const USAGE = `npm run demo -- [--case NAME] [--dicom DIR] [--fhir FILE] [--docs DIR] [--cases DIR] [--mode put|post] [--dicomweb URL [--fill]] [--fault NAME] [--lang L] [--out DIR]
npm run demo -- --service URL --user U --password P [--case NAME] [--dicom DIR] [--lang L] [--out DIR]`;

const text = { type: "string" } as const;
const options = {
  case: text,
  cases: text,
  dicom: text,
  fhir: text,
  docs: text,
  mode: text,
  dicomweb: text,
  fill: { type: "boolean" },
  fault: text,
  service: text,
  user: text,
  password: text,
  lang: text,
  out: text,
} as const;

export type DemoArguments = { readonly [name in Exclude<keyof typeof options, "fill">]?: string | undefined } & {
  readonly fill?: boolean | undefined;
};

/** Only for a service that the demo starts itself. */
const OWN_ONLY = ["cases", "fhir", "docs", "mode", "dicomweb", "fill", "fault"] as const;

/** The arguments of `npm run demo`; in words what is wrong with them. */
export function readArguments(args: readonly string[]): DemoArguments | string {
  let values: DemoArguments;
  try {
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${USAGE}`;
  }
  return values.service === undefined ? (ownFault(values) ?? values) : (foreignFault(values) ?? values);
}

function ownFault(values: DemoArguments): string | null {
  const { mode, fault, dicomweb } = values;
  if (mode !== undefined && mode !== "put" && mode !== "post") return `--mode is put or post, not ${mode}.`;
  if (dicomweb !== undefined && !isHttp(dicomweb)) return `--dicomweb ${dicomweb} is no http or https address.`;
  if (values.fill === true && dicomweb === undefined) return "--fill needs the address of an archive: --dicomweb URL.";
  if (fault !== undefined && faultFault(fault) !== null) return `--fault: ${faultFault(fault)}`;
  const ownFiles = values.dicom ?? values.fhir ?? values.docs;
  if (values.cases !== undefined && ownFiles !== undefined)
    return "--cases names a whole case; --dicom, --fhir and --docs make one. Give one or the other.";
  const isDemoCase = values.case === undefined || demoCaseNames.some((known) => known === values.case);
  if (ownFiles === undefined && values.cases === undefined && !isDemoCase)
    return `There is no demo case ${values.case}. There are: ${demoCaseNames.join(", ")}.`;
  return null;
}

function faultFault(fault: string): string | null {
  try {
    createFaults(() => undefined).set(fault);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function foreignFault(values: DemoArguments): string | null {
  const { service = "" } = values;
  if (!isHttp(service))
    return `--service ${service} is no http or https address. Give the FHIR base address, like https://service.example/fhir/R4.`;
  const given = OWN_ONLY.filter((name) => values[name] !== undefined).map((name) => `--${name}`);
  return given.length === 0 ? null : `With --service there is no own service for ${given.join(", ")}. Leave out one or the other.`;
}

const isHttp = (address: string): boolean => /^https?:$/.test(URL.parse(address)?.protocol ?? "");
