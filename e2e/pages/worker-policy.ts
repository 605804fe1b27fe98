import { decodeWorkerUrl, makeDecodeWorker, makeSliceWorker, sliceWorkerUrl } from "../../renderer/viewer/viewer.ts";

const extra = new Set<string>();

/** The page's one Trusted Types policy, as the product makes it: the scripts of the viewer's workers, and those a test names beside them. */
const policy = trustedTypes.createPolicy("overread", {
  createScriptURL: (url) => {
    if (url !== decodeWorkerUrl && url !== sliceWorkerUrl && !extra.has(url)) throw new Error(`this script is not on the list: ${url}`);
    return url;
  },
});

export const createDecodeWorker = (): Worker => makeDecodeWorker(policy);

export const createSliceWorker = (): Worker => makeSliceWorker(policy);

/** A worker that stands in for the decode worker in a test of what happens when it fails. */
export function createOtherWorker(url: string): Worker {
  extra.add(url);
  return new Worker(policy.createScriptURL(url) as string, { type: "module" });
}
