import url from "./decode-worker.ts?worker&url";

/** The one script that the page's Trusted Types policy must allow for the viewer. */
export const decodeWorkerUrl: string = url;

/** The part of a Trusted Types policy that is used; lib.dom of TypeScript 7 does not know them. */
export type ScriptUrlPolicy = { createScriptURL(url: string): unknown };

/** Bundlers' own `new Worker(new URL(…))` is refused under Trusted Types; the page's policy makes the address (tried). */
export const makeDecodeWorker = (policy: ScriptUrlPolicy): Worker =>
  new Worker(policy.createScriptURL(decodeWorkerUrl) as string, { type: "module", name: "decode" });
