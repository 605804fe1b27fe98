import type { Tx } from "../transaction.ts";

/**
 * Prepared previews, signed reports and their way to the service. `payload` is the content of the spool file, byte for byte: each
 * can rebuild the other.
 */
export function up(tx: Tx): void {
  tx.exec(`
    CREATE TABLE prepared (
      report_id TEXT PRIMARY KEY,
      case_id TEXT NOT NULL,
      content TEXT NOT NULL,
      pdf BLOB NOT NULL,
      prepared_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE report (
      report_id TEXT PRIMARY KEY,
      case_id TEXT NOT NULL,
      version INTEGER NOT NULL,
      facts TEXT NOT NULL,
      payload BLOB NOT NULL,
      payload_sha256 TEXT NOT NULL,
      signed_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX report_by_case ON report (case_id);

    CREATE TABLE outbox (
      report_id TEXT PRIMARY KEY REFERENCES report,
      state TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      due_at INTEGER NOT NULL,
      steps TEXT NOT NULL,
      progress TEXT NOT NULL DEFAULT '{}',
      receipt TEXT
    ) STRICT;

    CREATE TABLE signing_key (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      private_pkcs8 BLOB NOT NULL,
      certificate_der BLOB NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
  `);
}
