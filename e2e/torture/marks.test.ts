import { expect, test } from "vitest";
import { markName } from "#shared/measure/kept-mark.ts";
import { madeMark } from "#shared/measure/made-mark.ts";
import { value } from "./core-driver.ts";
import { accept, draftedCase, reached, readyOffline, signCase, withStage } from "./stage.ts";

test("P13: marks that core has answered for are there after a restart, with what undo can still take back", () =>
  withStage({}, async (stage) => {
    const caseId = await draftedCase(stage.api);
    value(await stage.api.marks.change({ caseId, put: [madeMark("a"), madeMark("b", { text: "solid part" })], remove: [] }));
    const answered = value(await stage.api.marks.change({ caseId, put: [], remove: ["a"] }));
    await stage.restartCore();
    const after = value(await stage.api.marks.list({ caseId }));
    expect(after).toEqual(answered);
    expect(after.marks.map((mark) => `${markName(mark)} ${mark.text}`)).toEqual(["M2 solid part"]);
    expect(value(await stage.api.marks.undo({ caseId })).marks.map(markName)).toEqual(["M1", "M2"]);
  }));

test("P15, R8: a number that is not the image's is named before signing; of a signed report no mark can be moved any more", () =>
  withStage({}, async (stage) => {
    const caseId = await draftedCase(stage.api);
    value(await stage.api.marks.change({ caseId, put: [madeMark("a")], remove: [] }));
    const say = async (findings: string) => {
      const change = { field: "findings" as const, value: findings };
      value(await stage.api.opinion.save({ caseId, changes: [{ changeId: findings, change }] }));
      return value(await stage.api.opinion.check({ caseId })).points.filter((point) => point.code === "measurement-differs");
    };
    expect(await say("A nodule, M1 99.9 mm.")).toMatchObject([{ severity: "blocking", field: "findings" }]);
    expect(await say("A nodule, M1 23.4 mm.")).toEqual([]);
    const reportId = await signCase(stage.api, caseId);
    await reached(stage.api, reportId, "delivered");
    // R1f, T4: the report lists what its text names, with its scale
    expect(JSON.stringify(await stage.service.search("Composition"))).toContain("M1 Length; 23.4 mm; mm; image not on this device");
    for (const answer of [
      await stage.api.marks.change({ caseId, put: [madeMark("b")], remove: [] }),
      await stage.api.marks.undo({ caseId }),
    ])
      expect(answer).toMatchObject({ ok: false, failure: { code: "not-draftable" } });
    expect(value(await stage.api.marks.list({ caseId })).marks).toHaveLength(1);
  }));

test("a case that is only downloaded has no marks yet, and none can be put on it before it is opened", () =>
  withStage({}, async (stage) => {
    const caseId = await accept(stage.api);
    await readyOffline(stage.api, caseId);
    expect(value(await stage.api.marks.list({ caseId }))).toEqual({ marks: [], canUndo: false, canRedo: false });
    expect(await stage.api.marks.change({ caseId, put: [madeMark("a")], remove: [] })).toMatchObject({
      ok: false,
      failure: { code: "not-draftable" },
    });
  }));
