import { expect, test } from "vitest";
import { alignmentOf } from "#shared/imaging/alignment.ts";
import type { CaseId, SeriesId } from "#shared/result/ids.ts";
import { value } from "./core-driver.ts";
import { accept, inState, readyOffline, type Stage, synced, withStage } from "./stage.ts";

const twoSeries = { cases: { alpha: { secondSeries: 3 } } } as const;

/** A case that is here, and its two series. */
async function pairOf(stage: Stage): Promise<{ readonly caseId: CaseId; readonly from: SeriesId; readonly to: SeriesId }> {
  const caseId = await accept(stage.api);
  await readyOffline(stage.api, caseId);
  const [from, to] = value(await stage.api.imaging.list({ caseId })).flatMap((study) => study.series.map(({ seriesId }) => seriesId));
  if (from === undefined || to === undefined) throw new Error("the case has two series");
  return { caseId, from, to };
}

test("P3: a shift in mm that the reader has aligned is there after a restart without the service; aligned anew it is another one", () =>
  withStage(twoSeries, async (stage) => {
    const { caseId, from, to } = await pairOf(stage);
    expect(value(await stage.api.imaging.alignments({ caseId }))).toEqual([]);
    const kept = [alignmentOf(from, to, [0, -12.25, 1242.5])];
    expect(value(await stage.api.imaging.align({ caseId, keep: kept, forget: [] }))).toEqual(kept);
    await stage.stopService();
    await stage.restartCore();
    expect(value(await stage.api.imaging.alignments({ caseId }))).toEqual(kept);
    const anew = [alignmentOf(from, to, [0, 0, 7.5])];
    expect(value(await stage.api.imaging.align({ caseId, keep: [{ from: to, to: from, shiftMm: [0, 0, -7.5] }], forget: [] }))).toEqual(
      anew,
    );
    expect(value(await stage.api.imaging.align({ caseId, keep: [], forget: [{ from: to, to: from }] }))).toEqual([]);
  }));

test("P3: a series that is not of this case is aligned to nothing, and neither is one to itself; nothing is kept then", () =>
  withStage(twoSeries, async (stage) => {
    const { caseId, from, to } = await pairOf(stage);
    const stranger = "0".repeat(32) as SeriesId;
    for (const wrong of [stranger, from]) {
      const keep = [alignmentOf(from, to, [0, 0, 1]), { from, to: wrong, shiftMm: [0, 0, 1] as [number, number, number] }];
      expect(await stage.api.imaging.align({ caseId, keep, forget: [] })).toMatchObject({ failure: { code: "no-such-series" } });
    }
    expect(value(await stage.api.imaging.alignments({ caseId }))).toEqual([]);
    const wrongCase = { caseId: "0".repeat(32) as CaseId };
    expect(await stage.api.imaging.alignments(wrongCase)).toMatchObject({ failure: { code: "no-such-case" } });
    expect(await stage.api.imaging.align({ ...wrongCase, keep: [], forget: [] })).toMatchObject({ failure: { code: "no-such-case" } });
  }));

test("S4, P3: with a case that is taken back its alignments go", () =>
  withStage(twoSeries, async (stage) => {
    const { caseId, from, to } = await pairOf(stage);
    value(await stage.api.imaging.align({ caseId, keep: [alignmentOf(from, to, [0, 0, 1])], forget: [] }));
    await stage.service.changeTask("alpha-task", "cancel");
    await synced(stage);
    await inState(stage.api, caseId, "revoked");
    for (const answer of [
      await stage.api.imaging.alignments({ caseId }),
      await stage.api.imaging.align({ caseId, keep: [], forget: [{ from, to }] }),
    ])
      expect(answer).toMatchObject({ failure: { code: "not-readable" } });
  }));
