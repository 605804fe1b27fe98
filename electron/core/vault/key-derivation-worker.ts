import { parentPort, workerData } from "node:worker_threads";
import { argon2id } from "hash-wasm";

/** Runs Argon2id v1.3 off core's thread; its memory is given back only when this worker ends. */
type Job = {
  readonly passphrase: Uint8Array;
  readonly salt: Uint8Array;
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
};

const job = workerData as Job;
const output = await argon2id({
  password: job.passphrase,
  salt: job.salt,
  parallelism: job.lanes,
  iterations: job.passes,
  memorySize: job.memoryKib,
  hashLength: 32,
  outputType: "binary",
});
job.passphrase.fill(0);
parentPort?.postMessage(output);
