import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { CaseId } from "#shared/result/ids.ts";
import { type Api, firstRun, PASSPHRASE, runCore, until, value } from "../torture/core-driver.ts";
import { writeOpinion } from "../torture/opinion-text.ts";
import { serveOneCase, takeCase } from "./one-case.ts";

/**
 * Started by the test in plain Node: `node built-core-run.ts CORE_FOLDER PDF`. The built core against the reference service, from the
 * first run to the delivered report; one line of JSON says what came out.
 */
const [coreFolder = "", pdfFile = ""] = process.argv.slice(2);

async function signReport(api: Api, caseId: CaseId): Promise<string> {
  await writeOpinion(api, caseId, "Écho: ≥ 3 mm, Ω and Ж are printed."); // characters of the fallback font, too
  const check = value(await api.opinion.check({ caseId }));
  const reasons = check.points.map((point) => ({ code: point.code, reason: "Known and accepted in this test." }));
  const prepared = value(await api.report.prepare({ caseId, revision: check.revision, paper: "A4", warningReasons: reasons }));
  return value(await api.report.sign({ reportId: prepared.reportId, passphrase: PASSPHRASE })).reportId;
}

type StartCore = NonNullable<NonNullable<Parameters<typeof runCore>[0]>["start"]>;
const built = (await import(pathToFileURL(path.join(coreFolder, "core.js")).href)) as { readonly startCore: StartCore };
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-built-run-"));
const service = await serveOneCase(folder);
const running = await runCore({ start: built.startCore, dir: folder });
const { api, core } = running;

async function bytes(where: string): Promise<Buffer> {
  const answer = await core.bytes(where, "", new AbortController().signal);
  if (!answer.ok) throw new Error(`${where}: ${answer.failure.happened}`);
  const pieces: Uint8Array[] = [];
  for await (const piece of answer.body) pieces.push(piece);
  return Buffer.concat(pieces);
}

await firstRun(api, service.base);
const { caseId, thumbnailPath } = await takeCase(api);
const thumbnail = await bytes(thumbnailPath);
const reportId = await signReport(api, caseId);
const entry = await until("delivered", async () =>
  value(await api.outbox.list({})).find((one) => one.reportId === reportId && one.state.at === "delivered"),
);
fs.writeFileSync(pdfFile, await bytes(`/reports/${reportId}/pdf`));
await running.stop();
await service.close();
fs.rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify({ state: entry.state.at, thumbnail: thumbnail.subarray(1, 4).toString("latin1") })}\n`);
