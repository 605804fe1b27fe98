import path from "node:path";
import { SeedRefusal } from "../../service/seed-sources.ts";
import { type DemoOptions, runDemo } from "./demo.ts";
import { readArguments } from "./demo-arguments.ts";
import { materialOf } from "./demo-material.ts";
import { prepareOut } from "./out-folder.ts";
import type { DemoSummary } from "./summary.ts";

const root = path.join(import.meta.dirname, "../../..");

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What a run must show, in words; an empty list = all holds. */
export function shortcomings(summary: DemoSummary): string[] {
  return [
    summary.offlineWhileReading ? "" : "the service could be reached while reading",
    summary.imagesInReport >= summary.pictures
      ? ""
      : `the report speaks of ${summary.imagesInReport} images, the case has ${summary.pictures}`,
    summary.imagesSeen === summary.imagesScrolled
      ? ""
      : `the report says that ${summary.imagesSeen} images were seen, ${summary.imagesScrolled} were looked at`,
    summary.imagesSeen === summary.imagesInReport
      ? ""
      : `${summary.imagesInReport - summary.imagesSeen} of ${summary.imagesInReport} images could not be shown; the report says so`,
    summary.signed ? "" : "nothing was signed",
    summary.delivered ? "" : "the service's PDF is not the one that was signed",
    summary.reportsOnService === 1 ? "" : `${summary.reportsOnService} reports on the service`,
    summary.faultStruck === 0 ? "the fault did not strike: it is switched on when the report is about to be sent" : "",
    ...summary.probes
      .filter((probe) => probe.expected !== probe.shown)
      .map((probe) => `image ${probe.image}: shown ${probe.shown}, expected ${probe.expected}`),
    ...summary.complaints.map((complaint) => `the page complained: ${complaint}`),
  ].filter((text) => text !== "");
}

/** `npm run demo`: exit code 0 only when everything it checks holds; the last line says the result and where the output lies. */
export async function runDemoCommand(args: readonly string[]): Promise<number> {
  const values = readArguments(args);
  if (typeof values === "string") {
    say(values);
    return 2;
  }
  const out = path.resolve(values.out ?? path.join(root, "out/demo", new Date().toISOString().replaceAll(/[:.]/g, "-")));
  const sources = [values.dicom, values.fhir, values.docs, values.cases].filter((source) => source !== undefined);
  const refused = prepareOut(out, sources);
  if (refused !== null) {
    say(refused);
    return 2;
  }
  try {
    const options: DemoOptions = {
      out,
      ...(await materialOf(values, out, say)),
      mode: values.mode === "post" ? "post" : "put",
      dicomwebUrl: values.dicomweb,
      fillArchive: values.fill,
      serviceBase: values.service?.replace(/\/+$/, "") ?? null,
      wantedCase: values.case,
      credentials: { user: values.user ?? "demo", password: values.password ?? "demo" },
      fault: values.fault,
      say,
    };
    return result(await runDemo(options), out);
  } catch (error) {
    if (error instanceof SeedRefusal) for (const note of error.notes) say(note);
    say(`The demo stopped: ${error instanceof Error ? error.message : String(error)}\nOutput: ${out}`);
    return 1;
  }
}

function result(summary: DemoSummary, out: string): number {
  const missing = shortcomings(summary);
  for (const text of missing) say(`not as it must be: ${text}`);
  say(
    missing.length === 0
      ? `delivered: ${summary.case}, ${summary.imagesSeen} images looked at, 1 report at the service. Output: ${out}`
      : `NOT as it must be (${missing.length}). Output: ${out}`,
  );
  return missing.length === 0 ? 0 : 1;
}
