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

/** Checks, prepares and signs; answers the report's id. */
async function signCase(api: Api, caseId: CaseId) {
  const check = value(await api.opinion.check({ caseId }));
  const reasons = check.points.map((point) => ({ code: point.code, reason: "Known and accepted in this test." }));
  const prepared = value(await api.report.prepare({ caseId, revision: check.revision, paper: "Letter", warningReasons: reasons }));
  return value(await api.report.sign({ reportId: prepared.reportId, passphrase: PASSPHRASE })).reportId;
}

describe.skipIf(protocol === null)("core against the reference service", () => {
  test.each([
    ["put", "cut-after-body"],
    ["put", "500-after-store"],
    ["put", "cut-before-store"],
    ["put", "cut-in-answer"],
    ["put", "batch-in-disguise"],
    ["put", "no-transactions"],
    ["put", "conflict-409"],
    ["post", "cut-after-body"],
    ["post", "500-after-store"],
    ["post", "cut-in-answer"],
    ["post", "batch-in-disguise"],
    ["post", "no-transactions"],
  ] as const)("P39 S2: delivery in %s mode with the fault %s: exactly one report", async (mode, fault) => {
    const service = await startService({ mode, casesDirs: [protocol ?? ""] });
    const running = await runCore();
    try {
      await firstRun(running.api, service.base);
      const caseId = await readyCase(running.api);
      value(await running.api.cases.open({ caseId }));
      await writeOpinion(running.api, caseId);
      service.setFault(`${fault}`);
      const reportId = await signCase(running.api, caseId);
      const entry = await until(
        "delivered",
        async () => {
          value(await running.api.session.syncNow({}));
          return value(await running.api.outbox.list({})).find(
            (one) => one.reportId === reportId && ["delivered", "conflict"].includes(one.state.at),
          );
        },
        90_000,
      );
      expect(entry.state).toMatchObject({ at: "delivered" });
      expect(await service.search("DocumentReference", `identifier=urn:ietf:rfc:3986|urn:uuid:${reportId}`)).toHaveLength(1);
      expect(await service.search("Composition", `identifier=urn:ietf:rfc:3986|urn:uuid:${reportId}`)).toHaveLength(1);
      expect(Object.values(service.struck()).some((count) => count > 0)).toBe(true);
    } finally {
      await running.stop();
      await service.close();
    }
  });

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
      for await (const piece of answer.body) pieces.push(Uint8Array.from(piece));
      const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "overread-pdf-")), "report.pdf");
      fs.writeFileSync(file, Buffer.concat(pieces));
      expect(execFileSync("pdfsig", [file], { encoding: "utf8" })).toContain("Signature is Valid");
    } finally {
      await running.stop();
      await service.close();
    }
  });
});
