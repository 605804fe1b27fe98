import { expect, test } from "vitest";
import type { RecordItem } from "#shared/contract/records.ts";
import { ok } from "#shared/result/failure.ts";
import type { CaseId, RecordId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import { createRecords, orderRecords } from "./records-slice.ts";

const item = (recordId: string, group: RecordItem["group"], date: string): RecordItem =>
  ({ recordId, group, date, title: `Title ${recordId}`, source: null }) as unknown as RecordItem;
const items = [item("a", "results", "2026-10-20"), item("b", "letters", "2016-02-11"), item("c", "letters", "2026-10-14")];
const objects = [{ objectId: "e", title: "Resting ECG", what: "12-lead ECG", date: null }];
const signal = new AbortController().signal;

test("M25: old records stay in the list, sorted by date or by kind with the newest first", () => {
  const ids = (by: "kind" | "date") => orderRecords(items, by, "").map((entry) => entry.recordId as string);
  expect(ids("date")).toEqual(["a", "c", "b"]);
  expect(ids("kind")).toEqual(["c", "b", "a"]);
});

test("J and K walk through the list as shown, through what came with the images too, and stop at its ends", async () => {
  const calls = {
    imaging: { objects: async () => ok(objects), object: async ({ objectId }: { readonly objectId: string }) => ok({ row: { objectId } }) },
    records: {
      list: async () => ok(items),
      labs: async () => ok([]),
      get: async ({ recordId }: { readonly recordId: RecordId }) =>
        ok({ item: items.find((entry) => entry.recordId === recordId), lines: [], json: "" }),
    },
  } as unknown as Pick<Calls, "records" | "imaging">;
  const records = createRecords({ caseId: "c1" as CaseId, calls });
  await records.load(signal);
  const walked: (string | null)[] = [];
  for (const by of [1, 1, 1, 1, 1, -1] as const) {
    await records.step(by, signal);
    walked.push(records.openId());
  }
  expect(walked).toEqual(["c", "b", "a", "e", "e", "a"]);
});

test("an answer that comes after another record was opened is not shown", async () => {
  const gate = Promise.withResolvers<void>();
  const calls = {
    records: {
      get: async ({ recordId }: { readonly recordId: string }) => {
        if (recordId === "a") await gate.promise;
        return ok({ item: items.find((entry) => entry.recordId === recordId), lines: [], json: "" });
      },
    },
  } as unknown as Pick<Calls, "records" | "imaging">;
  const records = createRecords({ caseId: "c1" as CaseId, calls });
  const slow = records.open("a" as RecordId, signal);
  await records.open("b" as RecordId, signal);
  gate.resolve();
  await slow;
  expect(records.openId()).toBe("b");
});
