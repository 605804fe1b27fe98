import { describe, expect, test } from "vitest";
import { settled } from "./case-files.ts";
import { value } from "./core-driver.ts";
import { writeOpinion } from "./opinion-text.ts";
import { accept, bytesAt, type CaseResource, reached, readyOffline, signCase, withStage } from "./stage.ts";

const without = (code: string) => (answer: { readonly ok: boolean; readonly failure?: { readonly code: string } }) =>
  expect(answer).toMatchObject({ ok: false, failure: { code } });

describe("documents", () => {
  test("a record that is no PDF is kept, named and counted as not usable; the rest of the case is whole", () =>
    withStage({}, async (stage) => {
      stage.service.setFault("not-a-pdf");
      const caseId = await accept(stage.api);
      const row = await settled(stage, caseId);
      expect(row.availability).toMatchObject({
        documents: { announced: 1, received: 1, usable: 0 },
        images: { announced: 3, received: 3, usable: 3 },
        readyOffline: false,
        problems: ["“Letter”: it says that it is a PDF, and is none"],
      });
      value(await stage.api.cases.open({ caseId }));
      await writeOpinion(stage.api, caseId);
      // it must be said in the report what this means
      const points = value(await stage.api.opinion.check({ caseId })).points.map((point) => point.code);
      expect(points).toContain("missing-material-unexplained");
      const change = { changeId: "m", change: { field: "missingMaterial" as const, value: "The letter could not be read." } };
      value(await stage.api.opinion.save({ caseId, changes: [change] }));
      expect((await reached(stage.api, await signCase(stage.api, caseId), "delivered", "conflict")).state.at).toBe("delivered");
    }));

  test("T15: bytes that are not the announced ones are not kept; asked for again they come right", () =>
    withStage({}, async (stage) => {
      stage.service.setFault("wrong-bytes");
      const caseId = await accept(stage.api);
      await settled(stage, caseId);
      const [record] = value(await stage.api.records.list({ caseId }));
      expect(record?.state).toEqual({ at: "failed", why: "its content is not the announced one (SHA-256 differs)" });
      expect(await bytesAt(stage.running, record?.document?.path ?? "")).toBe("no-such-record");
      stage.service.setFault(null);
      value(await stage.api.cases.fetchNow({ caseId }));
      await readyOffline(stage.api, caseId);
      expect((await bytesAt(stage.running, record?.document?.path ?? "")).toString()).toContain("%PDF");
    }));

  const observation = (id: string, patient: string): CaseResource => ({
    resourceType: "Observation",
    id,
    status: "final",
    code: { text: "Glucose of somebody" },
    subject: { reference: `Patient/${patient}` },
    valueQuantity: { value: 5.4, unit: "mmol/L" },
  });
  const named = (resources: CaseResource[], reference: string): void => {
    const list = resources.find((resource) => resource.resourceType === "List") as unknown as { entry: object[] };
    list.entry.push({ item: { reference } });
  };

  test("P11, T12: what the manifest names and the service does not have is counted and named", () =>
    withStage({ edit: (resources) => named(resources, "Observation/nowhere") }, async (stage) => {
      const caseId = await accept(stage.api);
      const row = await settled(stage, caseId);
      expect(row.availability).toMatchObject({
        records: { announced: 2, received: 1, usable: 1 },
        readyOffline: false,
        problems: ["“Result”: announced, but the service does not have it"],
      });
    }));

  test("M20, row 60: a record of another patient is not kept, not even hidden", () =>
    withStage(
      {
        edit: (resources) => {
          resources.push({ resourceType: "Patient", id: "somebody", name: [{ family: "Somebody" }] }, observation("foreign", "somebody"));
          named(resources, "Observation/foreign");
        },
      },
      async (stage) => {
        const caseId = await accept(stage.api);
        const row = await settled(stage, caseId);
        expect(row.availability.problems).toEqual(["“Result”: it names another patient and was not kept"]);
        const foreign = value(await stage.api.records.list({ caseId })).find((record) => record.state.at === "failed");
        expect(foreign?.title).toBe("Result");
        without("no-such-record")(await stage.api.records.get({ caseId, recordId: foreign?.recordId as never }));
        expect(value(await stage.api.records.labs({ caseId }))).toEqual([]);
      },
    ));

  test("S13: what is seen is counted page by page, and cleared when the document changes", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      const record = async () => {
        const [first] = value(await stage.api.records.list({ caseId }));
        if (first === undefined) throw new Error("no record");
        return first;
      };
      const { recordId } = await record();
      expect(await record()).toMatchObject({ seen: false, isNew: true });
      value(await stage.api.records.markSeen({ caseId, recordId, pages: [2], pageCount: 2 }));
      expect(await record()).toMatchObject({ seen: false, isNew: false });
      value(await stage.api.records.markSeen({ caseId, recordId, pages: [1, 7], pageCount: 2 }));
      expect(await record()).toMatchObject({ seen: true });
    }));
});
