import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type SmallCaseOptions, writeSmallCase } from "../fixtures/small-case.ts";
import { type Service, type ServiceOptions, startService } from "./service.ts";
import { type FhirClient, fhirClient, type SignInOptions, signIn } from "./test-client.ts";

export type Running = { readonly service: Service; readonly token: string; readonly call: FhirClient; readonly folder: string };

/** A service with one small case named `a`, signed in as demo, for one test; everything is gone afterwards. */
export async function withSmallCase(
  options: ServiceOptions & { readonly smallCase?: SmallCaseOptions; readonly signInAs?: SignInOptions },
  work: (running: Running) => Promise<void>,
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-test-"));
  writeSmallCase(path.join(folder, "cases"), "a", options.smallCase);
  const service = await startService({ casesDirs: [path.join(folder, "cases")], ...options });
  try {
    const token = (await signIn(service.base, options.signInAs)).access_token;
    await work({ service, token, call: fhirClient(service.base, token), folder });
  } finally {
    await service.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
