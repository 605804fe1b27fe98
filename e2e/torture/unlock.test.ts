import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { childOn } from "./child.ts";
import { PASSPHRASE, until, value } from "./core-driver.ts";
import { accept, bytesAt, draftedCase, reached, readyOffline, signCase, withStage } from "./stage.ts";

const countOf = (text: string): number => text.split(". ").filter((part) => part !== "").length;

describe("unlocking", () => {
  test("a wrong passphrase opens nothing and says so; the right one opens afterwards", () =>
    withStage({}, async (stage) => {
      const { api } = stage;
      const caseId = await accept(api);
      await readyOffline(api, caseId);
      value(await api.session.lock({}));
      expect(value(await api.session.state({})).phase).toBe("locked");
      // nothing can be read while locked, by no way
      for (const answer of [await api.cases.list({}), await api.records.list({ caseId }), await api.opinion.get({ caseId })])
        expect(answer).toMatchObject({ ok: false, failure: { code: "locked" } });
      expect(await bytesAt(stage.running, `/thumbnails/${caseId}/x`)).toBe("locked");
      for (const wrong of ["", "another sentence altogether", `${PASSPHRASE} `.repeat(40)])
        expect(await stage.unlock(wrong)).toMatchObject({ ok: false, failure: { code: "wrong-passphrase" } });
      expect(value(await api.session.state({})).phase).toBe("locked");
      value(await stage.unlock());
      expect(value(await api.records.list({ caseId }))).toHaveLength(1);
    }));

  test("row 7: a second program on the same vault is told so within a second, and changes nothing", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      await stage.stopCore();
      const child = childOn(stage, caseId, "hold");
      expect(await until("the other program", async () => child.lines[0])).toBe("open");
      await stage.startCore();
      const start = performance.now();
      expect(await stage.unlock()).toMatchObject({ ok: false, failure: { code: "already-open" } });
      expect(performance.now() - start).toBeLessThan(1_000);
      // the other one goes on; once it is gone, however it went, the vault opens
      await child.kill();
      value(await stage.unlock());
      expect(value(await stage.api.records.list({ caseId }))).toHaveLength(1);
    }));

  test("row 1, T12: killed while typing, five times over, nothing acknowledged is lost", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      value(await stage.api.cases.open({ caseId }));
      await stage.stopCore();
      for (const acknowledged of [3, 20, 41, 90, 7]) {
        const child = childOn(stage, caseId, "type");
        await until("some typing", async () => child.lines.length > acknowledged);
        await child.kill();
        await stage.startCore();
        value(await stage.unlock());
        const last = Number(child.lines.at(-1));
        const { opinion } = value(await stage.api.opinion.get({ caseId }));
        expect(countOf(opinion.findings)).toBeGreaterThanOrEqual(last);
        // and at most the one that was on its way
        expect(countOf(opinion.findings)).toBeLessThanOrEqual(last + 1);
        const clear = { changeId: `clear-${acknowledged}`, change: { field: "findings" as const, value: "" } };
        value(await stage.api.opinion.save({ caseId, changes: [clear] }));
        await stage.stopCore();
      }
    }));

  test("locked in the middle of everything, it opens again and goes on", () =>
    withStage({}, async (stage) => {
      const { api } = stage;
      const caseId = await accept(api);
      for (let count = 0; count < 5; count++) {
        value(await api.session.lock({}));
        value(await stage.unlock());
      }
      await readyOffline(api, caseId);
      // requests that are under way while the lock comes get an answer: theirs, or that it is locked
      const answers = [api.records.list({ caseId }), api.imaging.list({ caseId }), api.cases.list({}), api.opinion.get({ caseId })];
      const [locked, ...rest] = await Promise.all([api.session.lock({}), ...answers]);
      expect(locked.ok).toBe(true);
      for (const answer of rest) expect(answer.ok || answer.failure.code === "locked").toBe(true);
      value(await stage.unlock());
    }));

  test("rows 2, 3: killed right after signing, before anything was sent; the report is there and delivered once", () =>
    withStage({}, async (stage) => {
      const { api } = stage;
      const caseId = await draftedCase(api);
      await stage.stopService();
      const reportId = await signCase(api, caseId);
      const pdf = await bytesAt(stage.running, `/reports/${reportId}/pdf`);
      // as a kill leaves it: a copy of the folder while the program is running
      const copy = path.join(stage.folder, "copy");
      fs.cpSync(stage.coreDir, copy, { recursive: true });
      await stage.stopCore();
      fs.rmSync(stage.coreDir, { recursive: true });
      fs.renameSync(copy, stage.coreDir);
      await stage.startService();
      await stage.startCore();
      value(await stage.unlock());
      expect(await bytesAt(stage.running, `/reports/${reportId}/pdf`)).toEqual(pdf);
      expect((await reached(stage.api, reportId, "delivered", "conflict")).state.at).toBe("delivered");
    }));
});
