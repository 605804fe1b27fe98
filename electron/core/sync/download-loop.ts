import { holdsReport } from "#shared/case/case-state.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Preparer } from "../imaging/prepare.ts";
import { type CaseEntry, findCase, isWithheld, listCases } from "../store/case-store.ts";
import { checkpointLargeLog } from "../store/database.ts";
import { inTransaction } from "../store/transaction.ts";
import { freeBytes, isDiskFull } from "../vault/durable-file.ts";
import { appendAudit, nowOf, type OpenAccount } from "./account.ts";
import { availabilityOf } from "./availability.ts";
import { applyCaseEvent } from "./case-events.ts";
import { noteProblem } from "./connectivity.ts";
import { fetchCaseResources } from "./fetch-case.ts";
import { type FetchOutcome, fetchDocuments } from "./fetch-documents.ts";
import { fetchInstances } from "./fetch-instances.ts";
import { hasLostFiles } from "./lost-files.ts";

const FETCHED = new Set(["accepted", "downloading", "ready", "in-review", "waiting", "drafted"]);

/** Why a download stands still; shown on the case. */
export type Stop =
  | { readonly kind: "no-network" }
  | { readonly kind: "disk-full" }
  /** The rest of the case needs more than the disk has, with 10 % to spare (U10): not begun. */
  | { readonly kind: "no-room"; readonly neededBytes: number; readonly freeBytes: number };

/**
 * Brings the content of accepted cases onto this device, the soonest due first. One case at a time; what was fetched stays, so a cut
 * costs at most the item under way.
 */
export class Downloads {
  readonly #account: OpenAccount;
  readonly #preparer: Preparer;
  readonly #onRest: () => void;
  readonly #fetching = new Set<CaseId>();
  readonly #stops = new Map<CaseId, Stop>();
  readonly #refreshed = new Set<CaseId>();
  readonly #cuts = new Map<string, number>();
  #running: Promise<void> | null = null;
  #again = false;

  /** `onRest`: a round is over, whatever came of it. */
  constructor(account: OpenAccount, preparer: Preparer, onRest: () => void) {
    this.#account = account;
    this.#preparer = preparer;
    this.#onRest = onRest;
  }

  isFetching = (caseId: CaseId): boolean => this.#fetching.has(caseId);
  stopOf = (caseId: CaseId): Stop | null => this.#stops.get(caseId) ?? null;
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
    this.#running ??= this.#rounds()
      .catch((error: unknown) => this.#defect(error, null))
      .finally(() => {
        this.#running = null;
        this.#onRest();
        // asked for in the very moment in which the round ended
        if (this.#again && !this.#account.ended.aborted) void this.wake();
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
        .filter((entry) => this.#isDue(entry) && !isWithheld(entry, nowOf(this.#account)))
        .sort((a, b) => (a.facts.dueAt ?? Number.MAX_SAFE_INTEGER) - (b.facts.dueAt ?? Number.MAX_SAFE_INTEGER));
      for (const entry of due) {
        if (this.#account.ended.aborted) return;
        const stop = await this.#fetchOne(entry).catch((error: unknown): Stop | null => {
          if (isDiskFull(error)) return { kind: "disk-full" };
          this.#defect(error, entry.caseId);
          return null;
        });
        checkpointLargeLog(this.#account.db);
        if (stop === null) this.#stops.delete(entry.caseId);
        else this.#stops.set(entry.caseId, stop);
        this.#account.emit({ kind: "case.changed", caseId: entry.caseId });
        if (stop?.kind === "no-network") return;
      }
    }
  }

  #isDue({ caseId, state }: CaseEntry): boolean {
    return FETCHED.has(state.at) || (holdsReport(state) && hasLostFiles(this.#account, caseId));
  }

  #defect(error: unknown, caseId: CaseId | null): void {
    const code = `download: ${error instanceof Error ? error.name : "thrown value"}`;
    this.#account.log("defect", caseId === null ? { code } : { code, caseId });
  }

  async #fetchOne(entry: CaseEntry): Promise<Stop | null> {
    const { caseId } = entry;
    const account = this.#account;
    if (this.#refreshed.has(caseId) && isWhole(account, caseId)) return null;
    this.#fetching.add(caseId);
    try {
      inTransaction(account.db, (tx) => applyCaseEvent(tx, caseId, { kind: "download-started" }));
      account.emit({ kind: "case.changed", caseId });
      const isOpen = FETCHED.has(entry.state.at);
      if (isOpen && (!this.#refreshed.has(caseId) || !manifestRead(account, caseId))) {
        const problem = await fetchCaseResources(account, caseId, account.ended);
        if (problem !== null) return noteProblem(account, problem) ? { kind: "no-network" } : null;
        this.#refreshed.add(caseId);
      }
      if (findCase(account.db, caseId)?.facts.consent.valid !== true) return null;
      const room = await roomFor(account, caseId);
      if (room !== null) return room;
      const signal = account.ended;
      const run = { account, preparer: this.#preparer, caseId, cuts: this.#cuts, signal };
      for (const fetch of [() => fetchDocuments(account, caseId, signal), () => fetchInstances(run)]) {
        const stop = this.#stopOf(await fetch());
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

  #stopOf(outcome: FetchOutcome): Stop | null {
    if (outcome.kind === "disk-full") return outcome;
    if (outcome.kind !== "stopped") return null;
    noteProblem(this.#account, outcome.problem);
    return { kind: "no-network" };
  }

  #finish(caseId: CaseId): void {
    if (!isWhole(this.#account, caseId)) return;
    inTransaction(this.#account.db, (tx) => {
      if (applyCaseEvent(tx, caseId, { kind: "download-complete" }) !== null) appendAudit(this.#account, tx, "case.downloaded", { caseId });
    });
  }
}

/** Refused with numbers before the first byte, when the service said how much is to come and the disk has less. */
async function roomFor(account: OpenAccount, caseId: CaseId): Promise<Stop | null> {
  const here = availabilityOf(account.db, caseId, true, true);
  const left = (here.bytesAnnounced ?? 0) - here.bytesReceived;
  if (left <= 0) return null;
  const neededBytes = Math.ceil(left * 1.1);
  const free = await freeBytes(account.vault.folder);
  return neededBytes > free ? { kind: "no-room", neededBytes, freeBytes: free } : null;
}

/** The manifest was read and everything it names is here and usable. */
function isWhole(account: OpenAccount, caseId: CaseId): boolean {
  return manifestRead(account, caseId) && availabilityOf(account.db, caseId, true, false).readyOffline;
}

const manifestRead = (account: OpenAccount, caseId: CaseId): boolean => findCase(account.db, caseId)?.announced === true;
