import type { z } from "zod";
import type { ObjectDetail, ObjectRow } from "#shared/contract/objects.ts";
import { InstanceIndex } from "#shared/imaging/instance-index.ts";
import { matchPatients } from "#shared/imaging/same-patient.ts";
import { isoDate } from "#shared/objects/coded.ts";
import { refuseObject } from "#shared/objects/object-failure.ts";
import { READABLE_KINDS } from "#shared/objects/read-object.ts";
import { fail, lockedFailure, ok, type Result } from "#shared/result/failure.ts";
import type { CaseId, ObjectId } from "#shared/result/ids.ts";
import { headerPatient } from "../imaging/index-series.ts";
import type { Refused } from "../imaging/prepare-message.ts";
import { guarded } from "../rpc/implement.ts";
import { type CaseEntry, caseKey } from "../store/case-store.ts";
import { listSeries, listStudies } from "../store/instance-store.ts";
import { findObject, listObjects, type ObjectEntry, setObjectSeen } from "../store/object-store.ts";
import type { OpenAccount } from "../sync/account.ts";
import { failures } from "../sync/failures.ts";
import { isLostFile } from "../vault/blob-store.ts";
import { type Context, readableCase, type Unlocked, whenUnlocked } from "./context.ts";
import { targetsOf } from "./object-targets.ts";
import { fetchAgain, noteOpened } from "./opened-files.ts";

type Row = z.infer<typeof ObjectRow>;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const kindOf = (index: InstanceIndex): Row["kind"] | null => READABLE_KINDS.find((kind) => kind === index.objectKind) ?? null;

/**
 * Whether the object names another patient (M20). Where the reader has stated in writing why the images of the same study belong to this
 * patient, that holds for what came with them.
 */
export function conflictOf(
  account: OpenAccount,
  { caseId, facts }: CaseEntry,
  { studyUid }: ObjectEntry,
  index: InstanceIndex,
): string | null {
  if (matchPatients(headerPatient(facts.patient), index.patient) !== "other") return null;
  const isResolved = listSeries(account.db, caseId).some(
    (series) => series.studyUid === studyUid && series.identityConflict !== null && series.identityResolved !== null,
  );
  return isResolved ? null : failures.foreignObject.happened;
}

function rowOf(account: OpenAccount, found: CaseEntry, entry: ObjectEntry): Row | null {
  const index = InstanceIndex.parse(JSON.parse(entry.index));
  const kind = kindOf(index);
  if (kind === null) return null;
  const date = index.series.date || index.study.date;
  const study = listStudies(account.db, found.caseId).find((one) => one.studyUid === entry.studyUid);
  return {
    objectId: entry.objectId,
    kind,
    title: index.series.description || capital(index.objectName),
    what: capital(index.objectName),
    date: date === "" ? null : isoDate(date),
    firstOpinion: study?.firstOpinion ?? false,
    identityConflict: conflictOf(account, found, entry, index),
    seen: entry.seen === 1,
  };
}

/** The objects of a case that can be opened, the newest first. */
export function objectRows(account: OpenAccount, found: CaseEntry): Row[] {
  const entries = listObjects(account.db, found.caseId, READABLE_KINDS);
  const rows = entries.map((entry) => rowOf(account, found, entry)).filter((row) => row !== null);
  return rows.sort((a, b) => (b.date ?? "").localeCompare(a.date ?? "") || a.title.localeCompare(b.title));
}

type Sealed = { readonly ok: true; readonly row: Row; readonly bytes: Buffer };

/** The sealed original of an object that may be shown now. */
async function readSealed({ account, downloads }: Unlocked, caseId: CaseId, objectId: ObjectId) {
  const readable = readableCase(account, caseId);
  if (!readable.ok) return readable;
  const entry = findObject(account.db, caseId, objectId);
  const row = entry === null ? null : rowOf(account, readable.value, entry);
  const key = caseKey(account.db, caseId);
  if (entry === null || row === null || entry.blobId === null || key === null) return fail(failures.noSuchObject);
  if (row.identityConflict !== null) return fail(failures.foreignObject);
  try {
    const sealed: Sealed = {
      ok: true,
      row,
      bytes: await account.vault.blobs.read({ blobId: entry.blobId, caseId, kind: "instance" }, key),
    };
    return sealed;
  } catch (error) {
    if (!isLostFile(error)) throw error;
    fetchAgain(account, downloads, caseId, entry.blobId);
    return fail(failures.damagedFile);
  } finally {
    key.fill(0);
  }
}

/** What befell the worker, as a failure of the file; while the vault is being locked nothing is said about it. */
const refusedBy = ({ code }: Refused) => (code === "stopped" ? fail(lockedFailure) : refuseObject("unreadable-object", code));

/** The PDF inside an encapsulated document. */
export async function objectPdf(unlocked: Unlocked, caseId: CaseId, objectId: ObjectId): Promise<Result<Uint8Array>> {
  const sealed = await readSealed(unlocked, caseId, objectId);
  if (!sealed.ok) return sealed;
  const reply = await unlocked.preparer.pdf(sealed.bytes);
  return reply.ok ? reply.read : refusedBy(reply);
}

export const objectProcedures = (context: Context) => ({
  objects: guarded("imaging.objects", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => {
      const readable = readableCase(account, caseId);
      return readable.ok ? ok(objectRows(account, readable.value)) : readable;
    }),
  ),
  object: guarded("imaging.object", context.log, ({ caseId, objectId }: { caseId: CaseId; objectId: ObjectId }) =>
    whenUnlocked(context, async (unlocked) => {
      const sealed = await readSealed(unlocked, caseId, objectId);
      if (!sealed.ok) return sealed;
      const reply = await unlocked.preparer.object(sealed.bytes);
      if (!reply.ok) return refusedBy(reply);
      if (!reply.read.ok) return reply.read;
      const { value } = reply.read;
      noteOpened(unlocked.account, { caseId, objectId });
      const detail: z.infer<typeof ObjectDetail> = {
        row: sealed.row,
        value,
        targets: targetsOf(unlocked.account, caseId, value),
        path: value.kind === "document" && value.format === "pdf" ? `/objects/${caseId}/${objectId}` : null,
      };
      return ok(detail);
    }),
  ),
  markObjectSeen: guarded("imaging.markObjectSeen", context.log, ({ caseId, objectId }: { caseId: CaseId; objectId: ObjectId }) =>
    whenUnlocked(context, ({ account }) => {
      const readable = readableCase(account, caseId);
      if (!readable.ok) return readable;
      const entry = findObject(account.db, caseId, objectId);
      if (entry === null) return fail(failures.noSuchObject);
      if (entry.seen === 1) return ok({});
      setObjectSeen(account.db, objectId);
      account.emit({ kind: "records.changed", caseId });
      return ok({});
    }),
  ),
});
