import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Task } from "@medplum/fhirtypes";
import { describe, expect, test } from "vitest";
import type { CaseId, ReportId } from "#shared/result/ids.ts";
import { childOn } from "./child.ts";
import { until, value } from "./core-driver.ts";
import {
  accept,
  bytesAt,
  draftedCase,
  entryOf,
  reached,
  readyOffline,
  reportsAt,
  rowOf,
  type Stage,
  signCase,
  synced,
  withStage,
} from "./stage.ts";

/** A report that is signed and waits, because the service is down. */
async function signedAndWaiting(stage: Stage): Promise<{ caseId: CaseId; reportId: ReportId; pdf: Buffer | string }> {
  const caseId = await draftedCase(stage.api);
  await synced(stage);
  await stage.stopService();
  const reportId = await signCase(stage.api, caseId);
  return { caseId, reportId, pdf: await bytesAt(stage.running, `/reports/${reportId}/pdf`) };
}

const spoolFiles = (stage: Stage): string[] => {
  const folder = path.join(stage.vaultDir, "spool");
  return fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
};

const remarks = async (stage: Stage): Promise<string> => value(await stage.api.session.state({})).remarks.join(" ");

async function deliveredOnce(stage: Stage, reportId: ReportId, pdf: Buffer | string): Promise<void> {
  expect(await bytesAt(stage.running, `/reports/${reportId}/pdf`)).toEqual(pdf);
  expect((await reached(stage.api, reportId, "delivered", "conflict")).state.at).toBe("delivered");
  expect(await reportsAt(stage.service, reportId)).toBe(1);
}

describe("a file of the spool without a row (row 2, S1)", () => {
  test("killed between file and row: the row is made, the draft is closed, the report delivered once", () =>
    withStage({}, async (stage) => {
      const caseId = await draftedCase(stage.api);
      await synced(stage);
      await stage.stopService();
      await stage.stopCore();
      const before = path.join(stage.folder, "before");
      fs.cpSync(stage.coreDir, before, { recursive: true });
      await stage.startCore();
      value(await stage.unlock());
      const reportId = await signCase(stage.api, caseId);
      const pdf = await bytesAt(stage.running, `/reports/${reportId}/pdf`);
      await stage.stopCore();
      // the folder as it was before signing, and only the file of the spool from after it
      const [file = ""] = spoolFiles(stage);
      const kept = fs.readFileSync(file);
      fs.rmSync(stage.coreDir, { recursive: true });
      fs.renameSync(before, stage.coreDir);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, kept);
      await stage.startCore();
      expect(value(await stage.api.session.state({})).accounts[0]?.unsentReports).toBe(1);
      value(await stage.unlock());
      expect(await remarks(stage)).toContain("A signed report was found");
      expect(value(await stage.api.opinion.get({ caseId })).frozen).toBe(true);
      expect(await stage.api.report.prepare({ caseId, revision: 0, paper: "A4", warningReasons: [] })).toMatchObject({ ok: false });
      await stage.startService();
      await deliveredOnce(stage, reportId, pdf);
      // a second unlock finds nothing new
      await stage.restartCore();
      expect(await remarks(stage)).not.toContain("A signed report was found");
      expect(value(await stage.api.outbox.list({}))).toHaveLength(1);
    }));

  const moments: [string, (stage: Stage, lines: readonly string[]) => boolean][] = [
    ["as the passphrase is given", () => true],
    ["as the file begins", (stage) => spoolFiles(stage).length > 0],
    ["as the file is there", (stage) => spoolFiles(stage).some((file) => file.endsWith(".ovs"))],
    ["as it is acknowledged", (_, lines) => lines.some((line) => line.startsWith("signed "))],
  ];
  test.each(moments)("killed %s: either a draft or one signed report", (_, isNow) =>
    withStage({}, async (stage) => {
      const caseId = await draftedCase(stage.api);
      await stage.stopCore();
      const child = childOn(stage, caseId, "sign");
      await until("the pages", async () => child.lines.includes("prepared"));
      while (!isNow(stage, child.lines)) await new Promise((resolve) => setImmediate(resolve));
      await child.kill();
      await stage.startCore();
      value(await stage.unlock());
      const [entry] = value(await stage.api.outbox.list({}));
      const said = child.lines.find((line) => line.startsWith("signed "))?.slice("signed ".length);
      if (said !== undefined) expect(entry?.reportId).toBe(said);
      const reportId = (entry?.reportId as ReportId | undefined) ?? (await signCase(stage.api, caseId));
      await deliveredOnce(stage, reportId, await bytesAt(stage.running, `/reports/${reportId}/pdf`));
      expect(value(await stage.api.outbox.list({}))).toHaveLength(1);
    }),
  );
});

describe("damaged files of the spool", () => {
  test.each([
    ["one changed byte", (file: string) => fs.writeFileSync(file, flipped(fs.readFileSync(file)))],
    ["cut in half", (file: string) => fs.truncateSync(file, fs.statSync(file).size >> 1)],
    ["empty", (file: string) => fs.writeFileSync(file, "")],
    ["gone", (file: string) => fs.rmSync(file)],
  ])("%s: written again from the row, and sent", (_, damage) =>
    withStage({}, async (stage) => {
      const { reportId, pdf } = await signedAndWaiting(stage);
      await stage.stopCore();
      const [file = ""] = spoolFiles(stage);
      damage(file);
      await stage.startCore();
      value(await stage.unlock());
      expect(spoolFiles(stage)).toEqual([file]);
      await stage.stopCore();
      // with the file back, the database may go
      for (const name of fs.readdirSync(stage.vaultDir)) if (name.startsWith("vault.db")) fs.rmSync(path.join(stage.vaultDir, name));
      await stage.startService();
      await stage.startCore();
      value(await stage.unlock());
      value(await stage.api.session.signInAgain({}));
      await deliveredOnce(stage, reportId, pdf);
    }),
  );

  const flipped = (bytes: Buffer): Buffer => {
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    return bytes;
  };

  test("a foreign file in the spool keeps nothing shut", () =>
    withStage({}, async (stage) => {
      const { reportId, pdf } = await signedAndWaiting(stage);
      await stage.stopCore();
      const folder = path.join(stage.vaultDir, "spool");
      fs.writeFileSync(path.join(folder, `${"a".repeat(32)}.ovs`), randomBytes(5_000));
      fs.writeFileSync(path.join(folder, "notes.ovs"), "x");
      fs.mkdirSync(path.join(folder, `${"b".repeat(32)}.ovs`));
      await stage.startService();
      await stage.startCore();
      value(await stage.unlock());
      expect(await remarks(stage)).toContain("A file of a signed report is damaged");
      await deliveredOnce(stage, reportId, pdf);
    }));
});

describe("the database is lost after signing (row 5)", () => {
  test.each([
    ["deleted", (file: string) => fs.rmSync(file)],
    ["zeroed", (file: string) => fs.writeFileSync(file, Buffer.alloc(fs.statSync(file).size))],
    ["noise", (file: string) => fs.writeFileSync(file, randomBytes(fs.statSync(file).size))],
    ["cut in half", (file: string) => fs.truncateSync(file, fs.statSync(file).size >> 1)],
  ])("%s: the report opens from the spool with the vault key, byte for byte, and is delivered once after a new sign-in", (_, lose) =>
    withStage({}, async (stage) => {
      const { reportId, pdf } = await signedAndWaiting(stage);
      await stage.stopCore();
      const file = path.join(stage.vaultDir, "vault.db");
      for (const ending of ["-wal", "-shm"]) fs.rmSync(`${file}${ending}`, { force: true });
      lose(file);
      await stage.startCore();
      expect(value(await stage.api.session.state({})).accounts[0]?.unsentReports).toBe(1);
      value(await stage.unlock());
      expect(await remarks(stage)).toContain("could not be read");
      expect(await bytesAt(stage.running, `/reports/${reportId}/pdf`)).toEqual(pdf);
      expect(await entryOf(stage.api, reportId)).toMatchObject({ patientName: "Alpha, Case", reportId });
      await stage.startService();
      value(await stage.api.session.signInAgain({}));
      await deliveredOnce(stage, reportId, pdf);
      // the case itself is over at the service: it does not come back as new work
      await synced(stage);
      expect((await rowOf(stage.api, "alpha"))?.state.at ?? "gone").not.toBe("assigned");
      // what could not be read is kept beside it
      const aside = fs.readdirSync(stage.vaultDir).filter((name) => name.includes(".unreadable-"));
      expect(aside.length > 0).toBe(fs.existsSync(file) && _ !== "deleted");
    }),
  );

  test("a report that was stopped before is not sent after all, and its case comes back", () =>
    withStage({}, async (stage) => {
      const { caseId, reportId } = await signedAndWaiting(stage);
      value(await stage.api.outbox.stop({ reportId }));
      expect(spoolFiles(stage)).toEqual([]);
      await stage.startService();
      const second = await signCase(stage.api, caseId);
      await reached(stage.api, second, "delivered");
      await stage.stopCore();
      for (const name of fs.readdirSync(stage.vaultDir)) if (name.startsWith("vault.db")) fs.rmSync(path.join(stage.vaultDir, name));
      await stage.startCore();
      value(await stage.unlock());
      value(await stage.api.session.signInAgain({}));
      await synced(stage);
      // the delivered one is proved again from what the service holds; the stopped one is nowhere
      expect((await reached(stage.api, second, "delivered", "conflict")).state.at).toBe("delivered");
      expect(await reportsAt(stage.service, second)).toBe(1);
      expect(await reportsAt(stage.service, reportId)).toBe(0);
    }));

  test("lost before anything was signed: said as what it is, and a new sign-in begins anew", () =>
    withStage({}, async (stage) => {
      const caseId = await draftedCase(stage.api);
      await stage.stopCore();
      for (const name of fs.readdirSync(stage.vaultDir)) if (name.startsWith("vault.db")) fs.rmSync(path.join(stage.vaultDir, name));
      await stage.startCore();
      expect(await stage.unlock()).toMatchObject({ ok: false, failure: { code: "vault-damaged" } });
      await stage.firstRun();
      // the Task was begun already, and stays so
      const again = await accept(stage.api);
      expect(again).not.toBe(caseId);
      await readyOffline(stage.api, again);
      expect(stage.service.read<Task>("Task", "alpha-task")?.status).toBe("in-progress");
    }));
});
