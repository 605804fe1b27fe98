import type { Tx } from "../transaction.ts";

/** Account, cases, records, images, drafts, actions that wait for the service, audit. */
export function up(tx: Tx): void {
  tx.exec(`
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

    CREATE TABLE case_key (case_id TEXT PRIMARY KEY, key BLOB NOT NULL) STRICT;

    CREATE TABLE "case" (
      case_id TEXT PRIMARY KEY,
      task_id TEXT NOT NULL UNIQUE,
      task_version TEXT NOT NULL,
      state TEXT NOT NULL,
      facts TEXT NOT NULL,
      declaration TEXT,
      shredding INTEGER NOT NULL DEFAULT 0,
      changed INTEGER NOT NULL DEFAULT 1,
      vanished_at INTEGER,
      locked_until INTEGER,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE resource (
      case_id TEXT NOT NULL REFERENCES "case" ON DELETE CASCADE,
      reference TEXT NOT NULL,
      version TEXT,
      json TEXT NOT NULL,
      PRIMARY KEY (case_id, reference)
    ) STRICT;

    CREATE TABLE record (
      record_id TEXT PRIMARY KEY,
      case_id TEXT NOT NULL REFERENCES "case" ON DELETE CASCADE,
      reference TEXT NOT NULL,
      item TEXT NOT NULL,
      document TEXT,
      state TEXT NOT NULL,
      why TEXT,
      blob_id TEXT,
      is_new INTEGER NOT NULL DEFAULT 1,
      pages_seen TEXT NOT NULL DEFAULT '[]',
      page_count INTEGER,
      position INTEGER NOT NULL,
      UNIQUE (case_id, reference)
    ) STRICT;

    CREATE TABLE study (
      case_id TEXT NOT NULL REFERENCES "case" ON DELETE CASCADE,
      study_uid TEXT NOT NULL,
      facts TEXT NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (case_id, study_uid)
    ) STRICT;

    CREATE TABLE instance (
      instance_id TEXT PRIMARY KEY,
      case_id TEXT NOT NULL REFERENCES "case" ON DELETE CASCADE,
      study_uid TEXT NOT NULL,
      series_uid TEXT NOT NULL,
      sop_uid TEXT NOT NULL,
      state TEXT NOT NULL,
      why TEXT,
      blob_id TEXT,
      bytes INTEGER,
      announced_sha256 TEXT,
      "index" TEXT,
      position INTEGER NOT NULL,
      UNIQUE (case_id, series_uid, sop_uid)
    ) STRICT;
    CREATE INDEX instance_by_series ON instance (case_id, series_uid, position);

    CREATE TABLE series (
      series_id TEXT PRIMARY KEY,
      case_id TEXT NOT NULL REFERENCES "case" ON DELETE CASCADE,
      study_uid TEXT NOT NULL,
      series_uid TEXT NOT NULL,
      stack TEXT NOT NULL,
      frames TEXT NOT NULL,
      facts TEXT NOT NULL,
      thumbnail BLOB,
      seen TEXT NOT NULL DEFAULT '[]',
      not_relevant TEXT,
      identity_conflict TEXT,
      identity_resolved TEXT,
      position INTEGER NOT NULL,
      UNIQUE (case_id, series_uid, stack)
    ) STRICT;

    CREATE TABLE blob (
      blob_id TEXT PRIMARY KEY,
      case_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      length INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX blob_by_case ON blob (case_id);

    CREATE TABLE draft (
      case_id TEXT PRIMARY KEY,
      revision INTEGER NOT NULL,
      opinion TEXT NOT NULL,
      saved_at INTEGER NOT NULL,
      frozen_for TEXT
    ) STRICT;

    CREATE TABLE draft_change (
      change_id TEXT PRIMARY KEY,
      case_id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      change TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX draft_change_by_case ON draft_change (case_id, revision);

    CREATE TABLE task_action (
      action_id TEXT PRIMARY KEY,
      case_id TEXT NOT NULL,
      sequence INTEGER NOT NULL UNIQUE,
      action TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      due_at INTEGER NOT NULL,
      why TEXT,
      created_at INTEGER NOT NULL,
      done_at INTEGER
    ) STRICT;

    CREATE TABLE audit (
      sequence INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      event TEXT NOT NULL,
      fields TEXT NOT NULL,
      hash BLOB NOT NULL
    ) STRICT;
  `);
}
