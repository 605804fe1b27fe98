import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { CaseId } from "#shared/result/ids.ts";
import { type Api, PASSPHRASE, until, value } from "./core-driver.ts";
import { noSmallDisk, SmallDisk } from "./full-disk.ts";
import { accept, draftedCase, entryOf, reached, readyOffline, reportsAt, rowById, Stage, signCase, synced } from "./stage.ts";

/** Service on the ordinary disk, core on a small one. */
async function onSmallDisk(instances: number, work: (stage: Stage, disk: SmallDisk) => Promise<void>): Promise<void> {
  const disk = new SmallDisk(12);
  const stage = new Stage({ cases: { alpha: { instances } }, coreDir: path.join(disk.folder, "core") });
  try {
    await stage.startService();
    await stage.startCore();
    await work(stage, disk);
  } finally {
    await stage.end();
    disk.unmount();
  }
}

const type = (api: Api, caseId: CaseId, text: string) =>
  api.opinion.save({ caseId, changes: [{ changeId: randomUUID(), change: { field: "findings", value: text } }] });

/** Types until the disk takes no more; answers the last text that was acknowledged. */
async function typeUntilFull(api: Api, caseId: CaseId): Promise<string> {
  let acknowledged = value(await api.opinion.get({ caseId })).opinion.findings;
  for (let count = 0; count < 2_000; count++) {
    const text = `${count} ${"x".repeat(4_000)}`;
    const answer = await type(api, caseId, text);
    if (!answer.ok) {
      expect(answer.failure.code).toBe("disk-full");
      return acknowledged;
    }
    acknowledged = text;
  }
  throw new Error("the disk never was full");
}

describe.skipIf(noSmallDisk !== null)(`a full disk (row 10)${noSmallDisk === null ? "" : `: skipped, ${noSmallDisk}`}`, () => {
  test("while the vault is made: said, nothing half is left, and with room it works", () =>
    onSmallDisk(3, async (stage, disk) => {
      const { signInId } = value(await stage.api.session.signIn({ base: stage.service.base }));
      disk.fill();
      expect(await stage.api.session.createVault({ signInId, passphrase: PASSPHRASE })).toMatchObject({ failure: { code: "disk-full" } });
      expect(value(await stage.api.session.state({}))).toMatchObject({ phase: "first-run", accounts: [] });
      disk.free();
      value(await stage.api.session.createVault({ signInId, passphrase: PASSPHRASE }));
      expect(value(await stage.api.session.state({})).phase).toBe("unlocked");
    }));

  test("while downloading: what is here can be read, the reason is said; with room the rest comes", () =>
    onSmallDisk(60, async (stage, disk) => {
      const { api } = stage;
      await stage.firstRun();
      stage.service.setFault("slow:40");
      const caseId = await accept(api);
      await until("some images", async () => ((await rowById(api, caseId))?.availability.images.received ?? 0) > 4);
      disk.fill();
      const row = await until("the download to stand still", async () => {
        const found = await rowById(api, caseId);
        return found?.notices.some((notice) => notice.code === "disk-full") ? found : null;
      });
      expect(row.availability.images.usable).toBeLessThan(60);
      expect(value(await api.records.list({ caseId }))).toHaveLength(1);
      expect(value(await api.imaging.list({ caseId }))).toHaveLength(1);
      value(await api.session.lock({}));
      value(await stage.unlock());
      expect(value(await api.records.list({ caseId }))).toHaveLength(1);
      stage.service.setFault(null);
      disk.free();
      value(await api.cases.fetchNow({ caseId }));
      const whole = await readyOffline(api, caseId);
      expect(whole.notices.map((notice) => notice.code)).not.toContain("disk-full");
    }));

  test("while typing: each refusal is said, everything acknowledged is there; locking, unlocking and reading go on", () =>
    onSmallDisk(3, async (stage, disk) => {
      const { api } = stage;
      await stage.firstRun();
      const caseId = await draftedCase(api);
      await synced(stage);
      disk.fill();
      const acknowledged = await typeUntilFull(api, caseId);
      expect(value(await api.opinion.get({ caseId })).opinion.findings).toBe(acknowledged);
      value(await api.session.lock({}));
      value(await stage.unlock());
      expect(value(await api.opinion.get({ caseId })).opinion.findings).toBe(acknowledged);
      expect(value(await api.records.list({ caseId }))).toHaveLength(1);
      disk.free();
      value(await type(api, caseId, "There is room again."));
      expect(value(await api.opinion.get({ caseId })).opinion.findings).toBe("There is room again.");
    }));

  test("while signing: nothing is signed by halves; with room it is signed and delivered once", () =>
    onSmallDisk(3, async (stage, disk) => {
      const { api } = stage;
      await stage.firstRun();
      const caseId = await draftedCase(api);
      await synced(stage);
      disk.fill();
      await typeUntilFull(api, caseId);
      await expect(signCase(api, caseId)).rejects.toThrow("disk-full");
      expect(value(await api.outbox.list({}))).toEqual([]);
      expect(fs.existsSync(path.join(stage.vaultDir, "spool")) ? fs.readdirSync(path.join(stage.vaultDir, "spool")) : []).toEqual([]);
      disk.free();
      const reportId = await signCase(api, caseId);
      expect((await reached(api, reportId, "delivered", "conflict")).state.at).toBe("delivered");
      expect(await reportsAt(stage.service, reportId)).toBe(1);
    }));

  test("while delivering: never sent blindly, never said to be delivered before it is written down", () =>
    onSmallDisk(3, async (stage, disk) => {
      const { api } = stage;
      await stage.firstRun();
      const caseId = await draftedCase(api);
      await synced(stage);
      await stage.stopService();
      const reportId = await signCase(api, caseId);
      disk.fill();
      await stage.startService();
      for (let count = 0; count < 5; count++) await synced(stage).catch(() => undefined);
      const at = (await entryOf(api, reportId))?.state.at;
      if (at === "delivered") expect(await reportsAt(stage.service, reportId)).toBe(1);
      disk.free();
      expect((await reached(api, reportId, "delivered", "conflict")).state.at).toBe("delivered");
      expect(await reportsAt(stage.service, reportId)).toBe(1);
      await stage.restartCore();
      expect((await entryOf(stage.api, reportId))?.state.at).toBe("delivered");
    }));
});
