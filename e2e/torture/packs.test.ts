import fs from "node:fs";
import path from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { PREPARED_HEAD_BYTES, readPreparedHead, valuesOf } from "#shared/decode/prepared-frame.ts";
import { readFrameHeader } from "#shared/imaging/frame-stream.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { until, value } from "./core-driver.ts";
import { accept, bytesAt, readyOffline, type Stage, synced, withStage } from "./stage.ts";

type Got = { readonly status: string; readonly bytes: Buffer };

async function frames(stage: Stage, caseId: CaseId): Promise<Got[]> {
  const [series] = value(await stage.api.imaging.list({ caseId })).flatMap((study) => study.series);
  const stream = await bytesAt(stage.running, `/frames/${caseId}/${series?.seriesId}`, `revision=${series?.revision}`);
  if (typeof stream === "string") throw new Error(stream);
  const got: Got[] = [];
  for (let at = 0; at < stream.length; ) {
    const { status, length } = readFrameHeader(stream, at);
    got.push({ status, bytes: stream.subarray(at + 12, at + 12 + length) });
    at += 12 + length;
  }
  return got;
}

const allPrepared = (stage: Stage, caseId: CaseId): Promise<Got[]> =>
  until("prepared frames", async () => {
    const got = await frames(stage, caseId);
    return got.every(({ status }) => status === "prepared") ? got : null;
  });

function unpacked({ bytes }: Got): readonly number[] {
  const head = readPreparedHead(bytes);
  const values = head === null ? null : valuesOf(head, zstdDecompressSync(bytes.subarray(PREPARED_HEAD_BYTES)));
  if (values === null) throw new Error("no prepared frame");
  return [...values];
}

/** As `small-case.ts` writes them. */
const pixels = (number: number): number[] => Array.from({ length: 64 }, (_, index) => (index * number * 31) % 4096);

const files = (stage: Stage): string[] =>
  fs
    .readdirSync(path.join(stage.vaultDir, "blobs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ovb"))
    .map((name) => path.join(stage.vaultDir, "blobs", name));

describe("prepared frames", () => {
  test("are made behind the download, in the order of display, with the values of the file", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      const got = await allPrepared(stage, caseId);
      expect(got.map(unpacked)).toEqual([pixels(1), pixels(2), pixels(3)]);
      const head = readPreparedHead(got[1]?.bytes ?? Buffer.alloc(0));
      // 63 × 2 × 31 = 3906; no value comes near the end of the range
      expect(head).toMatchObject({ rows: 8, columns: 8, samples: 1, container: "uint16", statistics: { min: 0, max: 3906 } });
    }));

  test("a damaged or lost pack is never shown: the originals are read, and the pack is made again", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      const before = files(stage);
      await allPrepared(stage, caseId);
      const series = value(await stage.api.imaging.list({ caseId })).flatMap((study) => study.series)[0];
      const table = value(await stage.api.imaging.series({ caseId, seriesId: series?.seriesId ?? ("" as never) })).frames as SeriesFrames;
      const originals = new Set(table.instances.map(({ instanceKey }) => `${instanceKey}.ovb`));
      const others = files(stage).filter((file) => !originals.has(path.basename(file)));
      expect(files(stage).length).toBeGreaterThanOrEqual(before.length);
      // letter and pack: the larger name tells nothing, so both are cut
      for (const file of others) fs.truncateSync(file, 150);
      expect((await frames(stage, caseId)).map(({ status }) => status)).toEqual(["ok", "ok", "ok"]);
      expect((await allPrepared(stage, caseId)).map(unpacked)).toEqual([pixels(1), pixels(2), pixels(3)]);
    }));

  test("go with the case: a case that is taken back leaves no file", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      await allPrepared(stage, caseId);
      await stage.service.changeTask("alpha-task", "cancel");
      await synced(stage);
      await until("no file left", async () => files(stage).length === 0);
    }));
});
