import fs from "node:fs";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { parseSearchRequest } from "@medplum/core";
import type { Resource } from "@medplum/fhirtypes";
import { filesBelow } from "../fixtures/dicom-header.ts";
import { type AdminContext, answerAdmin } from "./admin-routes.ts";
import { type CaseFolder, ensureReviewers, findCases, loadCase, loadImages } from "./case-loader.ts";
import { createDicomIndex, type DicomIndex } from "./dicom-index.ts";
import { createFaults, type Faults } from "./faults.ts";
import type { FhirContext } from "./fhir-context.ts";
import { loadFhirDefinitions } from "./fhir-definitions.ts";
import { ServiceRepository, type WriteMode } from "./fhir-repository.ts";
import { createFhirRouter } from "./fhir-router.ts";
import { type HandlerContext, handleRequest } from "./http-handler.ts";
import { noteFault } from "./http-log.ts";
import { createRequestLog, type RequestLogLine } from "./request-log.ts";
import { createResourceTable } from "./resource-table.ts";
import { accounts, createSignIn } from "./sign-in.ts";
import { openStateFile, type StateFile, setting } from "./state-file.ts";
import { createWorkQueue } from "./work-queue.ts";

export type ServiceOptions = {
  /** 0 or absent: a free one; with a state folder the port of the earlier run. */
  readonly port?: number;
  readonly mode?: WriteMode;
  readonly casesDirs?: readonly string[];
  /** The images lie in this archive; the service then serves none. */
  readonly dicomwebUrl?: string;
  /** Takes key objects by STOW-RS and says so. Of its own archive true when absent, of another one false. */
  readonly stow?: boolean;
  readonly logFile?: string;
  readonly fault?: string;
  /** Everything that must outlive a stop: resources, tokens, keys, port, stored images. */
  readonly stateDir?: string;
  readonly accessTokenSeconds?: number;
};

export type Service = {
  /** FHIR base URL. */
  readonly base: string;
  /** DICOMweb root: ours, or the archive that was named. */
  readonly dicomweb: string;
  readonly port: number;
  log(): RequestLogLine[];
  /** Access, refresh and id tokens issued so far, in all runs on this state folder. */
  tokens(): readonly string[];
  /** `name`, `name:argument` or null; see `faultTable`. */
  setFault(fault: string | null): void;
  /** How often each fault struck. */
  struck(): Readonly<Record<string, number>>;
  /** The stored resource, null when it never was or was deleted. */
  read<T extends Resource>(type: T["resourceType"], id: string): T | null;
  search<T extends Resource>(type: T["resourceType"], query?: string): Promise<T[]>;
  /** What the service does to a Task behind the reviewer's back; see `taskChanges`. */
  changeTask(id: string, change: string): Promise<void>;
  close(): Promise<void>;
};

/** Starts the reference service on 127.0.0.1. It can be stopped and started again on the same port with the same state folder. */
export async function startService(options: ServiceOptions): Promise<Service> {
  loadFhirDefinitions();
  const state = openStateFile(options.stateDir, fs.mkdtempSync(path.join(os.tmpdir(), "overread-service-")));
  let handle: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | null = null;
  const server = http.createServer((request, response) => {
    if (handle === null) response.writeHead(503, { "Retry-After": "1" }).end();
    else handle(request, response).catch(console.error);
  });
  const port = await listen(server, portFor(state, options.port));
  setting(state, "port", () => port);

  const origin = `http://127.0.0.1:${port}`;
  const log = createRequestLog(options.logFile);
  const faults = createFaults(noteFault);
  const tokens = state.earlier.flatMap((record) => (record.kind === "token" ? [record.token] : []));
  const parts = await assemble(options, state, faults, origin).catch(async (error: unknown) => {
    // a server that listens would keep the process alive
    await close(server, [log, state]);
    throw error;
  });
  const admin: AdminContext = { repository: parts.fhir.repository, faults, log: () => log.lines(), tokens: () => tokens };
  const context: HandlerContext = {
    ...parts,
    imagesElsewhere: options.dicomwebUrl !== undefined,
    admin,
    faults,
    log,
    keepTokens: (answer) => {
      for (const token of tokensIn(answer)) {
        tokens.push(token);
        state.append({ kind: "token", token });
      }
    },
  };
  handle = (request, response) => handleRequest(context, request, response);
  faults.set(options.fault ?? null);

  const { repository } = parts.fhir;
  return {
    base: parts.fhir.base,
    dicomweb: parts.dicomweb.root,
    port,
    log: () => log.lines(),
    tokens: () => [...tokens],
    setFault: (fault) => faults.set(fault),
    struck: () => faults.report().struck,
    read: <T extends Resource>(type: T["resourceType"], id: string) => (repository.table.current(type, id)?.resource ?? null) as T | null,
    search: <T extends Resource>(type: T["resourceType"], query = "") =>
      repository.searchResources<T>(parseSearchRequest<T>(`${type}?${query}`)),
    changeTask: async (id, change) => {
      const { status, body } = await context.inTurn(() => answerAdmin(admin, "POST", `tasks/${id}/${change}`, ""));
      if (status !== 200) throw new Error(JSON.stringify(body));
    },
    close: () => close(server, [log, state]),
  };
}

type Parts = Pick<HandlerContext, "fhir" | "router" | "dicomweb" | "signIn" | "inTurn" | "now">;

async function assemble(options: ServiceOptions, state: StateFile, faults: Faults, origin: string): Promise<Parts> {
  const base = `${origin}/fhir/R4`;
  const root = options.dicomwebUrl?.replace(/\/$/, "") ?? `${origin}/dicomweb`;
  const mode = options.mode ?? "put";
  const earlier = state.earlier.flatMap((record) => (record.kind === "versions" ? record.versions : []));
  const table = createResourceTable(earlier, (versions) => state.append({ kind: "versions", versions }));
  const now = clockOf(faults);
  const repository = new ServiceRepository(table, { mode, now, conflictIs409: () => faults.strike("conflict-409") });
  const fhir: FhirContext = { base, mode, repository, faults };
  const cases = (options.casesDirs ?? []).flatMap(findCases);
  await loadNewCases(repository, state, cases, { base, dicomweb: root, now: new Date() });
  await ensureReviewers(
    repository,
    accounts.map(({ practitioner }) => practitioner),
  );
  const index = options.dicomwebUrl === undefined ? indexImages(cases, state.folder) : createDicomIndex();
  const accessTokenSeconds = options.accessTokenSeconds ?? 300;
  return {
    fhir,
    router: createFhirRouter(fhir),
    dicomweb: { root, index, faults, folder: state.folder, stow: options.stow ?? options.dicomwebUrl === undefined },
    now,
    signIn: createSignIn({ origin, base, accessTokenSeconds, state, now }),
    inTurn: createWorkQueue(),
  };
}

/** The service's clock, which the fault `clock` moves. */
const clockOf = (faults: Faults) => (): Date =>
  new Date(Date.now() + (faults.isOn("clock") ? Number(faults.argument("clock") ?? 15) * 60_000 : 0));

async function loadNewCases(
  repository: ServiceRepository,
  state: StateFile,
  cases: readonly CaseFolder[],
  options: Parameters<typeof loadCase>[2],
): Promise<void> {
  const loaded = new Set(state.earlier.flatMap((record) => (record.kind === "case" ? [record.name] : [])));
  for (const found of cases) {
    if (loaded.has(found.bundleFile)) continue;
    await loadCase(repository, found, options);
    state.append({ kind: "case", name: found.bundleFile });
  }
}

function indexImages(cases: readonly CaseFolder[], stateFolder: string): DicomIndex {
  const index = createDicomIndex();
  for (const found of cases) loadImages(index, found);
  for (const file of filesBelow(path.join(stateFolder, "stored"))) index.add(file);
  return index;
}

function tokensIn(answer: string): string[] {
  const { access_token, refresh_token, id_token } = JSON.parse(answer) as Record<string, unknown>;
  return [access_token, refresh_token, id_token].filter((token) => typeof token === "string");
}

/** Addresses with the port stand in the stored resources and tokens: a state folder belongs to one port. */
function portFor(state: StateFile, wanted: number | undefined): number {
  const earlier = state.earlier.find((record) => record.kind === "setting" && record.name === "port");
  const port = earlier?.kind === "setting" ? Number(earlier.value) : 0;
  if (port !== 0 && wanted !== undefined && wanted !== 0 && wanted !== port)
    throw new Error(`this state folder belongs to port ${port}, not ${wanted}`);
  return port || wanted || 0;
}

function listen(server: http.Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: http.Server, others: readonly { close(): void }[]): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      for (const other of others) other.close();
      resolve();
    });
    server.closeAllConnections();
  });
}
