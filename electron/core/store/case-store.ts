import { CaseState } from "#shared/case/case-state.ts";
import { CaseFacts } from "#shared/fhir/case-from-fhir.ts";
import type { Json } from "#shared/fhir/json.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import type { Db, Tx } from "./transaction.ts";

export type Declaration = { readonly text: string; readonly at: Instant; readonly licenceChoice: string };

/** What happened to a case behind the reviewer's back: said until it was read. */
export type Told = "questions-changed" | "material-changed";

/** A case as kept here. */
export type CaseEntry = {
  readonly caseId: CaseId;
  readonly taskId: string;
  readonly taskVersion: string;
  readonly state: CaseState;
  readonly facts: CaseFacts;
  readonly declaration: Declaration | null;
  readonly changed: boolean;
  readonly told: readonly Told[];
  /** The manifest was read and everything it names has its row: only then numbers of what is here say anything. */
  readonly announced: boolean;
  readonly vanishedAt: Instant | null;
  readonly lockedUntil: Instant | null;
};

type Row = {
  case_id: string;
  task_id: string;
  task_version: string;
  state: string;
  facts: string;
  declaration: string | null;
  changed: number;
  notices: string;
  announced: number;
  vanished_at: number | null;
  locked_until: number | null;
};

const entryOf = (row: Row): CaseEntry => ({
  caseId: row.case_id as CaseId,
  taskId: row.task_id,
  taskVersion: row.task_version,
  state: CaseState.parse(JSON.parse(row.state)),
  facts: CaseFacts.parse(JSON.parse(row.facts)),
  declaration: row.declaration === null ? null : (JSON.parse(row.declaration) as Declaration),
  changed: row.changed === 1,
  told: JSON.parse(row.notices) as Told[],
  announced: row.announced === 1,
  vanishedAt: row.vanished_at as Instant | null,
  lockedUntil: row.locked_until as Instant | null,
});

const COLUMNS = "case_id, task_id, task_version, state, facts, declaration, changed, notices, announced, vanished_at, locked_until";

export const listCases = (db: Db): CaseEntry[] =>
  (db.prepare(`SELECT ${COLUMNS} FROM "case" WHERE shredding = 0 ORDER BY created_at`).all() as Row[]).map(entryOf);

export function findCase(db: Db, caseId: CaseId): CaseEntry | null {
  const row = db.prepare(`SELECT ${COLUMNS} FROM "case" WHERE case_id = ? AND shredding = 0`).get(caseId) as Row | undefined;
  return row === undefined ? null : entryOf(row);
}

export function findCaseByTask(db: Db, taskId: string): CaseEntry | null {
  const row = db.prepare(`SELECT ${COLUMNS} FROM "case" WHERE task_id = ? AND shredding = 0`).get(taskId) as Row | undefined;
  return row === undefined ? null : entryOf(row);
}

/** A case seen for the first time, with the key that all its sealed files will use. */
export function insertCase(
  tx: Tx,
  entry: { caseId: CaseId; taskId: string; taskVersion: string; facts: CaseFacts; key: Buffer },
  now: Instant,
): void {
  tx.prepare(`INSERT INTO "case" (case_id, task_id, task_version, state, facts, created_at) VALUES (?, ?, ?, ?, ?, ?)`).run(
    entry.caseId,
    entry.taskId,
    entry.taskVersion,
    JSON.stringify({ at: "assigned" }),
    JSON.stringify(entry.facts),
    now,
  );
  giveCaseKey(tx, entry.caseId, entry.key);
}

/** A case whose key was destroyed (its lease ended, it was taken away) gets a new one when it comes back; one that has a key keeps it. */
export const giveCaseKey = (tx: Tx, caseId: CaseId, key: Buffer): void =>
  void tx.prepare("INSERT INTO case_key (case_id, key) VALUES (?, ?) ON CONFLICT (case_id) DO NOTHING").run(caseId, key);

export const setCaseState = (tx: Tx, caseId: CaseId, state: CaseState): void =>
  void tx.prepare(`UPDATE "case" SET state = ? WHERE case_id = ?`).run(JSON.stringify(state), caseId);

export const setCaseFacts = (tx: Tx, caseId: CaseId, taskVersion: string, facts: CaseFacts): void =>
  void tx.prepare(`UPDATE "case" SET task_version = ?, facts = ? WHERE case_id = ?`).run(taskVersion, JSON.stringify(facts), caseId);

export const setDeclaration = (tx: Tx, caseId: CaseId, declaration: Declaration): void =>
  void tx.prepare(`UPDATE "case" SET declaration = ? WHERE case_id = ?`).run(JSON.stringify(declaration), caseId);

export const setChanged = (db: Db, caseId: CaseId, changed: boolean): void =>
  void db.prepare(`UPDATE "case" SET changed = ? WHERE case_id = ?`).run(changed ? 1 : 0, caseId);

export const setAnnounced = (tx: Tx, caseId: CaseId, announced: boolean): void =>
  void tx.prepare(`UPDATE "case" SET announced = ? WHERE case_id = ?`).run(announced ? 1 : 0, caseId);

/** To be told until `acknowledgeCase`. */
export function tellOfCase(tx: Tx, caseId: CaseId, what: Told): void {
  const row = tx.prepare(`SELECT notices FROM "case" WHERE case_id = ?`).get(caseId) as { notices: string } | undefined;
  const told = new Set(JSON.parse(row?.notices ?? "[]") as Told[]).add(what);
  tx.prepare(`UPDATE "case" SET notices = ?, changed = 1 WHERE case_id = ?`).run(JSON.stringify([...told]), caseId);
}

/** The reviewer has read what was told. */
export const acknowledgeCase = (db: Db, caseId: CaseId): void =>
  void db.prepare(`UPDATE "case" SET changed = 0, notices = '[]' WHERE case_id = ?`).run(caseId);

/** The case was not to be found at the service: locked until then, erased later only by the rules of S4 and D14. */
export const setVanished = (db: Db, caseId: CaseId, vanishedAt: Instant | null, lockedUntil: Instant | null): void =>
  void db.prepare(`UPDATE "case" SET vanished_at = ?, locked_until = ? WHERE case_id = ?`).run(vanishedAt, lockedUntil, caseId);

/** Is there still something of this case that could be opened? */
export const hasCaseKey = (db: Db, caseId: CaseId): boolean =>
  db.prepare("SELECT 1 FROM case_key WHERE case_id = ?").get(caseId) !== undefined;

/** The service did not show the case when it was last asked, or the brake holds it: nothing of it is shown until the service does. */
export const isWithheld = (entry: Pick<CaseEntry, "vanishedAt" | "lockedUntil">, now: Instant): boolean =>
  entry.vanishedAt !== null || (entry.lockedUntil !== null && entry.lockedUntil > now);

/** The key of a case's sealed files; null once it was destroyed. The caller zeroes it. */
export function caseKey(db: Db, caseId: CaseId): Buffer | null {
  const row = db.prepare("SELECT key FROM case_key WHERE case_id = ?").get(caseId) as { key: Buffer } | undefined;
  return row?.key ?? null;
}

/** Resources of an accepted case, as received; `version` is opaque. */
export const putResource = (tx: Tx, caseId: CaseId, reference: string, version: string | null, resource: Json): void =>
  void tx
    .prepare(
      "INSERT INTO resource (case_id, reference, version, json) VALUES (?, ?, ?, ?) ON CONFLICT (case_id, reference) DO UPDATE SET version = excluded.version, json = excluded.json",
    )
    .run(caseId, reference, version, JSON.stringify(resource));

export function readResource(db: Db, caseId: CaseId, reference: string): Json | null {
  const row = db.prepare("SELECT json FROM resource WHERE case_id = ? AND reference = ?").get(caseId, reference) as
    | { json: string }
    | undefined;
  return row === undefined ? null : (JSON.parse(row.json) as Json);
}

export function listResources(db: Db, caseId: CaseId): Map<string, Json> {
  const rows = db.prepare("SELECT reference, json FROM resource WHERE case_id = ?").all(caseId) as { reference: string; json: string }[];
  return new Map(rows.map((row) => [row.reference, JSON.parse(row.json) as Json]));
}

/** The resources of one type. */
export const listResourcesOf = (db: Db, caseId: CaseId, type: string): Json[] =>
  (
    db.prepare("SELECT json FROM resource WHERE case_id = ? AND reference >= ? AND reference < ?").all(caseId, `${type}/`, `${type}0`) as {
      json: string;
    }[]
  ).map((row) => JSON.parse(row.json) as Json);

export const removeResource = (tx: Tx, caseId: CaseId, reference: string): void =>
  void tx.prepare("DELETE FROM resource WHERE case_id = ? AND reference = ?").run(caseId, reference);
