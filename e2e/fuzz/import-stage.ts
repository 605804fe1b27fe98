import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { CaseFacts } from "#shared/fhir/case-from-fhir.ts";
import type { AnnouncedStudy } from "#shared/fhir/imaging-study.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import { openSeriesFrames } from "../../electron/core/imaging/frame-reader.ts";
import { indexSeries } from "../../electron/core/imaging/index-series.ts";
import { makePacks } from "../../electron/core/imaging/pack-series.ts";
import { Preparer } from "../../electron/core/imaging/prepare.ts";
import type { IndexReply, PrepareReply } from "../../electron/core/imaging/prepare-message.ts";
import { insertCase } from "../../electron/core/store/case-store.ts";
import { openDatabase } from "../../electron/core/store/database.ts";
import {
  announceInstance,
  listSeries,
  listSeriesInstances,
  putStudy,
  removeStudy,
  setIdentityResolved,
} from "../../electron/core/store/instance-store.ts";
import { inTransaction } from "../../electron/core/store/transaction.ts";
import type { OpenAccount } from "../../electron/core/sync/account.ts";
import { keepInstance } from "../../electron/core/sync/keep-instance.ts";
import { makeThumbnails } from "../../electron/core/sync/make-thumbnails.ts";
import { RowGroup } from "../../electron/core/sync/row-group.ts";
import { BlobStore } from "../../electron/core/vault/blob-store.ts";

/**
 * What became of one file: kept, kept with a fault that is named, of somebody else, refused with the reader's code; the reader threw or died
 * (`reader-failed`), or was ended at its limit (`too-slow`).
 */
export type Outcome = {
  readonly kind: "accepted" | "named" | "foreign" | "refused" | "reader-failed" | "too-slow";
  readonly reason: string;
  readonly ms: number;
};

/** What a made file says it is. */
export type Identity = { readonly study: string; readonly series: string; readonly image: string };

const CASE = "f".repeat(32) as CaseId;
const FACTS = {
  patient: { family: "Synthetic", given: "Phantom", birthDate: null, sex: "unknown", identifiers: [], name: "Synthetic, Phantom" },
} as unknown as CaseFacts;

/**
 * The import as core does it, with a database and sealed files of its own: the killable reader, the seal, the row, the list of the series,
 * the small picture, and the first prepared frames. One file at a time; nothing of it is left afterwards.
 */
export class ImportStage {
  readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-fuzz-"));
  readonly #db = openDatabase(path.join(this.#folder, "vault.db"), randomBytes(32));
  readonly #blobs = new BlobStore(path.join(this.#folder, "blobs"));
  #reader = new Preparer();
  #packer = new Preparer();
  readonly #ended = new AbortController();
  readonly #account = {
    db: this.#db,
    vault: { blobs: this.#blobs },
    clock: { now: () => 1 as Instant },
    emit: () => undefined,
    ended: this.#ended.signal,
  } as unknown as OpenAccount;

  constructor() {
    inTransaction(this.#db, (tx) =>
      insertCase(tx, { caseId: CASE, taskId: "t", taskVersion: "1", facts: FACTS, key: randomBytes(32) }, 1 as Instant),
    );
  }

  async import(bytes: Buffer, { study, series, image }: Identity): Promise<Outcome> {
    const started = performance.now();
    inTransaction(this.#db, (tx) => {
      putStudy(tx, CASE, { studyUid: study, series: [] } as unknown as AnnouncedStudy, 0);
      announceInstance(tx, {
        instanceId: "1".repeat(32),
        caseId: CASE,
        studyUid: study,
        seriesUid: series,
        sopUid: image,
        sha256: null,
        position: 0,
      });
    });
    const [entry] = listSeriesInstances(this.#db, CASE, series);
    const replies: PrepareReply[] = [];
    const reader = watched(this.#reader, replies);
    const packer = watched(this.#packer, replies);
    try {
      const entryFor = (sopUid: string) => (sopUid === image ? (entry ?? null) : null);
      // a copy: the reader takes the bytes, and the caller still names the file by them
      const kept = await keepInstance(this.#account, reader, entryFor, new RowGroup(this.#db), Buffer.from(bytes));
      if (kept.kind === "kept") await this.#behind(study, series, reader, packer);
      return { ...outcomeOf(kept.kind, replies), ms: performance.now() - started };
    } finally {
      const files = inTransaction(this.#db, (tx) => removeStudy(tx, CASE, study));
      for (const file of files) await this.#blobs.remove(file);
    }
  }

  /** What follows a kept image: its series, shown whatever name it bears, the small picture, the first pack. */
  async #behind(study: string, series: string, reader: Preparer, packer: Preparer): Promise<void> {
    inTransaction(this.#db, (tx) => indexSeries(tx, CASE, study, series, FACTS.patient, 0));
    inTransaction(this.#db, (tx) => {
      for (const { seriesId } of listSeries(this.#db, CASE)) setIdentityResolved(tx, seriesId, "fuzz");
    });
    await makeThumbnails(this.#account, reader, CASE);
    for (const { seriesId } of listSeries(this.#db, CASE)) {
      const frames = openSeriesFrames(this.#db, CASE, seriesId);
      if (typeof frames === "string") continue;
      for await (const _pack of makePacks(this.#db, this.#blobs, packer, CASE, frames, 0, this.#ended.signal)) break;
    }
  }

  /** Ends the readers, as after a file that they do not survive; the next file starts new ones. */
  async endReaders(): Promise<void> {
    await this.#reader.close();
    await this.#packer.close();
    this.#reader = new Preparer();
    this.#packer = new Preparer();
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.#reader.close();
    await this.#packer.close();
    this.#db.close();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The same reader, whose answers are kept. */
function watched(preparer: Preparer, replies: PrepareReply[]): Preparer {
  const keep = <T extends PrepareReply>(reply: T): T => {
    replies.push(reply);
    return reply;
  };
  const watch: Pick<Preparer, "index" | "picture" | "pack"> = {
    index: async (bytes, key) => keep(await preparer.index(bytes, key)),
    picture: async (job) => keep(await preparer.picture(job)),
    pack: async (job) => keep(await preparer.pack(job)),
  };
  return watch as Preparer;
}

function outcomeOf(
  kind: "kept" | "foreign" | "unreadable" | "stopped" | "disk-full",
  replies: readonly PrepareReply[],
): Omit<Outcome, "ms"> {
  if (kind === "stopped" || kind === "disk-full") throw new Error(`the import ended with ${kind}`);
  for (const reply of replies) {
    if (!reply.ok && (reply.code === "reader-failed" || reply.code === "too-slow")) return { kind: reply.code, reason: reply.detail };
  }
  const reply = replies[0] as IndexReply;
  if (!reply.ok) return { kind: "refused", reason: reply.code };
  if (kind === "foreign") return { kind: "foreign", reason: "another image than the announced one" };
  const fault = reply.index.fault?.code ?? (reply.decodeProblem === null ? null : "not-decodable");
  return fault === null ? { kind: "accepted", reason: "" } : { kind: "named", reason: fault };
}
