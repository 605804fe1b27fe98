import type { ScriptUrlPolicy } from "../decode/make-decode-worker.ts";
import url from "./slice-worker.ts?worker&url";

/** The script that the page's Trusted Types policy must allow for other planes. */
export const sliceWorkerUrl: string = url;

export const makeSliceWorker = (policy: ScriptUrlPolicy): Worker =>
  new Worker(policy.createScriptURL(sliceWorkerUrl) as string, { type: "module", name: "slice" });
