import { decodeWorkerUrl, makeDecodeWorker } from "../../renderer/viewer/viewer.ts";

/** The page's one Trusted Types policy, as the product makes it: the decode worker's script and no other. */
const policy = trustedTypes.createPolicy("overread", {
  createScriptURL: (url) => {
    if (url !== decodeWorkerUrl) throw new Error(`this script is not on the list: ${url}`);
    return url;
  },
});

export const createDecodeWorker = (): Worker => makeDecodeWorker(policy);
