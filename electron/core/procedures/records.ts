import type { z } from "zod";
import type { LabSeries, RecordItem } from "#shared/contract/records.ts";
import { labTables } from "#shared/fhir/labs.ts";
import { recordLines } from "#shared/fhir/record-words.ts";
import { fail, ok } from "#shared/result/failure.ts";
import type { CaseId, RecordId } from "#shared/result/ids.ts";
import { guarded } from "../rpc/implement.ts";
import { listResourcesOf, readResource } from "../store/case-store.ts";
import { findRecord, listRecords, type RecordEntry, setPagesSeen } from "../store/document-store.ts";
import { failures } from "../sync/failures.ts";
import { type Context, readableCase, whenUnlocked } from "./context.ts";

function itemOf(entry: RecordEntry): z.infer<typeof RecordItem> {
  const { words, document } = entry;
  const state =
    entry.state === "failed" ? ({ at: "failed", why: entry.why ?? "it could not be fetched" } as const) : ({ at: entry.state } as const);
  return {
    recordId: entry.recordId,
    group: words.group,
    kind: words.kind,
    title: words.title,
    date: words.date,
    source: words.source,
    firstOpinion: words.firstOpinion,
    isNew: entry.isNew,
    document:
      document === null
        ? null
        : { contentType: document.contentType, bytes: document.bytes ?? 0, path: `/documents/${entry.caseId}/${entry.recordId}` },
    state,
    seen: entry.pageCount === null ? entry.pagesSeen.length > 0 : entry.pagesSeen.length >= entry.pageCount,
  };
}

export const recordsProcedures = (context: Context) => ({
  list: guarded("records.list", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => {
      const readable = readableCase(account, caseId);
      return readable.ok ? ok(listRecords(account.db, caseId).map(itemOf)) : readable;
    }),
  ),
  get: guarded("records.get", context.log, ({ caseId, recordId }: { caseId: CaseId; recordId: RecordId }) =>
    whenUnlocked(context, ({ account }) => {
      const readable = readableCase(account, caseId);
      if (!readable.ok) return readable;
      const entry = findRecord(account.db, caseId, recordId);
      const resource = entry === null ? null : readResource(account.db, caseId, entry.reference);
      if (entry === null || resource === null) return fail(failures.noSuchRecord);
      return ok({ item: itemOf(entry), lines: recordLines(resource), json: JSON.stringify(resource, null, 2) });
    }),
  ),
  labs: guarded("records.labs", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => {
      const readable = readableCase(account, caseId);
      if (!readable.ok) return readable;
      const ids = new Map(listRecords(account.db, caseId).map((entry) => [entry.reference, entry.recordId]));
      const observations = listResourcesOf(account.db, caseId, "Observation");
      const tables = labTables(observations).map(
        (table): z.infer<typeof LabSeries> => ({
          ...table,
          values: table.values.flatMap(({ reference, ...value }) => {
            const recordId = ids.get(reference);
            return recordId === undefined ? [] : [{ recordId, ...value }];
          }),
        }),
      );
      return ok(tables);
    }),
  ),
  markSeen: guarded(
    "records.markSeen",
    context.log,
    ({ caseId, recordId, pages, pageCount }: { caseId: CaseId; recordId: RecordId; pages: readonly number[]; pageCount: number }) =>
      whenUnlocked(context, ({ account }) => {
        const readable = readableCase(account, caseId);
        if (!readable.ok) return readable;
        const entry = findRecord(account.db, caseId, recordId);
        if (entry === null) return fail(failures.noSuchRecord);
        const seen = [...new Set([...entry.pagesSeen, ...pages])].filter((page) => page <= pageCount).sort((a, b) => a - b);
        setPagesSeen(account.db, recordId, seen, pageCount);
        account.emit({ kind: "records.changed", caseId });
        return ok({});
      }),
  ),
});
