import fs from "node:fs";
import { expect, test } from "vitest";
import type { CaseId, ObjectId } from "#shared/result/ids.ts";
import { sealedFiles } from "./case-files.ts";
import { value } from "./core-driver.ts";
import { accept, bytesAt, draftedCase, reached, readyOffline, type Stage, signCase, withStage } from "./stage.ts";

async function ready(stage: Stage): Promise<CaseId> {
  const caseId = await accept(stage.api);
  await readyOffline(stage.api, caseId);
  return caseId;
}

test("P17, P30: what came with the images is listed, read over the wire, and leads to its images", () =>
  withStage({ cases: { alpha: { objects: true } } }, async (stage) => {
    const caseId = await ready(stage);
    const rows = value(await stage.api.imaging.objects({ caseId }));
    expect(rows.map(({ kind, title, what, date, seen }) => [kind, title, what, date, seen]).sort()).toEqual([
      ["document", "Lung function", "PDF document", "2026-09-18", false],
      ["key-objects", "Key object selection", "Key object selection", "2026-09-18", false],
      ["structured-report", "CT measurements", "Structured report", "2026-09-18", false],
      ["waveform", "Resting ECG", "12-lead ECG", "2026-09-18", false],
    ]);
    const open = async (kind: string) => {
      const objectId = rows.find((row) => row.kind === kind)?.objectId as ObjectId;
      return value(await stage.api.imaging.object({ caseId, objectId }));
    };
    const report = await open("structured-report");
    // three images are named; one is not in the case
    expect(report.targets.map((target) => target.at === "images" && [target.series, target.imageNumber])).toEqual([
      ["Series", 1],
      ["Series", 2],
    ]);
    expect(report.value).toMatchObject({ kind: "structured-report", title: "Imaging Measurement Report", verification: "verified" });
    const chosen = (await open("key-objects")).targets.flatMap((target) => (target.at === "images" ? target.pictures : []));
    expect(chosen.map(({ frameNumber }) => frameNumber)).toEqual([1, 1]);
    // each is drawn from its own image, and none under another list of frames (T15)
    const drawn = await Promise.all(chosen.map(({ path }) => bytesAt(stage.running, ...(path.split("?") as [string, string]))));
    for (const png of drawn) expect(typeof png !== "string" && png.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect(chosen.map(({ path }) => new URLSearchParams(path.split("?")[1]).get("frame"))).toEqual(["0", "1"]);
    const [where = "", query = ""] = chosen[0]?.path.split("?") ?? [];
    expect(await bytesAt(stage.running, where, query.replace(/revision=[^&]*/, "revision=old"))).toBe("stale-list");
    for (const frame of ["99", "-1", "x"])
      expect(await bytesAt(stage.running, where, query.replace(/frame=.*/, `frame=${frame}`))).toBe("unreadable-frame");
    const ecg = (await open("waveform")).value;
    expect(ecg.kind === "waveform" && ecg.groups.map(({ channels }) => channels.map(({ scale }) => scale.at))).toEqual([
      Array.from({ length: 12 }, () => "millivolts"),
      ["millivolts", "none"],
    ]);
    const document = await open("document");
    expect(document.value).toMatchObject({ kind: "document", format: "pdf", title: "Pulmonary function test", lengthProblem: null });
    const pdf = await bytesAt(stage.running, document.path ?? "");
    expect(typeof pdf !== "string" && pdf.subarray(0, 8).toString("latin1")).toBe("%PDF-1.4");
    expect(typeof pdf !== "string" && pdf.length).toBe(document.value.kind === "document" && document.value.bytes);
    expect(await bytesAt(stage.running, `/objects/${caseId}/${report.row.objectId}`)).toBe("unshown-object");

    value(await stage.api.imaging.markObjectSeen({ caseId, objectId: report.row.objectId }));
    expect(value(await stage.api.imaging.objects({ caseId })).filter(({ seen }) => seen)).toHaveLength(1);
    await stage.stopService();
    await stage.restartCore();
    expect(value(await stage.api.imaging.objects({ caseId })).filter(({ seen }) => seen)).toHaveLength(1);
  }));

test("M20: an object that names another patient is listed as such and not read", () =>
  withStage({ cases: { alpha: { objects: { family: "Stranger" } } } }, async (stage) => {
    const caseId = await ready(stage);
    const rows = value(await stage.api.imaging.objects({ caseId }));
    expect(rows).toHaveLength(4);
    for (const { objectId, identityConflict } of rows) {
      expect(identityConflict).toBe("This object names another patient.");
      expect(await stage.api.imaging.object({ caseId, objectId })).toMatchObject({ ok: false, failure: { code: "identity-conflict" } });
      expect(await bytesAt(stage.running, `/objects/${caseId}/${objectId}`)).toBe("identity-conflict");
    }
  }));

test("an object that is not in the case, and one whose file the disk changed, are said in words", () =>
  withStage({ cases: { alpha: { objects: true } } }, async (stage) => {
    const caseId = await ready(stage);
    const none = "0".repeat(32) as ObjectId;
    expect(await stage.api.imaging.object({ caseId, objectId: none })).toMatchObject({ ok: false, failure: { code: "no-such-object" } });
    expect(await stage.api.imaging.markObjectSeen({ caseId, objectId: none })).toMatchObject({ ok: false });
    const [row] = value(await stage.api.imaging.objects({ caseId }));
    for (const file of sealedFiles(stage)) fs.truncateSync(file, 150);
    expect(await stage.api.imaging.object({ caseId, objectId: row?.objectId as ObjectId })).toMatchObject({
      ok: false,
      failure: { code: "damaged-file" },
    });
  }));

test("R1d: the report lists what came with the images, and says which of it was looked at", () =>
  withStage({ cases: { alpha: { objects: true } } }, async (stage) => {
    const caseId = await draftedCase(stage.api);
    const rows = value(await stage.api.imaging.objects({ caseId }));
    const ecg = rows.find(({ kind }) => kind === "waveform");
    value(await stage.api.imaging.markObjectSeen({ caseId, objectId: ecg?.objectId as ObjectId }));
    await reached(stage.api, await signCase(stage.api, caseId), "delivered");
    const composition = JSON.stringify(await stage.service.search("Composition"));
    expect(composition).toContain("Resting ECG (12-lead ECG), 2026-09-18: 1 of 1 pages seen");
    expect(composition).toContain("CT measurements (Structured report), 2026-09-18: 0 of 1 pages seen");
  }));
