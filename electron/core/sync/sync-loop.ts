import { checkpointLargeLog } from "../store/database.ts";
import { earliestDue, makeDue } from "../store/due-store.ts";
import { nowOf, type OpenAccount, setNetwork } from "./account.ts";
import { noteProblem, stillThere } from "./connectivity.ts";
import { deliverKeyObjects } from "./deliver-key-objects.ts";
import { deliverReports } from "./deliver-reports.ts";
import type { Downloads } from "./download-loop.ts";
import { endByTime } from "./end-leases.ts";
import { pullCases } from "./pull-cases.ts";
import { sendActions } from "./send-actions.ts";
import { watchCases } from "./watch-cases.ts";

const INTERVAL_MS = 5 * 60_000;
const OFFLINE_INTERVAL_MS = 15_000;
/** How long the line may be silent before a small question finds out whether the service is still there. */
const LOOK_MS = 60_000;
const JITTER = 0.2;
const MIN_DELAY_MS = 1_000;
/** What a timer of the system can hold. */
const LONGEST_TIMER_MS = 2_000_000_000;
/** States out of which a new attempt is worth making at once, whatever the back-off said: the network may just be back. */
const MAY_BE_BACK = new Set(["offline", "captive", "signed-out", "unknown"]);

/**
 * The conversation with the service in the background: what waits is sent, the worklist is read, reports are delivered, downloads are
 * started. One round at a time; `wake` asks for one now. Reading and writing in the page never wait for it.
 */
export class SyncLoop {
  readonly #account: OpenAccount;
  readonly #downloads: Downloads;
  readonly #lookMs: number;
  readonly #onContact: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  #looking: Promise<void> | null = null;
  #again: "no" | "quick" | "full" = "no";
  #first = true;

  /** `onContact`: after each round, and after each look at a silent line. */
  constructor(account: OpenAccount, downloads: Downloads, onContact: () => Promise<void>, lookMs = LOOK_MS) {
    this.#account = account;
    this.#downloads = downloads;
    this.#onContact = onContact;
    this.#lookMs = lookMs;
    account.ended.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  /** Asks for a round. `full` reads the whole worklist, as at the start and when the reviewer asks. */
  wake(full: boolean): Promise<void> {
    if (this.#account.ended.aborted) return Promise.resolve();
    if (this.#again !== "full") this.#again = full ? "full" : "quick";
    this.#running ??= this.#rounds().finally(() => {
      this.#running = null;
      // asked for in the very moment in which the round ended
      if (this.#again !== "no") void this.wake(false);
      else this.#plan();
    });
    return this.#running;
  }

  /** Resolves when nothing is under way any more: after `ended`, the database may be closed. */
  async idle(): Promise<void> {
    await Promise.all([this.#running, this.#looking]);
  }

  #plan(): void {
    const account = this.#account;
    if (account.ended.aborted) return;
    const isOnline = account.network.at === "online";
    const regular = (isOnline ? INTERVAL_MS : OFFLINE_INTERVAL_MS) * (1 - JITTER + 2 * JITTER * Math.random());
    // what is due cannot go while nothing can: it must not make the rounds come faster
    const due = isOnline ? earliestDue(account.db) : null;
    const soonest = due === null ? regular : Math.max(MIN_DELAY_MS, Math.min(regular, due - nowOf(account)));
    const delay = Math.min(LONGEST_TIMER_MS, Math.max(soonest, account.network.quietUntil - nowOf(account)));
    this.#arm(performance.now() + delay);
  }

  /** Waits for the next round; a line that is silent until then is looked at in between, so that "in sync" is never old. */
  #arm(roundAt: number): void {
    clearTimeout(this.#timer);
    const left = Math.max(0, roundAt - performance.now());
    if (this.#account.network.at !== "online" || left <= this.#lookMs) {
      this.#timer = setTimeout(() => void this.wake(false), left);
      return;
    }
    this.#timer = setTimeout(() => {
      this.#looking = this.#look(roundAt).finally(() => {
        this.#looking = null;
      });
    }, this.#lookMs);
  }

  async #look(roundAt: number): Promise<void> {
    const account = this.#account;
    const planned = this.#timer;
    const isThere = await stillThere(account, account.ended);
    if (account.ended.aborted) return;
    await this.#onContact();
    account.emit({ kind: "network.changed" });
    // a round that is under way makes the next plan itself, and one that has ended meanwhile has made it
    if (this.#running !== null || this.#timer !== planned || account.ended.aborted) return;
    if (isThere) this.#arm(roundAt);
    else this.#plan();
  }

  async #rounds(): Promise<void> {
    while (this.#again !== "no" && !this.#account.ended.aborted) {
      const full = this.#again === "full" || this.#first;
      this.#again = "no";
      this.#setSyncing(true);
      try {
        await this.#round(full);
      } catch (error) {
        // a bug in one round must not end the conversation for good
        this.#account.log("defect", { code: `sync: ${error instanceof Error ? error.name : "thrown value"}` });
      } finally {
        await this.#onContact();
        this.#setSyncing(false);
      }
    }
  }

  #setSyncing(syncing: boolean): void {
    this.#account.network.syncing = syncing;
    this.#account.emit({ kind: "network.changed" });
  }

  async #round(full: boolean): Promise<void> {
    const account = this.#account;
    await endByTime(account);
    checkpointLargeLog(account.db);
    if (!account.tokens.signedIn) {
      setNetwork(account, "signed-out");
      return;
    }
    // the service said when it wants to be asked again, and a pressed button is no reason to ask before
    if (account.network.quietUntil > nowOf(account)) return;
    if (full || MAY_BE_BACK.has(account.network.at)) makeDue(account.db, nowOf(account));
    for (const step of [
      () => sendActions(account, account.ended),
      () => pullCases(account, full, account.ended),
      () => watchCases(account, (caseId) => this.#downloads.refresh(caseId), account.ended),
      () => deliverReports(account, account.ended),
      () => deliverKeyObjects(account, account.ended),
    ]) {
      const problem = await step();
      if (account.ended.aborted) return;
      if (problem !== null && noteProblem(account, problem)) return;
    }
    this.#first = false;
    setNetwork(account, "online");
    // a download that met a dead line shortens the wait for the next round
    void this.#downloads.wake().then(() => {
      if (this.#running === null) this.#plan();
    });
  }
}
