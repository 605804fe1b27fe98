import type { Instant } from "#shared/result/instant.ts";
import type { ClockFacts } from "../store/setting-store.ts";

const BEHIND_MS = 10 * 60_000;
const WRITE_EVERY_MS = 30_000;

/**
 * The device's clock, corrected by the service's `Date` (design D11). It never runs backwards across restarts: the latest time ever
 * seen is kept. A clock found more than ten minutes behind it locks the cases until the next contact, and deletes nothing.
 */
export class Clock {
  #facts: ClockFacts;
  readonly #wall: () => number;
  readonly #save: (facts: ClockFacts) => void;
  #savedHighWaterMs: number;

  constructor(facts: ClockFacts | null, wall: () => number, save: (facts: ClockFacts) => void) {
    this.#facts = facts ?? { offsetMs: 0, highWaterMs: 0, lastContactAt: null };
    this.#savedHighWaterMs = this.#facts.highWaterMs;
    this.#wall = wall;
    this.#save = save;
  }

  /** UTC now, as well as it is known; never before a time that was seen already, so that no clock setting prolongs a lease. */
  now(): Instant {
    const now = Math.max(this.#facts.highWaterMs, Math.round(this.#wall() + this.#facts.offsetMs));
    if (now > this.#facts.highWaterMs) this.#facts = { ...this.#facts, highWaterMs: now };
    if (this.#facts.highWaterMs - this.#savedHighWaterMs > WRITE_EVERY_MS) this.#write();
    return now as Instant;
  }

  isBehind(): boolean {
    return this.#facts.highWaterMs - (this.#wall() + this.#facts.offsetMs) > BEHIND_MS;
  }

  /** The service said what time it is: its word also corrects a mark that a wrong clock had set. A second of travel is no offset. */
  contact(serverMs: number): void {
    const offsetMs = Math.abs(serverMs - this.#wall()) < 2_000 ? 0 : serverMs - this.#wall();
    const mark = this.#facts.highWaterMs;
    const highWaterMs = Math.abs(mark - serverMs) > BEHIND_MS ? serverMs : Math.max(mark, serverMs);
    this.#facts = { offsetMs, highWaterMs, lastContactAt: serverMs };
    if (Math.abs(highWaterMs - this.#savedHighWaterMs) > WRITE_EVERY_MS) this.#write();
  }

  /** How far the service's clock is ahead of this computer's, as of the last contact. */
  get offsetMs(): number {
    return this.#facts.offsetMs;
  }

  get lastContactAt(): Instant | null {
    return this.#facts.lastContactAt as Instant | null;
  }

  #write(): void {
    this.#savedHighWaterMs = this.#facts.highWaterMs;
    this.#save(this.#facts);
  }

  close(): void {
    this.#write();
  }
}
