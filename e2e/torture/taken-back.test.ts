// One file: the ways in which a case can be taken back, by the moment in which it happens (S4, S5, D11, D14).
import fs from "node:fs";
import path from "node:path";
import type { AuditEvent, Task } from "@medplum/fhirtypes";
import { describe, expect, test } from "vitest";
import { sealedFiles, untilFiles } from "./case-files.ts";
import { value } from "./core-driver.ts";
import {
  accept,
  bytesAt,
  draftedCase,
  entryOf,
  inState,
  reached,
  readyOffline,
  reportsAt,
  rowById,
  rowOf,
  signCase,
  synced,
  withStage,
} from "./stage.ts";

/** Letter, three images, and their prepared frames. */
const WHOLE = 5;

describe("taken back while drafting (S4)", () => {
  test.each(["cancel", "fail", "reassign", "delete"])("%s: reading ends, files go, the draft's text stays to be copied out", (change) =>
    withStage({}, async (stage) => {
      const { api } = stage;
      const caseId = await draftedCase(api);
      await untilFiles(stage, WHOLE);
      await stage.service.changeTask("alpha-task", change);
      await synced(stage);
      if (change === "delete") {
        // 404: locked at once; only ten minutes later it counts as taken away
        const row = await rowById(api, caseId);
        expect(row?.notices.map((notice) => notice.code)).toContain("vanished");
        expect(await api.records.list({ caseId })).toMatchObject({ ok: false, failure: { code: "not-readable" } });
        expect(sealedFiles(stage)).toHaveLength(WHOLE);
        return;
      }
      const row = await inState(api, caseId, "revoked");
      await untilFiles(stage, 0);
      expect((await rowById(api, caseId))?.patient.name).toBe("Erased");
      expect(row.notices.map((notice) => notice.code)).toContain("revoked");
      for (const answer of [await api.cases.get({ caseId }), await api.records.list({ caseId }), await api.imaging.list({ caseId })])
        expect(answer).toMatchObject({ ok: false, failure: { code: "not-readable" } });
      const draft = value(await api.opinion.get({ caseId }));
      expect(draft).toMatchObject({ frozen: true, opinion: { findings: "The nodule has grown and should be resected." } });
      expect(await api.opinion.save({ caseId, changes: [{ changeId: "late", change: { field: "findings", value: "x" } }] })).toMatchObject({
        failure: { code: "not-draftable" },
      });
      // it outlives a restart
      await stage.restartCore();
      expect(value(await stage.api.opinion.get({ caseId })).opinion.findings).toContain("grown");
    }),
  );

  test("a withdrawn consent takes the draft too, at once (M35)", () =>
    withStage({}, async (stage) => {
      const { api } = stage;
      const caseId = await draftedCase(api);
      await stage.service.changeTask("alpha-task", "withdraw-consent");
      await synced(stage);
      const row = await inState(api, caseId, "revoked");
      expect(row.state).toMatchObject({ reason: "consent-withdrawn" });
      await untilFiles(stage, 0);
      expect(await api.opinion.get({ caseId })).toMatchObject({ ok: false, failure: { code: "not-readable" } });
      // the Task stays open at the service: that is no new offer
      await synced(stage);
      expect((await rowById(api, caseId))?.state.at).toBe("revoked");
    }));

  test("a case that is given back comes as a new offer, and its draft is found again", () =>
    withStage({}, async (stage) => {
      const { api } = stage;
      const caseId = await draftedCase(api);
      await stage.service.changeTask("alpha-task", "reassign");
      await synced(stage);
      await inState(api, caseId, "revoked");
      const task = stage.service.read<Task>("Task", "alpha-task");
      expect(task?.owner?.reference).toBe("Practitioner/other-reviewer");
      await stage.service.changeTask("alpha-task", "give-back");
      await synced(stage);
      await inState(api, caseId, "assigned");
      await accept(api);
      await readyOffline(api, caseId);
      value(await api.cases.open({ caseId }));
      expect(value(await api.opinion.get({ caseId }))).toMatchObject({
        frozen: false,
        opinion: { findings: expect.stringContaining("grown") },
      });
    }));

  test("changed questions are told and stay told until they were read (§4.5)", () =>
    withStage({}, async (stage) => {
      const { api } = stage;
      const caseId = await draftedCase(api);
      await stage.service.changeTask("alpha-task", "change-question");
      await synced(stage);
      const detail = value(await api.cases.get({ caseId }));
      expect(detail.questions[0]?.text).toContain("(changed by the patient)");
      expect(detail.row.notices.map((notice) => notice.code)).toEqual(["questions-changed"]);
      await stage.restartCore();
      expect((await rowById(stage.api, caseId))?.notices.map((notice) => notice.code)).toEqual(["questions-changed"]);
      value(await stage.api.cases.acknowledge({ caseId }));
      expect(await rowById(stage.api, caseId)).toMatchObject({ notices: [], changed: false });
    }));

  test("rows 47, M18: a record that is added is fetched, marked new, and told", () =>
    withStage({}, async (stage) => {
      const { api } = stage;
      const caseId = await draftedCase(api);
      await stage.service.changeTask("alpha-task", "add-record");
      await synced(stage);
      await inState(api, caseId, "drafted");
      const fresh = await (async () => {
        for (;;) {
          const found = value(await api.records.list({ caseId })).find((record) => record.kind === "observation");
          if (found !== undefined) return found;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      })();
      expect(fresh).toMatchObject({ isNew: true, seen: false, state: { at: "here" } });
      expect((await rowById(api, caseId))?.notices.map((notice) => notice.code)).toContain("material-changed");
    }));
});

describe("taken back after signing (S5, D13)", () => {
  test.each(["cancel", "reassign", "change-question", "withdraw-consent", "complete-elsewhere"])(
    "%s: nothing is sent; the signed bytes are kept and a person decides",
    (change) =>
      withStage({}, async (stage) => {
        const { api } = stage;
        const caseId = await draftedCase(api);
        await synced(stage);
        await stage.stopService();
        const reportId = await signCase(api, caseId);
        const pdf = await bytesAt(stage.running, `/reports/${reportId}/pdf`);
        await stage.startService();
        await stage.service.changeTask("alpha-task", change);
        const entry = await reached(api, reportId, "conflict");
        expect(entry.state).toMatchObject({ at: "conflict" });
        expect(await reportsAt(stage.service, reportId)).toBe(0);
        expect((await rowById(api, caseId))?.state.at).toBe("conflict");
        await stage.restartCore();
        expect(await bytesAt(stage.running, `/reports/${reportId}/pdf`)).toEqual(pdf);
        expect(fs.readdirSync(path.join(stage.vaultDir, "spool"))).toHaveLength(1);
        // sent again by a person it meets the same answer; only a consent is nothing that the Task tells
        if (change !== "withdraw-consent") {
          value(await stage.api.outbox.decide({ reportId, decision: "send-again" }));
          await reached(stage.api, reportId, "conflict");
        }
        expect(await reportsAt(stage.service, reportId)).toBe(0);
        value(await stage.api.outbox.decide({ reportId, decision: "withdraw" }));
        expect((await entryOf(stage.api, reportId))?.state.at).toBe("withdrawn");
        expect(fs.readdirSync(path.join(stage.vaultDir, "spool"))).toHaveLength(0);
        expect(await bytesAt(stage.running, `/reports/${reportId}/pdf`)).toEqual(pdf);
      }),
  );

  test("S4: with the report kept, the records of a withdrawn case are erased all the same", () =>
    withStage({}, async (stage) => {
      const caseId = await draftedCase(stage.api);
      await synced(stage);
      await stage.stopService();
      const reportId = await signCase(stage.api, caseId);
      await stage.startService();
      await stage.service.changeTask("alpha-task", "reassign");
      await reached(stage.api, reportId, "conflict");
      await untilFiles(stage, 0);
      expect(await stage.api.records.list({ caseId })).toMatchObject({ failure: { code: "not-readable" } });
    }));
});

describe("many at once (D14)", () => {
  const cases = { alpha: { instances: 1 }, beta: { instances: 1 }, gamma: { instances: 1 } };

  test("row 48: two of three vanish: all two are locked, none is erased; back again they open as before", () =>
    withStage({ cases }, async (stage) => {
      const { api } = stage;
      const ids = [await draftedCase(api, "alpha"), await draftedCase(api, "beta"), await draftedCase(api, "gamma")];
      await synced(stage);
      // a letter, one image and its prepared frame each
      const before = 3 * 3;
      await untilFiles(stage, before);
      for (const name of ["alpha", "beta"]) await stage.service.changeTask(`${name}-task`, "cancel");
      await synced(stage);
      await synced(stage);
      const rows = await Promise.all(ids.map((caseId) => rowById(api, caseId)));
      expect(rows.map((row) => row?.state.at)).toEqual(["drafted", "drafted", "drafted"]);
      expect(rows.map((row) => row?.notices.some((notice) => notice.code === "vanished"))).toEqual([true, true, false]);
      expect(sealedFiles(stage)).toHaveLength(before);
      expect(await api.records.list({ caseId: ids[0] as never })).toMatchObject({ failure: { code: "not-readable" } });
      expect(await api.records.list({ caseId: ids[2] as never })).toMatchObject({ ok: true });
    }));

  test("row 48: an empty worklist takes nothing away: each case is asked for by its id", () =>
    withStage({ cases }, async (stage) => {
      const caseId = await draftedCase(stage.api, "alpha");
      stage.service.setFault("empty-worklist");
      await synced(stage);
      expect(await rowById(stage.api, caseId)).toMatchObject({ state: { at: "drafted" }, notices: [] });
      expect(await rowOf(stage.api, "beta")).toMatchObject({ state: { at: "assigned" } });
    }));

  test("D14: a single one of several is carried out at once", () =>
    withStage({ cases }, async (stage) => {
      const ids = [await draftedCase(stage.api, "alpha"), await draftedCase(stage.api, "beta"), await draftedCase(stage.api, "gamma")];
      await stage.service.changeTask("alpha-task", "cancel");
      await synced(stage);
      await inState(stage.api, ids[0] as never, "revoked");
      expect((await rowById(stage.api, ids[1] as never))?.state.at).toBe("drafted");
    }));

  test("D14: after 72 hours what is still lost is carried out", () => {
    let later = 0;
    const wall = (): number => Date.now() + later;
    // its tokens must outlive the jump of its clock
    return withStage({ cases, wall, service: { accessTokenSeconds: 400_000 } }, async (stage) => {
      const ids = [await draftedCase(stage.api, "alpha"), await draftedCase(stage.api, "beta")];
      for (const name of ["alpha", "beta"]) await stage.service.changeTask(`${name}-task`, "cancel");
      await synced(stage);
      expect((await rowById(stage.api, ids[0] as never))?.notices.map((notice) => notice.code)).toContain("vanished");
      // core believes the service's clock: it must move with the wall
      later = 73 * 3_600_000;
      stage.service.setFault(`clock:${73 * 60}`);
      await synced(stage);
      await inState(stage.api, ids[0] as never, "revoked");
      await inState(stage.api, ids[1] as never, "revoked");
      await untilFiles(stage, 0);
    });
  });
});

describe("declined (M7)", () => {
  test("nothing clinical is fetched before the decision; a decline erases at once and reaches the service", () =>
    withStage({}, async (stage) => {
      const { api } = stage;
      await synced(stage);
      const row = await rowOf(api, "alpha");
      if (row === undefined) throw new Error("no case");
      const asked = stage.service.log().map((line) => line.path);
      expect(asked.filter((where) => /Binary|Observation|DocumentReference|ImagingStudy|List\/|Consent|dicomweb/.test(where))).toEqual([]);
      expect(row).toMatchObject({ headline: null, questionCount: 1 });
      await stage.stopService();
      value(await api.cases.decline({ caseId: row.caseId, reason: "conflict-of-interest", text: "" }));
      expect(await rowById(api, row.caseId)).toMatchObject({ patient: { name: "Erased" }, state: { at: "declined", sent: false } });
      expect(sealedFiles(stage)).toHaveLength(0);
      await stage.startService();
      await synced(stage);
      await synced(stage);
      expect((await rowById(api, row.caseId))?.state).toMatchObject({ at: "declined", sent: true });
      const task = stage.service.read<Task>("Task", "alpha-task");
      expect([task?.status, task?.statusReason?.coding?.[0]?.code]).toEqual(["rejected", "conflict-of-interest"]);
    }));

  test("declining after an acceptance erases what had been fetched", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      await untilFiles(stage, WHOLE);
      value(await stage.api.cases.decline({ caseId, reason: "outside-expertise", text: "" }));
      await untilFiles(stage, 0);
      await synced(stage);
      expect(stage.service.read<Task>("Task", "alpha-task")?.status).toBe("rejected");
      expect(await stage.service.search<AuditEvent>("AuditEvent")).toEqual([]);
    }));
});

describe("lease (S3, D12)", () => {
  const DAY = 86_400_000;

  test("at its end the content goes, also offline; the draft stays; a longer lease brings both back", () => {
    let later = 0;
    return withStage({ wall: () => Date.now() + later }, async (stage) => {
      const { api } = stage;
      const caseId = await draftedCase(api);
      await synced(stage);
      const lease = (await rowById(api, caseId))?.leaseUntil ?? 0;
      await stage.stopService();
      later = lease - Date.now() - 3_600_000;
      await stage.restartCore();
      expect((await rowById(stage.api, caseId))?.notices).toMatchObject([{ code: "lease", kind: "danger" }]);
      later = lease - Date.now() + 60_000;
      await stage.restartCore();
      await inState(stage.api, caseId, "expired");
      await untilFiles(stage, 0);
      expect(value(await stage.api.opinion.get({ caseId }))).toMatchObject({
        frozen: true,
        opinion: { findings: expect.stringContaining("grown") },
      });
      // S4: seven days later the text goes too
      later += 7 * DAY;
      await stage.restartCore();
      expect(await stage.api.opinion.get({ caseId })).toMatchObject({ ok: false });
    });
  });

  test("a signed report outlives the lease and is delivered", () => {
    let later = 0;
    return withStage({ wall: () => Date.now() + later }, async (stage) => {
      const caseId = await draftedCase(stage.api);
      await synced(stage);
      const lease = (await rowById(stage.api, caseId))?.leaseUntil ?? 0;
      await stage.stopService();
      const reportId = await signCase(stage.api, caseId);
      later = lease - Date.now() + DAY;
      await stage.restartCore();
      await inState(stage.api, caseId, "queued");
      await untilFiles(stage, 0);
      expect(await stage.api.records.list({ caseId })).toMatchObject({ failure: { code: "not-readable" } });
      later = 0;
      await stage.startService();
      expect((await reached(stage.api, reportId, "delivered", "conflict")).state.at).toBe("delivered");
      expect(await reportsAt(stage.service, reportId)).toBe(1);
    });
  });

  test("D11: a clock that is found behind locks, erases nothing, and opens with the next contact", () => {
    let later = 0;
    return withStage({ wall: () => Date.now() + later }, async (stage) => {
      const caseId = await draftedCase(stage.api);
      await synced(stage);
      await untilFiles(stage, WHOLE);
      await stage.stopService();
      await stage.stopCore();
      later = -DAY;
      await stage.startCore();
      value(await stage.unlock());
      expect(await stage.api.records.list({ caseId })).toMatchObject({ failure: { code: "not-readable" } });
      expect((await rowById(stage.api, caseId))?.notices.map((notice) => notice.code)).toContain("clock-behind");
      expect(sealedFiles(stage)).toHaveLength(WHOLE);
      await stage.startService();
      await synced(stage);
      expect(await stage.api.records.list({ caseId })).toMatchObject({ ok: true });
    });
  });
});
