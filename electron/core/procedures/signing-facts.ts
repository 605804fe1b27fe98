import { markName } from "#shared/measure/kept-mark.ts";
import type { SigningFacts } from "#shared/opinion/completeness.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { SeriesSummary } from "../imaging/index-series.ts";
import type { CaseEntry } from "../store/case-store.ts";
import { listRecords } from "../store/document-store.ts";
import { listSeries } from "../store/instance-store.ts";
import { givenMarkNames, listMarks } from "../store/mark-store.ts";
import type { Db } from "../store/transaction.ts";
import { nowOf, type OpenAccount, ownersOf } from "../sync/account.ts";
import { availabilityOf } from "../sync/availability.ts";
import { licenceOf, ownOrganisations } from "./case-words.ts";

const CLOCK_CHECK_MS = 72 * 3_600_000;

/** Every name that was ever given, with what its mark measures now. */
function marksByName(db: Db, caseId: CaseId): SigningFacts["marks"] {
  const marks = new Map(listMarks(db, caseId).map((mark) => [markName(mark), mark]));
  return givenMarkNames(db, caseId).map((name) => ({ name, text: marks.get(name)?.text ?? "", figures: marks.get(name)?.figures ?? null }));
}

/** The facts outside the opinion that decide whether it may be signed (R8). */
export function signingFacts(account: OpenAccount, entry: CaseEntry): SigningFacts {
  const { db } = account;
  const now = nowOf(account);
  const series = listSeries(db, entry.caseId).map((row) => ({ row, summary: JSON.parse(row.facts) as SeriesSummary }));
  const isKeptApart = (row: { identityConflict: string | null; identityResolved: string | null }): boolean =>
    row.identityConflict !== null && row.identityResolved === null;
  const relevant = series.filter(({ row }) => row.notRelevant === null && !isKeptApart(row));
  const unseen = relevant.reduce(
    (sum, { row, summary }) => sum + Math.max(0, summary.frames - summary.unreadable - (JSON.parse(row.seen) as number[]).length),
    0,
  );
  const documents = listRecords(db, entry.caseId).filter((record) => record.document !== null && record.state === "here");
  const here = availabilityOf(db, entry.caseId, entry.announced, false);
  const missingRecords = (here.records.announced ?? 0) - here.records.usable;
  const missingImages = (here.images.announced ?? 0) - here.images.usable;
  const contact = account.clock.lastContactAt;
  return {
    identityConflicts: series.filter(({ row }) => isKeptApart(row)).length,
    consentValid: entry.facts.consent.valid && (entry.facts.consent.until === null || entry.facts.consent.until > now),
    leaseEnded: entry.facts.leaseUntil !== null && entry.facts.leaseUntil <= now,
    signerIsAuthor: entry.facts.owner !== null && ownersOf(account.reviewer()).includes(entry.facts.owner),
    declared: entry.declaration !== null,
    missingItems: Math.max(0, missingRecords) + Math.max(0, missingImages),
    unseenImages: unseen,
    unseenDocuments: documents.filter((record) => record.pageCount === null || record.pagesSeen.length < record.pageCount).length,
    licenceCovered: licenceOf(account, entry).verdict === "covered",
    ownOrganisations: ownOrganisations(account),
    marks: marksByName(db, entry.caseId),
    clockCheckedWithin72h: contact !== null && now - contact < CLOCK_CHECK_MS,
  };
}
