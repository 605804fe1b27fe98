import fs from "node:fs";
import path from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { PREPARED_HEAD_BYTES, readPreparedHead, valuesOf } from "#shared/decode/prepared-frame.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { type SentFrame, sealedFiles, sentFrames, seriesOf, untilFiles, untilPrepared } from "./case-files.ts";
import { value } from "./core-driver.ts";
import { accept, readyOffline, type Stage, synced, withStage } from "./stage.ts";

async function frames(stage: Stage, caseId: CaseId): Promise<readonly SentFrame[]> {
  const sent = await sentFrames(stage, caseId);
  if (typeof sent === "string") throw new Error(sent);
  return sent;
}

function unpacked({ bytes }: SentFrame): readonly number[] {
  const head = readPreparedHead(bytes);
  const values = head === null ? null : valuesOf(head, zstdDecompressSync(bytes.subarray(PREPARED_HEAD_BYTES)));
  if (values === null) throw new Error("no prepared frame");
  return [...values];
}

/** As `small-case.ts` writes them. */
const pixels = (number: number): number[] => Array.from({ length: 64 }, (_, index) => (index * number * 31) % 4096);

describe("prepared frames", () => {
  test("are made behind the download, in the order of display, with the values of the file", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      const got = await untilPrepared(stage, caseId);
      expect(got.map(unpacked)).toEqual([pixels(1), pixels(2), pixels(3)]);
      const head = readPreparedHead(got[1]?.bytes ?? Buffer.alloc(0));
      // 63 × 2 × 31 = 3906; no value comes near the end of the range
      expect(head).toMatchObject({ rows: 8, columns: 8, samples: 1, container: "uint16", statistics: { min: 0, max: 3906 } });
    }));

  test("a damaged or lost pack is never shown: the originals are read, and the pack is made again", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      await untilPrepared(stage, caseId);
      const { seriesId } = await seriesOf(stage, caseId);
      const table = value(await stage.api.imaging.series({ caseId, seriesId })).frames as SeriesFrames;
      const originals = new Set(table.instances.map(({ instanceKey }) => `${instanceKey}.ovb`));
      const others = sealedFiles(stage).filter((file) => !originals.has(path.basename(file)));
      // letter and pack: the larger name tells nothing, so both are cut
      for (const file of others) fs.truncateSync(file, 150);
      expect((await frames(stage, caseId)).map(({ status }) => status)).toEqual(["ok", "ok", "ok"]);
      expect((await untilPrepared(stage, caseId)).map(unpacked)).toEqual([pixels(1), pixels(2), pixels(3)]);
    }));

  test("as much as the reader allows: none when none is wanted, and again when it is", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      await untilPrepared(stage, caseId);
      const prepared = sealedFiles(stage).length;
      value(await stage.api.settings.set({ preparedImagesGib: 0 }));
      await untilFiles(stage, prepared - 1);
      expect((await frames(stage, caseId)).map(({ status }) => status)).toEqual(["ok", "ok", "ok"]);
      value(await stage.api.settings.set({ preparedImagesGib: 4 }));
      expect((await untilPrepared(stage, caseId)).map(unpacked)).toEqual([pixels(1), pixels(2), pixels(3)]);
    }));

  test("go with the case: a case that is taken back leaves no file", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      await untilPrepared(stage, caseId);
      await stage.service.changeTask("alpha-task", "cancel");
      await synced(stage);
      await untilFiles(stage, 0);
    }));
});
