import { Worker } from "node:worker_threads";
import { hasPassphraseLength } from "./key-derivation.ts";

export type GuessAsk = { readonly id: number; readonly passphrase: string; readonly names: readonly string[] };
export type GuessReply = { readonly id: number; readonly score: number; readonly warning: string | null };

/** Why a passphrase would be guessed; `few`: its parts are too few or too common. */
export type Guessable = "repeats" | "sequence" | "common" | "names" | "dates" | "few";

/** `score`: 0 to 4 as zxcvbn counts; 4 is at least 10^10 guesses, "strong protection from an offline slow-hash attack". */
export type Verdict = { readonly score: number; readonly problem: "too-short" | "guessable" | null; readonly why: Guessable | null };

/** The stolen laptop is the attack that the passphrase must stand against: offline, each guess as dear as Argon2id makes it. */
const ENOUGH = 4;
const IDLE_MS = 60_000;

/** Unbuilt, the worker is a .ts file beside this one; built, a .js file beside the bundle. */
const workerFile = new URL(`./passphrase-worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

/** The library's warnings by kind; what is not named here is `few`. */
const KINDS: Readonly<Record<string, Guessable>> = {
  simpleRepeat: "repeats",
  extendedRepeat: "repeats",
  sequences: "sequence",
  straightRow: "sequence",
  keyPattern: "sequence",
  topTen: "common",
  topHundred: "common",
  common: "common",
  similarToCommon: "common",
  wordByItself: "common",
  namesByThemselves: "names",
  commonNames: "names",
  userInputs: "names",
  dates: "dates",
  recentYears: "dates",
};

/** Judges passphrases for a first run, in a worker that ends a minute after the last question and takes its word lists along. */
export class PassphraseJudge {
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 1;
  readonly #waiting = new Map<number, { resolve(reply: GuessReply): void; reject(error: Error): void }>();

  /** `names`: what an attacker knows of this person (their name, their service): guessed first. */
  async judge(passphrase: string, names: readonly string[]): Promise<Verdict> {
    if (!hasPassphraseLength(passphrase)) return { score: 0, problem: "too-short", why: null };
    const words = names.flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)]).filter((word) => word.length > 2);
    const { score, warning } = await this.#ask(passphrase.normalize("NFKC"), words);
    if (score >= ENOUGH) return { score, problem: null, why: null };
    return { score, problem: "guessable", why: (warning === null ? undefined : KINDS[warning]) ?? "few" };
  }

  #ask(passphrase: string, names: readonly string[]): Promise<GuessReply> {
    const id = this.#nextId++;
    const worker = this.#start();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, passphrase, names } satisfies GuessAsk);
    });
  }

  #start(): Worker {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.close(), IDLE_MS).unref();
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(workerFile);
    worker.on("message", (reply: GuessReply) => {
      this.#waiting.get(reply.id)?.resolve(reply);
      this.#waiting.delete(reply.id);
    });
    worker.on("error", (error) => this.#end(error instanceof Error ? error : new Error("the judge of passphrases failed")));
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #end(error: Error): void {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#end(new Error("closed"));
    await worker?.terminate();
  }
}
