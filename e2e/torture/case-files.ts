import fs from "node:fs";
import path from "node:path";
import type { ImagingStudy } from "@medplum/fhirtypes";
import { readFrameHeader } from "#shared/imaging/frame-stream.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { KeyImage } from "#shared/opinion/opinion.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { until, value } from "./core-driver.ts";
import { bytesAt, rowById, type Stage } from "./stage.ts";

/** All sealed files of the vault. */
export function sealedFiles(stage: Stage): string[] {
  const folder = path.join(stage.vaultDir, "blobs");
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ovb"))
    .map((name) => path.join(folder, name));
}

/** Waits for `count` sealed files: prepared frames are made behind the download, and files of erased cases go one by one. */
export const untilFiles = (stage: Stage, count: number): Promise<string[]> =>
  until(`${count} sealed files`, async () => {
    const files = sealedFiles(stage);
    return files.length === count ? files : null;
  });

/** The first series of a case. */
export async function seriesOf(stage: Stage, caseId: CaseId) {
  const [series] = value(await stage.api.imaging.list({ caseId })).flatMap((study) => study.series);
  if (series === undefined) throw new Error("no series");
  return series;
}

export type SentFrame = { readonly index: number; readonly status: string; readonly bytes: Buffer };

/** The frames of the case's first series as the page would get them, or the code of the refusal. */
export async function sentFrames(
  stage: Stage,
  caseId: CaseId,
  change: { readonly revision?: string; readonly order?: string } = {},
): Promise<readonly SentFrame[] | string> {
  const { seriesId, revision } = await seriesOf(stage, caseId);
  const query = new URLSearchParams({ revision, ...change });
  const stream = await bytesAt(stage.running, `/frames/${caseId}/${seriesId}`, query.toString());
  if (typeof stream === "string") return stream;
  const frames: SentFrame[] = [];
  for (let at = 0; at < stream.length; ) {
    const { index, status, length } = readFrameHeader(stream, at);
    frames.push({ index, status, bytes: stream.subarray(at + 12, at + 12 + length) });
    at += 12 + length;
  }
  return frames;
}

/** Waits until every frame comes prepared: only then is the pack of the newest list named by its row. */
export const untilPrepared = (stage: Stage, caseId: CaseId): Promise<readonly SentFrame[]> =>
  until("prepared frames", async () => {
    const sent = await sentFrames(stage, caseId);
    return typeof sent !== "string" && sent.every(({ status }) => status === "prepared") ? sent : null;
  });

/** `index status` of each frame; a frame that comes prepared is as good as its bytes. */
export async function frameStatuses(...asked: Parameters<typeof sentFrames>): Promise<string[]> {
  const frames = await sentFrames(...asked);
  return typeof frames === "string" ? [frames] : frames.map(({ index, status }) => `${index} ${status === "prepared" ? "ok" : status}`);
}

/** Everything that can be fetched of the case has been fetched or has failed. */
export const settled = (stage: Stage, caseId: CaseId) =>
  until("the download to end", async () => {
    const row = await rowById(stage.api, caseId);
    const images = await stage.api.imaging.list({ caseId });
    const series = images.ok ? images.value : [];
    const isOver = row !== undefined && !row.availability.fetching && row.availability.records.announced !== null;
    return isOver && (series.length > 0 || row.availability.images.announced === 0) ? row : null;
  });

/** An image of the case `alpha`, the first when not said, as the page would mark it. */
export async function keyImageOf(stage: Stage, caseId: CaseId, frameIndex = 0): Promise<KeyImage> {
  const { seriesId } = await seriesOf(stage, caseId);
  const { frames, instances } = value(await stage.api.imaging.series({ caseId, seriesId })).frames as SeriesFrames;
  const instance = instances[frames[frameIndex]?.instance ?? -1];
  const study = stage.service.read<ImagingStudy>("ImagingStudy", "alpha-study");
  return {
    id: `k${frameIndex + 1}`,
    seriesId,
    frameIndex,
    studyUid: study?.identifier?.[0]?.value?.slice("urn:oid:".length) ?? "",
    seriesUid: study?.series?.[0]?.uid ?? "",
    sopInstanceUid: instance?.sopInstanceUid ?? "",
    sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
    frameNumber: 1,
    caption: "The nodule",
    window: null,
    inverted: false,
    label: `CT, image ${frameIndex + 1} of 3`,
  };
}
