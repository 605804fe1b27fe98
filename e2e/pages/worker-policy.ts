import { decodeWorkerUrl, makeDecodeWorker } from "../../renderer/viewer/viewer.ts";

const extra = new Set<string>();

/** The page's one Trusted Types policy, as the product makes it: the decode worker's script, and those a test names beside it. */
const policy = trustedTypes.createPolicy("overread", {
  createScriptURL: (url) => {
    if (url !== decodeWorkerUrl && !extra.has(url)) throw new Error(`this script is not on the list: ${url}`);
    return url;
  },
});

export const createDecodeWorker = (): Worker => makeDecodeWorker(policy);

/** A worker that stands in for the decode worker in a test of what happens when it fails. */
export function createOtherWorker(url: string): Worker {
  extra.add(url);
  return new Worker(policy.createScriptURL(url) as string, { type: "module" });
}
