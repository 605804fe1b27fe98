import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { listAt, textAt } from "#shared/fhir/json.ts";
import type { DemoOptions } from "./demo.ts";
import type { ServiceProcess } from "./service-process.ts";
import { reportAtService, signInAsReader } from "./service-reader.ts";
import type { Step, Steps } from "./steps.ts";
import type { Probed } from "./story-parts.ts";
import { opinionOf } from "./write-opinion.ts";

export type DemoSummary = {
  readonly case: string;
  readonly shell: string;
  readonly service: string;
  readonly instances: number;
  readonly documents: number;
  readonly offlineWhileReading: boolean;
  readonly questionsAnswered: number;
  readonly imagesScrolled: number;
  /** What the signed report says: looked at, of all. */
  readonly imagesSeen: number;
  readonly imagesInReport: number;
  readonly probes: readonly Probed[];
  readonly signed: boolean;
  readonly delivered: boolean;
  readonly reportsOnService: number;
  readonly reportId: string;
  readonly pdfSha256: string;
  readonly servicePdfSha256: string;
  readonly complaints: readonly string[];
  readonly steps: readonly Step[];
  readonly screenshots: readonly string[];
};

export type Facts = {
  readonly scrolled: number;
  readonly probes: readonly Probed[];
  readonly questions: number;
  readonly offline: boolean;
  readonly reportId: string;
  readonly pdfSha256: string;
};

const MIN_WORD = 8;

/** Words that must not be readable on the disk: names and ids of the patient, a sentence of the report, the passphrase, the tokens. */
async function writeCanaries(options: DemoOptions, service: ServiceProcess | null, passphrase: string, images: number): Promise<void> {
  const tokens = service === null ? [] : ((await service.admin("tokens")) as string[]);
  const words = [...(options.caseOracle?.identityWords ?? []), passphrase, opinionOf(images).findings.slice(0, 60)].filter(
    (word) => word.length >= MIN_WORD && word !== "demo",
  );
  fs.writeFileSync(path.join(options.out, "canaries.json"), `${JSON.stringify({ words, tokens }, null, 2)}\n`);
}

/** The Task that was completed: from the case's own files, else the service's newest completed one of this reviewer. */
async function taskOf(options: DemoOptions, json: (reference: string) => Promise<unknown>): Promise<string> {
  if (options.caseOracle !== null) return options.caseOracle.taskId;
  const answer = await json(
    "Task?code=https%3A%2F%2Foverread.org%2Ffhir%2FCodeSystem%2Foverread%7Csecond-opinion&status=completed&_sort=-_lastUpdated",
  );
  return textAt(listAt(answer, "entry")[0], "resource", "id") ?? "";
}

/** Looks at the service with a sign-in of the driver's own, writes what it holds beside the pictures, and the summary. */
export async function writeSummary(
  base: string,
  passphrase: string,
  facts: Facts,
  complaints: readonly string[],
  service: ServiceProcess | null,
  options: DemoOptions,
  steps: Steps,
): Promise<DemoSummary> {
  const held = await steps.run("Look at the service with a sign-in of the driver's own", async () => {
    const reader = await signInAsReader(base, options.credentials);
    return reportAtService(reader, await taskOf(options, reader.json), facts.reportId);
  });
  if (held.pdf !== null) fs.writeFileSync(path.join(options.out, "report.pdf"), held.pdf);
  fs.writeFileSync(path.join(options.out, "report.fhir.json"), JSON.stringify(held.bundle, null, 2));
  await writeCanaries(options, service, passphrase, facts.scrolled);
  const servicePdfSha256 = held.pdf === null ? "" : createHash("sha256").update(held.pdf).digest("hex");
  const summary: DemoSummary = {
    case: options.caseName,
    shell: "loopback",
    service: options.serviceBase === null ? `own (${options.mode})` : "foreign",
    instances: options.caseOracle?.instances ?? held.instances,
    documents: options.caseOracle?.documents ?? held.documents,
    offlineWhileReading: facts.offline,
    questionsAnswered: facts.questions,
    imagesScrolled: facts.scrolled,
    imagesSeen: held.imagesSeen,
    imagesInReport: held.imagesInReport,
    probes: facts.probes,
    signed: facts.reportId !== "",
    delivered: held.count === 1 && facts.pdfSha256 === servicePdfSha256,
    reportsOnService: held.count,
    reportId: facts.reportId,
    pdfSha256: facts.pdfSha256,
    servicePdfSha256,
    complaints: [...complaints],
    steps: steps.steps,
    screenshots: steps.screenshots,
  };
  fs.writeFileSync(path.join(options.out, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  return summary;
}
