import fs from "node:fs/promises";
import path from "node:path";
import { listBlobs } from "../store/blob-row-store.ts";
import { checkpoint } from "../store/database.ts";
import { thawDraft, thawForgotten } from "../store/draft-store.ts";
import { listPrepared, removePrepared } from "../store/report-store.ts";
import { inTransaction } from "../store/transaction.ts";
import type { OpenAccount } from "./account.ts";
import { finishErasures } from "./erase-case.ts";
import { noteMissingFiles } from "./lost-files.ts";
import { reconcileSpool } from "./reconcile-spool.ts";

const ORPHAN_AGE_MS = 3_600_000;

/** At unlock: half-finished things are finished or taken back. Answers remarks for the screen. */
export async function reconcile(account: OpenAccount): Promise<string[]> {
  const remarks = await reconcileSpool(account);
  thawPreviews(account);
  await finishErasures(account);
  await sweepOrphans(account);
  await noteMissingFiles(account);
  checkpoint(account.db);
  return remarks;
}

/** A preview that was never signed before the program ended: its draft can be written again. */
function thawPreviews(account: OpenAccount): void {
  for (const prepared of listPrepared(account.db)) {
    inTransaction(account.db, (tx) => {
      removePrepared(tx, prepared.reportId);
      thawDraft(tx, prepared.caseId);
    });
  }
  inTransaction(account.db, thawForgotten);
}

/** Sealed files that no row names, and half-written ones, once they are an hour old. Files of the spool are read, never swept. */
async function sweepOrphans(account: OpenAccount): Promise<void> {
  const known = new Set(listBlobs(account.db).map((blob) => blob.blobId));
  const names = await fs.readdir(account.vault.folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of names) {
    const isHalfWritten = entry.name.startsWith(".tmp-");
    if (!entry.isFile() || (!isHalfWritten && !entry.name.endsWith(".ovb"))) continue;
    const named = !isHalfWritten && known.has(path.basename(entry.name, ".ovb"));
    const file = path.join(entry.parentPath, entry.name);
    const stat = named ? null : await fs.stat(file).catch(() => null);
    if (stat !== null && Date.now() - stat.mtimeMs > ORPHAN_AGE_MS) await fs.rm(file, { force: true });
  }
}
