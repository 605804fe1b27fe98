import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { z } from "zod";
import type { CaseRow } from "#shared/case/case.ts";
import type { CaseStateName } from "#shared/case/case-state.ts";
import type { OutboxEntry } from "#shared/contract/outbox.ts";
import type { NetworkState } from "#shared/contract/session.ts";
import type { DeliveryState } from "#shared/delivery/delivery-state.ts";
import type { CaseId, ReportId } from "#shared/result/ids.ts";
import { type SmallCaseOptions, writeSmallCase } from "../fixtures/small-case.ts";
import { type Service, type ServiceOptions, startService } from "../service/service.ts";
import { type Api, firstRun, PASSPHRASE, type Running, runCore, until, value } from "./core-driver.ts";
import { writeOpinion } from "./opinion-text.ts";

export type StageOptions = {
  /** Cases by name; the patient of `alpha` is “Alpha, Case”. One, `alpha`, when not said. */
  readonly cases?: Readonly<Record<string, SmallCaseOptions>>;
  readonly service?: Omit<ServiceOptions, "casesDirs" | "stateDir">;
  readonly wall?: () => number;
  /** How long the line may be silent before core looks at it. */
  readonly lookMs?: number;
  /** Changes the case `alpha` before the service loads it. */
  readonly edit?: (resources: CaseResource[]) => void;
  /** Where core lies, when not in a temporary folder. */
  readonly coreDir?: string;
};

/** A resource of a case's bundle, loosely typed: tests bend it. */
export type CaseResource = { resourceType: string; id: string; [element: string]: unknown };

function editCase(folder: string, edit: (resources: CaseResource[]) => void): void {
  const file = path.join(folder, "case-bundle.json");
  const bundle = JSON.parse(fs.readFileSync(file, "utf8")) as { entry: { resource: CaseResource }[] };
  const resources = bundle.entry.map(({ resource }) => resource);
  edit(resources);
  const entry = resources.map((resource) => ({
    fullUrl: `https://service.example/fhir/R4/${resource.resourceType}/${resource.id}`,
    resource,
    request: { method: "PUT", url: `${resource.resourceType}/${resource.id}` },
  }));
  fs.writeFileSync(file, JSON.stringify({ ...bundle, entry }));
}

/** The reference service and core, each of which can be stopped and started again as it was. */
export class Stage {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-stage-"));
  readonly #options: StageOptions;
  #service: Service | null = null;
  #running: Running | null = null;
  accountId = "";

  constructor(options: StageOptions) {
    this.#options = options;
    for (const [name, small] of Object.entries(options.cases ?? { alpha: {} }))
      writeSmallCase(path.join(this.folder, "cases"), name, { family: `${name[0]?.toUpperCase()}${name.slice(1)}`, ...small });
    if (options.edit !== undefined) editCase(path.join(this.folder, "cases", "alpha"), options.edit);
  }

  get service(): Service {
    if (this.#service === null) throw new Error("the service is stopped");
    return this.#service;
  }

  get running(): Running {
    if (this.#running === null) throw new Error("core is stopped");
    return this.#running;
  }

  get api(): Api {
    return this.running.api;
  }

  get coreDir(): string {
    return this.#options.coreDir ?? path.join(this.folder, "core");
  }

  /** The folder of the one vault. */
  get vaultDir(): string {
    const vaults = path.join(this.coreDir, "data", "vaults");
    return path.join(vaults, fs.readdirSync(vaults)[0] ?? "");
  }

  async startService(): Promise<void> {
    const options = { ...this.#options.service, casesDirs: [path.join(this.folder, "cases")] };
    this.#service = await startService({ ...options, stateDir: path.join(this.folder, "service") });
  }

  async stopService(): Promise<void> {
    await this.#service?.close();
    this.#service = null;
  }

  /** `user`: who will sign in at the service's pages. */
  async startCore(user = "demo"): Promise<void> {
    const { wall, lookMs } = this.#options;
    const switches = { ...(wall === undefined ? {} : { wall }), ...(lookMs === undefined ? {} : { lookMs }) };
    this.#running = await runCore({ dir: this.coreDir, user, ...switches });
  }

  async stopCore(): Promise<void> {
    await this.#running?.stop();
    this.#running = null;
  }

  async firstRun(): Promise<void> {
    this.accountId = await firstRun(this.api, this.service.base);
  }

  async unlock(passphrase = PASSPHRASE) {
    return this.api.session.unlock({ accountId: this.accountId as never, passphrase });
  }

  /** Core as after a restart of the program. */
  async restartCore(user = "demo"): Promise<void> {
    await this.stopCore();
    await this.startCore(user);
    value(await this.unlock());
  }

  async end(): Promise<void> {
    await this.stopCore();
    await this.stopService();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Service started, core started, first run done; everything is gone afterwards. */
export async function withStage(options: StageOptions, work: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = new Stage(options);
  try {
    await stage.startService();
    await stage.startCore();
    await stage.firstRun();
    await work(stage);
  } finally {
    await stage.end();
  }
}

export async function rowOf(api: Api, name: string): Promise<CaseRow | undefined> {
  return value(await api.cases.list({})).find((row) => row.patient.name.toLowerCase().startsWith(name));
}

export const rowById = async (api: Api, caseId: CaseId): Promise<CaseRow | undefined> =>
  value(await api.cases.list({})).find((row) => row.caseId === caseId);

export const inState = (api: Api, caseId: CaseId, ...names: readonly CaseStateName[]): Promise<CaseRow> =>
  until(`case ${names.join(" or ")}`, async () => {
    const row = await rowById(api, caseId);
    return row !== undefined && names.includes(row.state.at) ? row : null;
  });

export async function accept(api: Api, name = "alpha"): Promise<CaseId> {
  const row = await until("a case to decide", () => rowOf(api, name));
  value(await api.cases.accept({ caseId: row.caseId, declaration: "No tie to anybody named in the case.", licenceChoice: "" }));
  return row.caseId;
}

export const readyOffline = (api: Api, caseId: CaseId): Promise<CaseRow> =>
  until("ready offline", async () => {
    const row = await rowById(api, caseId);
    return row?.availability.readyOffline === true ? row : null;
  });

/** Accepted, downloaded, opened, written. */
export async function draftedCase(api: Api, name = "alpha"): Promise<CaseId> {
  const caseId = await accept(api, name);
  await readyOffline(api, caseId);
  value(await api.cases.open({ caseId }));
  await writeOpinion(api, caseId);
  return caseId;
}

/** Checks, prepares and signs; answers the report's id. */
export async function signCase(api: Api, caseId: CaseId, prepared: () => void = () => undefined): Promise<ReportId> {
  const check = value(await api.opinion.check({ caseId }));
  const reasons = check.points.map((point) => ({ code: point.code, reason: "Known and accepted in this test." }));
  const { reportId } = value(await api.report.prepare({ caseId, revision: check.revision, paper: "A4", warningReasons: reasons }));
  prepared();
  return value(await api.report.sign({ reportId, passphrase: PASSPHRASE })).reportId;
}

type Entry = z.infer<typeof OutboxEntry>;

export const entryOf = async (api: Api, reportId: ReportId): Promise<Entry | undefined> =>
  value(await api.outbox.list({})).find((entry) => entry.reportId === reportId);

/** Waits for a delivery state, asking the service again and again as a person would. */
export const reached = (api: Api, reportId: ReportId, ...names: readonly DeliveryState["at"][]): Promise<Entry> =>
  until(`report ${names.join(" or ")}`, async () => {
    const entry = await entryOf(api, reportId);
    if (entry !== undefined && names.includes(entry.state.at)) return entry;
    value(await api.session.syncNow({}));
    return null;
  });

/** How many reports of this id the service holds. */
export const reportsAt = async (service: Service, reportId: ReportId): Promise<number> =>
  (await service.search("DocumentReference", `identifier=urn:ietf:rfc:3986|urn:uuid:${reportId}`)).length;

/** All bytes that core answers at a path. */
export async function bytesAt(running: Running, where: string, query = ""): Promise<Buffer | string> {
  const answer = await running.core.bytes(where, query, new AbortController().signal);
  if (!answer.ok) return answer.failure.code;
  const pieces: Uint8Array[] = [];
  for await (const piece of answer.body) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces);
}

/** One full round of the worklist is over. */
export async function synced(stage: Stage): Promise<void> {
  const before = stage.service.log().length;
  value(await stage.api.session.syncNow({}));
  await until("a round", async () => {
    const asked = stage.service.log().slice(before);
    const { syncing } = value(await stage.api.session.network({}));
    return !syncing && asked.some((line) => line.path.includes("/Task?"));
  });
}

type NetworkName = NetworkState["at"];

/** Asks the service until the way to it is in this state. */
export const networkIs = (api: Api, ...names: readonly NetworkName[]): Promise<NetworkState> =>
  until(`network ${names.join(" or ")}`, async () => {
    value(await api.session.syncNow({}));
    const network = await until("the round to end", async () => {
      const found = value(await api.session.network({}));
      return found.syncing ? null : found;
    });
    return names.includes(network.at) ? network : null;
  });
