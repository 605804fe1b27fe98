import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { CaseId } from "#shared/result/ids.ts";
import { startService } from "../service/service.ts";
import { sharedPath } from "../support/shared-folder.ts";
import { type Api, firstRun, PASSPHRASE, runCore, until, value } from "./core-driver.ts";
import { writeOpinion } from "./opinion-text.ts";

const protocol = sharedPath("protocol");

async function readyCase(api: Api): Promise<CaseId> {
  const row = await until("a case to decide", async () => value(await api.cases.list({})).find((entry) => entry.state.at === "assigned"));
  const { caseId } = row;
  value(await api.cases.accept({ caseId, declaration: "No tie to anybody named in the case.", licenceChoice: "" }));
  await until("ready offline", async () =>
    value(await api.cases.list({})).find((entry) => entry.caseId === caseId && entry.availability.readyOffline),
  );
  return caseId;
}

describe.skipIf(protocol === null)("core against the reference service", () => {
  test.each(["put", "post"] as const)("P39 M1 R11: accept, download, write, sign, deliver once (%s mode)", async (mode) => {
    const service = await startService({ mode, casesDirs: [protocol ?? ""] });
    const running = await runCore();
    const { api } = running;
    try {
      await firstRun(api, service.base);
      const caseId = await readyCase(api);
      value(await api.cases.open({ caseId }));
      await writeOpinion(api, caseId);
      const check = value(await api.opinion.check({ caseId }));
      expect(check.points.filter((point) => point.severity === "blocking")).toEqual([]);
      const reasons = check.points.map((point) => ({ code: point.code, reason: "Known and accepted in this test." }));
      const prepared = value(await api.report.prepare({ caseId, revision: check.revision, paper: "A4", warningReasons: reasons }));
      expect((await api.report.sign({ reportId: prepared.reportId, passphrase: "another passphrase" })).ok).toBe(false);
      const signed = value(await api.report.sign({ reportId: prepared.reportId, passphrase: PASSPHRASE }));
      const entry = await until("delivered", async () =>
        value(await api.outbox.list({})).find(
          (one) => one.reportId === signed.reportId && (one.state.at === "delivered" || one.state.at === "conflict"),
        ),
      );
      expect(entry.state).toMatchObject({ at: "delivered" });
      const documents = await service.search("DocumentReference", `identifier=urn:ietf:rfc:3986|urn:uuid:${signed.reportId}`);
      expect(documents).toHaveLength(1);
      const answer = await running.core.bytes(`/reports/${signed.reportId}/pdf`, "", new AbortController().signal);
      if (!answer.ok) throw new Error(answer.failure.happened);
      const pieces: Uint8Array[] = [];
      for await (const piece of answer.body) pieces.push(piece);
      const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "overread-pdf-")), "report.pdf");
      fs.writeFileSync(file, Buffer.concat(pieces));
      expect(execFileSync("pdfsig", [file], { encoding: "utf8" })).toContain("Signature is Valid");
    } finally {
      await running.stop();
      await service.close();
    }
  });
});
