import { defaultSettings, Settings } from "#shared/contract/settings.ts";
import { ok } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { guarded } from "../rpc/implement.ts";
import { listBlobs } from "../store/blob-row-store.ts";
import { caseKey } from "../store/case-store.ts";
import { readSetting, writeSetting } from "../store/setting-store.ts";
import type { Db } from "../store/transaction.ts";
import type { OpenAccount } from "../sync/account.ts";
import { noteLostFile } from "../sync/lost-files.ts";
import { isLostFile } from "../vault/blob-store.ts";
import type { BlobKind } from "../vault/sealed-blob.ts";
import { type Context, type Unlocked, whenUnlocked } from "./context.ts";

/** The stored settings over the defaults; one that no longer fits falls back to its default. */
export function readSettings(db: Db): Settings {
  const parsed = Settings.safeParse({ ...defaultSettings, ...readSetting(db, "settings") });
  return parsed.success ? parsed.data : defaultSettings;
}

export const settingsProcedures = (context: Context) => ({
  get: guarded("settings.get", context.log, () => whenUnlocked(context, ({ account }) => ok(readSettings(account.db)))),
  set: guarded("settings.set", context.log, (change: { [Name in keyof Settings]?: Settings[Name] | undefined }) =>
    whenUnlocked(context, ({ account, packs }) => {
      const before = readSettings(account.db);
      const next = {
        ...before,
        ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
      };
      writeSetting(account.db, "settings", next);
      account.emit({ kind: "settings.changed" });
      if (next.preparedImagesGib !== before.preparedImagesGib) packs.wake();
      return ok(next);
    }),
  ),
  checkVault: guarded("settings.checkVault", context.log, (_: object, signal) =>
    whenUnlocked(context, ({ account, downloads }) => checkVault(account, downloads, signal)),
  ),
});

/** Every page of the database, every link of the audit chain, every tag of every sealed file. */
async function checkVault(account: OpenAccount, downloads: Unlocked["downloads"], signal: AbortSignal) {
  const problems: string[] = [];
  const integrity = account.db.pragma("integrity_check", { simple: true });
  if (integrity !== "ok") problems.push("The database is damaged.");
  const chain = account.audit.verify(account.db);
  if (chain.brokenAt !== null) problems.push(`The audit trail was changed at entry ${chain.brokenAt}.`);
  let blobs = 0;
  for (const row of listBlobs(account.db)) {
    if (signal.aborted || account.ended.aborted) break;
    const key = caseKey(account.db, row.caseId as CaseId);
    if (key === null) continue;
    blobs++;
    try {
      await account.vault.blobs.read({ blobId: row.blobId, caseId: row.caseId, kind: row.kind as BlobKind }, key);
    } catch (error) {
      if (!isLostFile(error)) throw error;
      problems.push("A stored file was lost or damaged on the disk. It is fetched again.");
      await noteLostFile(account, row.caseId as CaseId, row.blobId);
    } finally {
      key.fill(0);
    }
  }
  void downloads.wake();
  return ok({ whole: problems.length === 0, auditEntries: chain.entries, blobs, problems: [...new Set(problems)] });
}
