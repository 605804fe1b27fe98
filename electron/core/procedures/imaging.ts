import type { z } from "zod";
import type { SeriesRow, StudyRow } from "#shared/contract/imaging.ts";
import type { AnnouncedStudy } from "#shared/fhir/imaging-study.ts";
import { fail, ok } from "#shared/result/failure.ts";
import type { CaseId, SeriesId } from "#shared/result/ids.ts";
import type { SeriesSummary } from "../imaging/index-series.ts";
import { guarded } from "../rpc/implement.ts";
import {
  countInstances,
  findSeries,
  type InstanceCounts,
  listInstanceProblems,
  listSeries,
  listStudies,
  type SeriesEntry,
  setIdentityResolved,
  setSeriesNotRelevant,
  setSeriesSeen,
} from "../store/instance-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { appendAudit, type OpenAccount } from "../sync/account.ts";
import { failures } from "../sync/failures.ts";
import { type Context, readableCase, whenUnlocked } from "./context.ts";
import { monthsBetween, studyDate } from "./study-dates.ts";

function problemsBySeries(account: OpenAccount, caseId: CaseId): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { seriesUid, number, why } of listInstanceProblems(account.db, caseId)) {
    const list = found.get(seriesUid) ?? [];
    list.push(`Image ${number}: ${why}`);
    found.set(seriesUid, list);
  }
  return found;
}

type Parts = { readonly counts: ReadonlyMap<string, InstanceCounts>; readonly problems: ReadonlyMap<string, string[]> };

function rowsOf(study: AnnouncedStudy, stored: readonly SeriesEntry[], parts: Parts): z.infer<typeof SeriesRow>[] {
  return stored.map((entry): z.infer<typeof SeriesRow> => {
    const summary = JSON.parse(entry.facts) as SeriesSummary;
    const announced = study.series.find((series) => series.seriesUid === entry.seriesUid);
    const counts = parts.counts.get(entry.seriesUid);
    return {
      seriesId: entry.seriesId,
      seriesUid: entry.seriesUid,
      number: summary.number === null ? null : Math.trunc(summary.number),
      description: [summary.description || announced?.description || "Series", summary.partReason]
        .filter((text) => text !== null)
        .join(" · "),
      modality: summary.modality,
      bodyPart: summary.bodyPart,
      revision: summary.revision,
      frames: summary.frames,
      announced: announced?.count ?? counts?.announced ?? null,
      received: counts?.received ?? 0,
      usable: counts?.usable ?? 0,
      seen: (JSON.parse(entry.seen) as number[]).length,
      notRelevantBecause: entry.notRelevant,
      thumbnailPath: entry.hasThumbnail === 1 ? `/thumbnails/${entry.caseId}/${entry.seriesId}` : null,
      problems: [...summary.notices, ...(parts.problems.get(entry.seriesUid) ?? [])],
      identityConflict: entry.identityResolved === null ? entry.identityConflict : null,
      lossyText: summary.lossy,
    };
  });
}

/** Announced studies, the newest first; the newest of a modality is current, older ones are priors. What hangs beside what is the page's rule. */
export function studyRows(account: OpenAccount, caseId: CaseId): z.infer<typeof StudyRow>[] {
  const stored = listSeries(account.db, caseId);
  const parts: Parts = {
    counts: new Map(countInstances(account.db, caseId).map((row) => [row.seriesUid, row])),
    problems: problemsBySeries(account, caseId),
  };
  const dated = listStudies(account.db, caseId)
    .map((study) => ({ study, date: studyDate(study, stored) }))
    .sort((a, b) => (b.date ?? "").localeCompare(a.date ?? ""));
  return dated.map(({ study, date }): z.infer<typeof StudyRow> => {
    const newer = dated.find(
      (other) =>
        other.study !== study &&
        other.study.modalities.some((code) => study.modalities.includes(code)) &&
        (other.date ?? "") > (date ?? ""),
    );
    const distance = newer === undefined ? null : monthsBetween(newer.date, date);
    return {
      studyUid: study.studyUid,
      description: study.description,
      date,
      prior: newer !== undefined,
      distanceText: distance,
      modalities: [...study.modalities],
      firstOpinion: study.firstOpinion,
      series: rowsOf(
        study,
        stored.filter((entry) => entry.studyUid === study.studyUid),
        parts,
      ),
    };
  });
}

export const imagingProcedures = (context: Context) => ({
  list: guarded("imaging.list", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => {
      const readable = readableCase(account, caseId);
      return readable.ok ? ok(studyRows(account, caseId)) : readable;
    }),
  ),
  series: guarded("imaging.series", context.log, ({ caseId, seriesId }: { caseId: CaseId; seriesId: SeriesId }) =>
    whenUnlocked(context, ({ account, frameTables }) => {
      const readable = readableCase(account, caseId);
      if (!readable.ok) return readable;
      const frames = frameTables.open(caseId, seriesId);
      if (frames === "no-such-series") return fail(failures.noSuchSeries);
      return frames === "identity-conflict" ? fail(failures.identityConflict) : ok({ frames });
    }),
  ),
  markSeen: guarded(
    "imaging.markSeen",
    context.log,
    ({ caseId, seriesId, revision, frames }: { caseId: CaseId; seriesId: SeriesId; revision: string; frames: readonly number[] }) =>
      whenUnlocked(context, ({ account }) => {
        const readable = readableCase(account, caseId);
        if (!readable.ok) return readable;
        const entry = findSeries(account.db, caseId, seriesId);
        if (entry === null) return fail(failures.noSuchSeries);
        const summary = JSON.parse(entry.facts) as SeriesSummary;
        if (summary.revision !== revision) return fail(failures.staleList);
        const before = JSON.parse(entry.seen) as number[];
        const seen = [...new Set([...before, ...frames])].filter((frame) => frame < summary.frames).sort((a, b) => a - b);
        if (seen.length === before.length) return ok({});
        setSeriesSeen(account.db, seriesId, seen);
        account.emit({ kind: "imaging.changed", caseId });
        return ok({});
      }),
  ),
  markNotRelevant: guarded(
    "imaging.markNotRelevant",
    context.log,
    ({ caseId, seriesId, because }: { caseId: CaseId; seriesId: SeriesId; because: string | null }) =>
      whenUnlocked(context, ({ account }) => {
        const readable = readableCase(account, caseId);
        if (!readable.ok) return readable;
        if (findSeries(account.db, caseId, seriesId) === null) return fail(failures.noSuchSeries);
        inTransaction(account.db, (tx) => {
          setSeriesNotRelevant(tx, seriesId, because);
          appendAudit(account, tx, "series.not-relevant", { caseId, seriesId, set: because !== null });
        });
        account.emit({ kind: "imaging.changed", caseId });
        return ok({});
      }),
  ),
  resolveIdentity: guarded(
    "imaging.resolveIdentity",
    context.log,
    ({ caseId, seriesId, because }: { caseId: CaseId; seriesId: SeriesId; because: string }) =>
      whenUnlocked(context, ({ account }) => {
        const readable = readableCase(account, caseId);
        if (!readable.ok) return readable;
        if (findSeries(account.db, caseId, seriesId) === null) return fail(failures.noSuchSeries);
        inTransaction(account.db, (tx) => {
          setIdentityResolved(tx, seriesId, because);
          appendAudit(account, tx, "identity.resolved", { caseId, seriesId });
        });
        account.emit({ kind: "imaging.changed", caseId });
        account.emit({ kind: "case.changed", caseId });
        return ok({});
      }),
  ),
});
