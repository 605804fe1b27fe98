import { createHash, randomBytes } from "node:crypto";
import { releaseBytes } from "#shared/result/owned-bytes.ts";
import type { Preparer } from "../imaging/prepare.ts";
import type { IndexReply } from "../imaging/prepare-message.ts";
import { insertBlob } from "../store/blob-row-store.ts";
import { caseKey } from "../store/case-store.ts";
import { type InstanceEntry, setInstance } from "../store/instance-store.ts";
import { isDiskFull } from "../vault/durable-file.ts";
import { nowOf, type OpenAccount } from "./account.ts";
import type { RowGroup } from "./row-group.ts";

const PREAMBLE_BYTES = 128;

export type Kept =
  | { readonly kind: "kept"; readonly sopUid: string }
  | { readonly kind: "foreign" }
  | { readonly kind: "unreadable"; readonly why: string }
  /** The vault is being locked: nothing is said about the instance. */
  | { readonly kind: "stopped" }
  | { readonly kind: "disk-full" };

/** The words for an instance that could not be read at all. */
function unreadable(reply: Extract<IndexReply, { ok: false }>): string {
  if (reply.code === "too-slow") return `reading it took longer than ${reply.detail}`;
  if (reply.code === "reader-failed") return "the reader failed on it";
  return reply.detail;
}

/**
 * Checks a downloaded instance in the killable worker (which takes the bytes), seals it, then writes its row among those of `rows`.
 * `entryFor` names the announced instance that the bytes must be; another patient's or study's bytes in its place are never kept under its name.
 */
export async function keepInstance(
  account: OpenAccount,
  preparer: Preparer,
  entryFor: (sopUid: string) => InstanceEntry | null,
  rows: RowGroup,
  received: Uint8Array,
): Promise<Kept> {
  const blobId = randomBytes(16).toString("hex");
  const reply = await preparer.index(received, blobId);
  if (!reply.ok) return reply.code === "stopped" ? { kind: "stopped" } : { kind: "unreadable", why: unreadable(reply) };
  const { index, bytes } = reply;
  const entry = entryFor(index.instance.sopInstanceUid);
  if (entry === null || index.study.studyInstanceUid !== entry.studyUid || index.series.seriesInstanceUid !== entry.seriesUid)
    return { kind: "foreign" };
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  // the preamble is not interpreted; a program or page hidden there must not lie on the disk as such (PS3.10 §7.5)
  if (index.preambleInUse) bytes.fill(0, 0, PREAMBLE_BYTES);
  const key = caseKey(account.db, entry.caseId);
  if (key === null) return { kind: "foreign" };
  try {
    const blob = await account.vault.blobs.put("instance", entry.caseId, key, bytes, blobId, index.preambleInUse ? undefined : sha256);
    const fault = index.fault?.detail ?? reply.decodeProblem;
    const changed = entry.announcedSha256 !== null && entry.announcedSha256 !== sha256 ? "changed by the archive" : null;
    await rows.write((tx) => {
      insertBlob(tx, blob, nowOf(account));
      setInstance(tx, entry.instanceId, {
        state: fault === null ? "usable" : "received",
        why: fault ?? changed,
        blobId: blob.blobId,
        bytes: bytes.length,
        index: JSON.stringify(index),
      });
    });
    return { kind: "kept", sopUid: entry.sopUid };
  } catch (error) {
    if (isDiskFull(error)) return { kind: "disk-full" };
    throw error;
  } finally {
    key.fill(0);
    releaseBytes(bytes);
  }
}
