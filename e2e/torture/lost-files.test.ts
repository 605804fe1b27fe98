import fs from "node:fs";
import { describe, expect, test } from "vitest";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { frameStatuses, sealedFiles, seriesOf, untilPrepared } from "./case-files.ts";
import { until, value } from "./core-driver.ts";
import { accept, bytesAt, draftedCase, entryOf, reached, readyOffline, rowById, type Stage, signCase, withStage } from "./stage.ts";

/** Letter, three images, and their prepared frames. */
const WHOLE = 5;

describe("files that this computer's disk lost (S13)", () => {
  async function imageFiles(stage: Stage, caseId: CaseId): Promise<string[]> {
    const { seriesId } = await seriesOf(stage, caseId);
    const { instances } = value(await stage.api.imaging.series({ caseId, seriesId })).frames as SeriesFrames;
    return instances.map(({ instanceKey }) => sealedFiles(stage).find((file) => file.includes(instanceKey)) ?? "");
  }

  const damage = (file: string): void => {
    const bytes = fs.readFileSync(file);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    fs.writeFileSync(file, bytes);
  };

  test("never shown wrongly, named, no longer counted as here; fetched again when there is a way", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      const images = await imageFiles(stage, caseId);
      await untilPrepared(stage, caseId);
      const others = sealedFiles(stage).filter((file) => !images.includes(file));
      await stage.stopService();
      damage(images[0] ?? "");
      fs.rmSync(images[1] ?? "");
      expect(await frameStatuses(stage, caseId)).toEqual(["0 ok", "1 ok", "2 ok"]);
      for (const file of others) damage(file);
      expect(await frameStatuses(stage, caseId)).toEqual(["0 damaged", "1 notStored", "2 ok"]);
      const [record] = value(await stage.api.records.list({ caseId }));
      expect(await bytesAt(stage.running, record?.document?.path ?? "")).toBe("damaged-file");
      const row = await until("the words", async () => {
        const found = await rowById(stage.api, caseId);
        return found?.availability.problems.length === 2 ? found : null;
      });
      expect(row.availability).toMatchObject({ images: { announced: 3, usable: 1 }, documents: { usable: 0 }, readyOffline: false });
      expect(row.availability.problems.join(" ")).toContain("lost or damaged");
      await stage.startService();
      value(await stage.api.session.syncNow({}));
      await readyOffline(stage.api, caseId);
      expect(await frameStatuses(stage, caseId)).toEqual(["0 ok", "1 ok", "2 ok"]);
      expect((await bytesAt(stage.running, record?.document?.path ?? "")).toString()).toContain("%PDF");
      await untilPrepared(stage, caseId);
    }));

  test("missing at the next unlock, and found by the check of the vault", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      const images = await imageFiles(stage, caseId);
      await untilPrepared(stage, caseId);
      await stage.stopService();
      await stage.stopCore();
      fs.rmSync(images[2] ?? "");
      await stage.startCore();
      value(await stage.unlock());
      expect((await rowById(stage.api, caseId))?.availability).toMatchObject({ images: { usable: 2 }, readyOffline: false });
      expect(value(await stage.api.settings.checkVault({}))).toMatchObject({ whole: true, blobs: WHOLE - 1 });
      damage(images[0] ?? "");
      const check = value(await stage.api.settings.checkVault({}));
      expect(check).toMatchObject({ whole: false, problems: ["A stored file was lost or damaged on the disk. It is fetched again."] });
      await stage.startService();
      value(await stage.api.session.syncNow({}));
      await readyOffline(stage.api, caseId);
      await untilPrepared(stage, caseId);
      expect(value(await stage.api.settings.checkVault({}))).toMatchObject({ whole: true, blobs: WHOLE });
    }));

  test("of a case whose report is signed: fetched again too, before and after the delivery", () =>
    withStage({}, async (stage) => {
      const caseId = await draftedCase(stage.api);
      const losesAndHasAgain = async (): Promise<void> => {
        await untilPrepared(stage, caseId);
        const images = await imageFiles(stage, caseId);
        damage(images[0] ?? "");
        for (const other of sealedFiles(stage).filter((name) => !images.includes(name))) damage(other);
        expect(await frameStatuses(stage, caseId)).toContain("0 damaged");
        await until("named", async () => (await rowById(stage.api, caseId))?.availability.readyOffline === false);
        value(await stage.api.session.syncNow({}));
        await readyOffline(stage.api, caseId);
        expect(await frameStatuses(stage, caseId)).toEqual(["0 ok", "1 ok", "2 ok"]);
      };
      stage.service.setFault("503:1000");
      const reportId = await signCase(stage.api, caseId);
      expect((await entryOf(stage.api, reportId))?.state.at).not.toBe("delivered");
      stage.service.setFault(null);
      await losesAndHasAgain();
      expect((await reached(stage.api, reportId, "delivered")).state.at).toBe("delivered");
      await losesAndHasAgain();
      expect((await rowById(stage.api, caseId))?.state.at).toBe("delivered");
    }));
});
