import { parentPort } from "node:worker_threads";
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as english } from "@zxcvbn-ts/language-en";
import type { GuessAsk, GuessReply } from "./passphrase-judge.ts";

/**
 * How many guesses an attacker with word lists needs, by zxcvbn. Its lists take some 75 MB: they live here and go with the worker. What is
 * beyond 100 characters adds nothing to the answer and much to the time.
 */
const zxcvbn = new ZxcvbnFactory({ dictionary: { ...common, ...english }, graphs: adjacencyGraphs, maxLength: 100 });

parentPort?.on("message", ({ id, passphrase, names }: GuessAsk) => {
  const { score, feedback } = zxcvbn.check(passphrase, [...names]);
  parentPort?.postMessage({ id, score, warning: feedback.warning } satisfies GuessReply);
});
