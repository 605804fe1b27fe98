import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { DemoOptions } from "./demo.ts";
import type { ForeignCase } from "./foreign-case.ts";
import type { Probed } from "./image-steps.ts";
import { reportAtService } from "./report-at-service.ts";
import type { ServiceProcess } from "./service-process.ts";
import { signInAsReader } from "./service-reader.ts";
import type { Step, Steps } from "./steps.ts";
import { opinionOf } from "./write-opinion.ts";

export type DemoSummary = {
  readonly case: string;
  readonly shell: string;
  readonly service: string;
  readonly instances: number;
  /** Instances that hold pictures; the others are reports, curves, plans, documents. */
  readonly pictures: number;
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
  /** How often the fault that was asked for struck; null without one. A fault that did not strike proves nothing. */
  readonly faultStruck: number | null;
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

/** What the search can tell from chance (e2e/support/canary.ts); of a shorter name the whole name is in the list. */
const MIN_BYTES = 5;

export type Ended = {
  readonly base: string;
  readonly passphrase: string;
  readonly service: ServiceProcess | null;
  readonly found: ForeignCase | null;
  readonly options: DemoOptions;
  readonly steps: Steps;
  readonly complaints: readonly string[];
};

/** Words that must not be readable on the disk: names and ids of the patient, a sentence of the report, the passphrase, the tokens. */
async function writeCanaries({ options, service, found, passphrase }: Ended, images: number): Promise<void> {
  const tokens = service === null ? [] : ((await service.admin("tokens")) as string[]);
  const identity = found?.identityWords ?? options.caseOracle?.identityWords ?? [];
  const wanted = [...identity, passphrase, opinionOf(images).findings.slice(0, 60)].filter((word) => word !== "demo");
  const words = wanted.filter((word) => Buffer.byteLength(word) >= MIN_BYTES);
  const short = wanted.length - words.length;
  if (short > 0) options.say(`    ${short} of the patient's words are shorter than ${MIN_BYTES} bytes and not in canaries.json`);
  fs.writeFileSync(path.join(options.out, "canaries.json"), `${JSON.stringify({ words, tokens }, null, 2)}\n`);
}

async function faultStruck({ options, service }: Ended): Promise<number | null> {
  if (options.fault === undefined || service === null) return null;
  const { struck } = (await service.admin("fault")) as { readonly struck: Readonly<Record<string, number>> };
  return struck[options.fault.split(":")[0] ?? ""] ?? 0;
}

/** Looks at the service with a sign-in of the driver's own, writes what it holds beside the pictures, and the summary. */
export async function writeSummary(ended: Ended, facts: Facts): Promise<DemoSummary> {
  const { base, found, options, steps } = ended;
  const held = await steps.run("Look at the service with a sign-in of the driver's own", async () => {
    const reader = await signInAsReader(base, options.credentials);
    return reportAtService(reader, found?.taskId ?? options.caseOracle?.taskId ?? "", facts.reportId, found === null);
  });
  if (held.pdf !== null) fs.writeFileSync(path.join(options.out, "report.pdf"), held.pdf);
  fs.writeFileSync(path.join(options.out, "report.fhir.json"), JSON.stringify(held.bundle, null, 2));
  await writeCanaries(ended, facts.scrolled);
  const servicePdfSha256 = held.pdf === null ? "" : createHash("sha256").update(held.pdf).digest("hex");
  const summary: DemoSummary = {
    case: found?.taskId ?? options.caseName,
    shell: "loopback",
    service: options.serviceBase === null ? `own (${options.mode})` : "foreign",
    instances: options.caseOracle?.instances ?? held.instances,
    pictures: options.caseOracle?.pictures ?? held.pictures,
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
    faultStruck: await faultStruck(ended),
    reportId: facts.reportId,
    pdfSha256: facts.pdfSha256,
    servicePdfSha256,
    complaints: [...ended.complaints],
    steps: steps.steps,
    screenshots: steps.screenshots,
  };
  fs.writeFileSync(path.join(options.out, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  return summary;
}
