import type { Availability } from "#shared/case/case.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { ItemState } from "../store/document-store.ts";
import { type InstanceState, listAnnounced, listStudyProblems } from "../store/instance-store.ts";
import type { Db } from "../store/transaction.ts";

type RecordCount = {
  readonly hasDocument: 0 | 1;
  readonly state: ItemState;
  readonly n: number;
  readonly usable: number;
  readonly announced: number;
  readonly received: number;
};
type InstanceCount = { readonly state: InstanceState; readonly n: number; readonly bytes: number; readonly stored: number };

function recordCounts(db: Db, caseId: CaseId): RecordCount[] {
  return db
    .prepare(
      `SELECT document IS NOT NULL AS hasDocument, state, count(*) AS n, coalesce(sum(state = 'here' AND why IS NULL), 0) AS usable,
        coalesce(sum(json_extract(document, '$.bytes')), 0) AS announced,
        coalesce(sum((SELECT length FROM blob WHERE blob.blob_id = record.blob_id)), 0) AS received
       FROM record WHERE case_id = ? GROUP BY 1, 2`,
    )
    .all(caseId) as RecordCount[];
}

const instanceCounts = (db: Db, caseId: CaseId): InstanceCount[] =>
  db
    .prepare(
      "SELECT state, count(*) AS n, coalesce(sum(bytes), 0) AS bytes, coalesce(sum(blob_id IS NOT NULL), 0) AS stored FROM instance WHERE case_id = ? GROUP BY state",
    )
    .all(caseId) as InstanceCount[];

/** What the studies announce: instances, and bytes where every series says so. */
function announcedImages(db: Db, caseId: CaseId): { count: number | null; bytes: number | null } {
  const add = (total: number | null, more: number | null): number | null => (total === null || more === null ? null : total + more);
  return listAnnounced(db, caseId).reduce<{ count: number | null; bytes: number | null }>(
    (total, { images, bytes }) => ({ count: add(total.count, images), bytes: add(total.bytes, bytes) }),
    { count: 0, bytes: 0 },
  );
}

const sum = <T>(rows: readonly T[], value: (row: T) => number): number => rows.reduce((total, row) => total + value(row), 0);

function problemsOf(db: Db, caseId: CaseId): string[] {
  const records = db
    .prepare(
      "SELECT json_extract(item, '$.title') AS title, why FROM record WHERE case_id = ? AND (state IN ('failed', 'withheld') OR why IS NOT NULL) ORDER BY position",
    )
    .all(caseId) as { title: string; why: string | null }[];
  const images = db
    .prepare(
      "SELECT why, count(*) AS n FROM instance WHERE case_id = ? AND (state = 'failed' OR (state IN ('received', 'announced') AND why IS NOT NULL)) GROUP BY why",
    )
    .all(caseId) as { why: string | null; n: number }[];
  return [
    ...records.map(({ title, why }) => `“${title}”: ${why ?? "it could not be fetched"}`),
    ...listStudyProblems(db, caseId).map(({ study, why }) => `Images “${study.description || study.modalities.join(", ")}”: ${why}`),
    ...images.map(({ why, n }) => `${n} ${n === 1 ? "image" : "images"}: ${why ?? "could not be fetched"}`),
  ];
}

/** The three numbers of S13 for one case. `complete` = the manifest was read at least once. */
export function availabilityOf(db: Db, caseId: CaseId, complete: boolean, fetching: boolean): Availability {
  const records = recordCounts(db, caseId);
  const instances = instanceCounts(db, caseId);
  const announced = announcedImages(db, caseId);
  const withDocument = records.filter((row) => row.hasDocument === 1);
  const here = (rows: readonly RecordCount[]): number =>
    sum(
      rows.filter((row) => row.state === "here"),
      (row) => row.n,
    );
  const documents = {
    announced: sum(withDocument, (row) => row.n),
    received: here(withDocument),
    usable: sum(withDocument, (row) => row.usable),
  };
  const listed = sum(instances, (row) => row.n);
  const images = {
    announced: announced.count === null ? (listed > 0 ? listed : null) : Math.max(announced.count, listed),
    received: sum(instances, (row) => row.stored),
    usable: sum(
      instances.filter((row) => row.state === "usable"),
      (row) => row.n,
    ),
  };
  const all = sum(records, (row) => row.n);
  const usable = sum(records, (row) => row.usable);
  const imageBytes = sum(instances, (row) => row.bytes);
  return {
    records: { announced: complete ? all : null, received: here(records), usable },
    documents,
    images,
    bytesAnnounced: announced.bytes === null ? null : announced.bytes + sum(withDocument, (row) => row.announced),
    bytesReceived: imageBytes + sum(withDocument, (row) => row.received),
    readyOffline: complete && usable === all && images.announced !== null && images.usable === images.announced,
    fetching,
    problems: problemsOf(db, caseId),
  };
}
