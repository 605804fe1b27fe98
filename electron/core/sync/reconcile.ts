import fs from "node:fs/promises";
import path from "node:path";
import { listBlobs } from "../store/blob-row-store.ts";
import { thawDraft } from "../store/draft-store.ts";
import { listPrepared, removePrepared } from "../store/report-store.ts";
import { inTransaction } from "../store/transaction.ts";
import type { OpenAccount } from "./account.ts";
import { reconcileSpool } from "./reconcile-spool.ts";

const ORPHAN_AGE_MS = 3_600_000;

/** At unlock: half-finished things are finished or taken back. Answers remarks for the screen. */
export async function reconcile(account: OpenAccount): Promise<string[]> {
  const remarks = await reconcileSpool(account);
  thawPreviews(account);
  await sweepOrphans(account);
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
}

/** Sealed files that no row names, and half-written ones, once they are an hour old. The spool is read, never swept. */
async function sweepOrphans(account: OpenAccount): Promise<void> {
  const known = new Set(listBlobs(account.db).map((blob) => blob.blobId));
  const folder = path.join(account.vault.folder, "blobs");
  const names = await fs.readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of names) {
    if (!entry.isFile()) continue;
    const named = entry.name.endsWith(".ovb") && known.has(path.basename(entry.name, ".ovb"));
    const file = path.join(entry.parentPath, entry.name);
    const stat = named ? null : await fs.stat(file).catch(() => null);
    if (stat !== null && Date.now() - stat.mtimeMs > ORPHAN_AGE_MS) await fs.rm(file, { force: true });
  }
}
