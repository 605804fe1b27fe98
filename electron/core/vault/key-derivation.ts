import { Worker } from "node:worker_threads";
import { type Argon2Cost, FLOOR } from "./header.ts";

const MIN_CHARACTERS = 12;
const MAX_CHARACTERS = 256;
/** Unbuilt, the worker is a .ts file beside this one; built, a .js file beside the bundle. */
const workerFile = new URL(`./key-derivation-worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

/** The bytes that are hashed: UTF-8 of the NFKC form, nothing trimmed. */
export const passphraseBytes = (passphrase: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(passphrase.normalize("NFKC"));

/** 12 to 256 characters of the NFKC form; whether they can be guessed is another question (`passphrase-judge.ts`). */
export function hasPassphraseLength(passphrase: string): boolean {
  const length = [...passphrase.normalize("NFKC")].length;
  return length >= MIN_CHARACTERS && length <= MAX_CHARACTERS;
}

/** No vault was ever made with anything else: such an input is wrong without being hashed (and nothing cannot be hashed). */
export function canBePassphrase(passphrase: string): boolean {
  const length = [...passphrase.normalize("NFKC")].length;
  return length > 0 && length <= MAX_CHARACTERS;
}

/** Argon2id in a worker: 32 bytes. */
export function deriveKey(passphrase: string, salt: Uint8Array, cost: Argon2Cost): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile, { workerData: { passphrase: passphraseBytes(passphrase), salt, ...cost } });
    worker.once("message", (output: Uint8Array) => resolve(output));
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`key derivation ended with ${code}`)));
  });
}

/**
 * The dearest of 64, 128, 256 MiB that takes at most a second here, with the key it gives. `maxMemoryKib` bounds it where time
 * matters more than cost (tests); never below the floor.
 */
export async function deriveCalibrated(
  passphrase: string,
  salt: Uint8Array,
  maxMemoryKib = 256 * 1024,
): Promise<{ key: Uint8Array; cost: Argon2Cost }> {
  let cost = FLOOR;
  for (;;) {
    const started = performance.now();
    const key = await deriveKey(passphrase, salt, cost);
    const dearer = { ...cost, memoryKib: cost.memoryKib * 2 };
    if ((performance.now() - started) * 2 > 1_000 || dearer.memoryKib > maxMemoryKib) return { key, cost };
    cost = dearer;
  }
}
