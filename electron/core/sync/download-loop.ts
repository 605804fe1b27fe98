import type { CaseId } from "#shared/result/ids.ts";
import type { Preparer } from "../imaging/prepare.ts";
import { type CaseEntry, findCase, listCases, readResource } from "../store/case-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { appendAudit, nowOf, type OpenAccount, setNetwork } from "./account.ts";
import { availabilityOf } from "./availability.ts";
import { applyCaseEvent } from "./case-events.ts";
import { noteProblem } from "./connectivity.ts";
import { fetchCaseResources } from "./fetch-case.ts";
import { type FetchOutcome, fetchDocuments } from "./fetch-documents.ts";
import { fetchInstances } from "./fetch-instances.ts";

const FETCHED = new Set(["accepted", "downloading", "ready", "in-review", "waiting", "drafted"]);

/** Why a download stands still; shown on the case. */
export type Stop = "no-network" | "disk-full" | null;

/**
 * Brings the content of accepted cases onto this device, the soonest due first. One case at a time; what was fetched stays, so a cut
 * costs at most the item under way.
 */
export class Downloads {
  readonly #account: OpenAccount;
  readonly #preparer: Preparer;
  readonly #fetching = new Set<CaseId>();
  readonly #stops = new Map<CaseId, Stop>();
  readonly #refreshed = new Set<CaseId>();
  #running: Promise<void> | null = null;
  #again = false;

  constructor(account: OpenAccount, preparer: Preparer) {
    this.#account = account;
    this.#preparer = preparer;
  }

  isFetching = (caseId: CaseId): boolean => this.#fetching.has(caseId);
  stopOf = (caseId: CaseId): Stop => this.#stops.get(caseId) ?? null;
  bytesLeft(): number {
    let left = 0;
    for (const caseId of this.#fetching) {
      const here = availabilityOf(this.#account.db, caseId, true, true);
      left += Math.max(0, (here.bytesAnnounced ?? here.bytesReceived) - here.bytesReceived);
    }
    return left;
  }

  /** The case's manifest is read again in the next round, also when everything is here. */
  refresh(caseId: CaseId): void {
    this.#refreshed.delete(caseId);
  }

  /** Starts a round, or another one after the one under way. */
  wake(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#rounds().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Resolves when nothing is under way any more. */
  idle(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  async #rounds(): Promise<void> {
    while (this.#again && !this.#account.ended.aborted) {
      this.#again = false;
      const due = listCases(this.#account.db)
        .filter((entry) => FETCHED.has(entry.state.at) && (entry.lockedUntil === null || entry.lockedUntil < nowOf(this.#account)))
        .sort((a, b) => (a.facts.dueAt ?? Number.MAX_SAFE_INTEGER) - (b.facts.dueAt ?? Number.MAX_SAFE_INTEGER));
      for (const entry of due) {
        if (this.#account.ended.aborted) return;
        const stop = await this.#fetchOne(entry).catch((error: unknown): Stop => {
          this.#account.log("defect", { code: `download: ${error instanceof Error ? error.name : "thrown value"}`, caseId: entry.caseId });
          return null;
        });
        this.#stops.set(entry.caseId, stop);
        this.#account.emit({ kind: "case.changed", caseId: entry.caseId });
        if (stop === "no-network") return;
      }
    }
  }

  async #fetchOne(entry: CaseEntry): Promise<Stop> {
    const { caseId } = entry;
    const account = this.#account;
    if (this.#refreshed.has(caseId) && isWhole(account, caseId)) return null;
    this.#fetching.add(caseId);
    try {
      inTransaction(account.db, (tx) => applyCaseEvent(tx, caseId, { kind: "download-started" }));
      account.emit({ kind: "case.changed", caseId });
      if (!this.#refreshed.has(caseId)) {
        const problem = await fetchCaseResources(account, caseId, account.ended);
        if (problem !== null) return noteProblem(account, problem) ? "no-network" : null;
        this.#refreshed.add(caseId);
      }
      if (findCase(account.db, caseId)?.facts.consent.valid !== true) return null;
      for (const fetch of [fetchDocuments, (a: OpenAccount, id: CaseId, s: AbortSignal) => fetchInstances(a, this.#preparer, id, s)]) {
        const stop = this.#stopOf(await fetch(account, caseId, account.ended));
        if (stop !== null) return stop;
      }
      this.#finish(caseId);
      return null;
    } finally {
      this.#fetching.delete(caseId);
      for (const kind of ["case.changed", "records.changed", "imaging.changed"] as const) account.emit({ kind, caseId });
      account.emit({ kind: "network.changed" });
    }
  }

  #stopOf(outcome: FetchOutcome): Stop {
    if (outcome.kind === "disk-full") return "disk-full";
    if (outcome.kind !== "no-network") return null;
    if (outcome.problem.kind === "offline") setNetwork(this.#account, "offline");
    return "no-network";
  }

  #finish(caseId: CaseId): void {
    if (!isWhole(this.#account, caseId)) return;
    inTransaction(this.#account.db, (tx) => {
      if (applyCaseEvent(tx, caseId, { kind: "download-complete" }) !== null) appendAudit(this.#account, tx, "case.downloaded", { caseId });
    });
  }
}

/** The manifest was read and everything it names is here and usable. */
function isWhole(account: OpenAccount, caseId: CaseId): boolean {
  return manifestRead(account, caseId) && availabilityOf(account.db, caseId, true, false).readyOffline;
}

export function manifestRead(account: OpenAccount, caseId: CaseId): boolean {
  const entry = findCase(account.db, caseId);
  if (entry === null) return false;
  const reference = entry.facts.listReference ?? entry.facts.requestReference;
  return reference !== null && readResource(account.db, caseId, reference) !== null;
}
