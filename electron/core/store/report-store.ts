import { DeliveryState } from "#shared/delivery/delivery-state.ts";
import type { CaseId, ReportId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import type { Db, Tx } from "./transaction.ts";

/** When a report reached each step; shown in the outbox. */
export type StepTimes = {
  readonly signed?: number;
  readonly queued?: number;
  readonly sending?: number;
  readonly checking?: number;
  readonly delivered?: number;
};

/** A report on its way. `progress` is what delivery has learned so far (ids that the service gave, …); `receipt` proves the arrival. */
export type OutboxRow = {
  readonly reportId: ReportId;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly dueAt: Instant;
  /** What the service asked for (`Retry-After`); no button goes before it. */
  readonly notBefore: Instant;
  readonly steps: StepTimes;
  readonly progress: Readonly<Record<string, unknown>>;
  readonly receipt: Readonly<Record<string, unknown>> | null;
};

/** Facts of a signed report that lists need. */
export type ReportFacts = {
  readonly pages: number;
  readonly pdfBytes: number;
  readonly pdfSha256: string;
  readonly caseNumber: string;
  readonly patientName: string;
  /** The Task that the report answers: how a case that was lost with the database finds its report again. */
  readonly taskId?: string;
};

export type ReportRow = {
  readonly reportId: ReportId;
  readonly caseId: CaseId;
  readonly version: number;
  readonly facts: ReportFacts;
  readonly payloadSha256: string;
  readonly signedAt: Instant;
};

type RawReport = { report_id: string; case_id: string; version: number; facts: string; payload_sha256: string; signed_at: number };

const reportOf = (row: RawReport): ReportRow => ({
  reportId: row.report_id as ReportId,
  caseId: row.case_id as CaseId,
  version: row.version,
  facts: JSON.parse(row.facts) as ReportFacts,
  payloadSha256: row.payload_sha256,
  signedAt: row.signed_at as Instant,
});

const COLUMNS = "report_id, case_id, version, facts, payload_sha256, signed_at";

export const listReports = (db: Db): ReportRow[] =>
  (db.prepare(`SELECT ${COLUMNS} FROM report ORDER BY signed_at`).all() as RawReport[]).map(reportOf);

export const listReportsOfCase = (db: Db, caseId: CaseId): ReportRow[] =>
  (db.prepare(`SELECT ${COLUMNS} FROM report WHERE case_id = ? ORDER BY signed_at`).all(caseId) as RawReport[]).map(reportOf);

export function findReport(db: Db, reportId: ReportId): ReportRow | null {
  const row = db.prepare(`SELECT ${COLUMNS} FROM report WHERE report_id = ?`).get(reportId) as RawReport | undefined;
  return row === undefined ? null : reportOf(row);
}

/** The content of the spool file, byte for byte. */
export function readPayload(db: Db, reportId: ReportId): Buffer | null {
  const row = db.prepare("SELECT payload FROM report WHERE report_id = ?").get(reportId) as { payload: Buffer } | undefined;
  return row?.payload ?? null;
}

export const insertReport = (tx: Tx, report: ReportRow & { readonly payload: Uint8Array }): void =>
  void tx
    .prepare("INSERT INTO report (report_id, case_id, version, facts, payload, payload_sha256, signed_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
    .run(
      report.reportId,
      report.caseId,
      report.version,
      JSON.stringify(report.facts),
      report.payload,
      report.payloadSha256,
      report.signedAt,
    );

/** A row leaves only with the service's receipt or by a person's decision; it is never dropped. */
export const enqueueReport = (tx: Tx, reportId: ReportId, now: Instant): void =>
  void tx
    .prepare("INSERT INTO outbox (report_id, state, due_at, steps) VALUES (?, ?, ?, ?) ON CONFLICT (report_id) DO NOTHING")
    .run(reportId, JSON.stringify({ at: "queued" }), now, JSON.stringify({ signed: now, queued: now }));

type RawOutbox = {
  report_id: string;
  state: string;
  attempts: number;
  due_at: number;
  not_before: number;
  steps: string;
  progress: string;
  receipt: string | null;
};

const outboxOf = (row: RawOutbox): OutboxRow => ({
  reportId: row.report_id as ReportId,
  state: DeliveryState.parse(JSON.parse(row.state)),
  attempts: row.attempts,
  dueAt: row.due_at as Instant,
  notBefore: row.not_before as Instant,
  steps: JSON.parse(row.steps) as StepTimes,
  progress: JSON.parse(row.progress) as Record<string, unknown>,
  receipt: row.receipt === null ? null : (JSON.parse(row.receipt) as Record<string, unknown>),
});

export const listOutbox = (db: Db): OutboxRow[] =>
  (db.prepare("SELECT outbox.* FROM outbox JOIN report USING (report_id) ORDER BY signed_at").all() as RawOutbox[]).map(outboxOf);

export function findOutbox(db: Db, reportId: ReportId): OutboxRow | null {
  const row = db.prepare("SELECT * FROM outbox WHERE report_id = ?").get(reportId) as RawOutbox | undefined;
  return row === undefined ? null : outboxOf(row);
}

const STEP_OF: Partial<Record<DeliveryState["at"], keyof StepTimes>> = {
  queued: "queued",
  uploading: "sending",
  sending: "sending",
  verifying: "checking",
  delivered: "delivered",
};

/** Sets the delivery state and stamps the step it stands for the first time. */
export function setOutboxState(tx: Tx, reportId: ReportId, state: DeliveryState, now: Instant): void {
  const row = findOutbox(tx, reportId);
  if (row === null) return;
  const step = STEP_OF[state.at];
  const steps = step === undefined || row.steps[step] !== undefined ? row.steps : { ...row.steps, [step]: now };
  tx.prepare("UPDATE outbox SET state = ?, steps = ? WHERE report_id = ?").run(JSON.stringify(state), JSON.stringify(steps), reportId);
}

/** Committed before the bytes leave: after a kill the number says that some may have left. */
export const countAttempt = (tx: Tx, reportId: ReportId): void =>
  void tx.prepare("UPDATE outbox SET attempts = attempts + 1 WHERE report_id = ?").run(reportId);

export const setOutboxDue = (tx: Tx, reportId: ReportId, dueAt: Instant, notBefore: Instant): void =>
  void tx.prepare("UPDATE outbox SET due_at = ?, not_before = ? WHERE report_id = ?").run(dueAt, notBefore, reportId);

export const setOutboxProgress = (tx: Tx, reportId: ReportId, progress: Readonly<Record<string, unknown>>): void =>
  void tx.prepare("UPDATE outbox SET progress = ? WHERE report_id = ?").run(JSON.stringify(progress), reportId);

export const setReceipt = (tx: Tx, reportId: ReportId, receipt: Readonly<Record<string, unknown>>): void =>
  void tx.prepare("UPDATE outbox SET receipt = ? WHERE report_id = ?").run(JSON.stringify(receipt), reportId);

/** A preview that waits for its signature: the frozen content and the PDF with an empty slot. Gone after 15 minutes. */
export type PreparedRow = {
  readonly reportId: ReportId;
  readonly caseId: CaseId;
  readonly content: unknown;
  readonly pdf: Buffer;
  readonly preparedAt: Instant;
  readonly expiresAt: Instant;
};

export const insertPrepared = (tx: Tx, row: PreparedRow): void =>
  void tx
    .prepare("INSERT INTO prepared (report_id, case_id, content, pdf, prepared_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)")
    .run(row.reportId, row.caseId, JSON.stringify(row.content), row.pdf, row.preparedAt, row.expiresAt);

type RawPrepared = { report_id: string; case_id: string; content: string; pdf: Buffer; prepared_at: number; expires_at: number };
const preparedOf = (row: RawPrepared): PreparedRow => ({
  reportId: row.report_id as ReportId,
  caseId: row.case_id as CaseId,
  content: JSON.parse(row.content) as unknown,
  pdf: row.pdf,
  preparedAt: row.prepared_at as Instant,
  expiresAt: row.expires_at as Instant,
});

export function findPrepared(db: Db, reportId: ReportId): PreparedRow | null {
  const row = db.prepare("SELECT * FROM prepared WHERE report_id = ?").get(reportId) as RawPrepared | undefined;
  return row === undefined ? null : preparedOf(row);
}

export const listPrepared = (db: Db): PreparedRow[] => (db.prepare("SELECT * FROM prepared").all() as RawPrepared[]).map(preparedOf);

export const removePrepared = (tx: Tx, reportId: ReportId): void =>
  void tx.prepare("DELETE FROM prepared WHERE report_id = ?").run(reportId);

export type SigningKeyRow = { readonly privatePkcs8: Buffer; readonly certificateDer: Buffer };

export function readSigningKey(db: Db): SigningKeyRow | null {
  const row = db.prepare("SELECT private_pkcs8 AS privatePkcs8, certificate_der AS certificateDer FROM signing_key WHERE id = 1").get();
  return (row as SigningKeyRow | undefined) ?? null;
}

export const writeSigningKey = (tx: Tx, key: SigningKeyRow, now: Instant): void =>
  void tx
    .prepare(
      "INSERT INTO signing_key (id, private_pkcs8, certificate_der, created_at) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET private_pkcs8 = excluded.private_pkcs8, certificate_der = excluded.certificate_der",
    )
    .run(key.privatePkcs8, key.certificateDer, now);
