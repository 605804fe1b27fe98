import type { z } from "zod";
import type { PresentationRow } from "#shared/contract/objects.ts";
import { InstanceIndex } from "#shared/imaging/instance-index.ts";
import type { PresentationState } from "#shared/imaging/presentation-state.ts";
import { ok } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { guarded } from "../rpc/implement.ts";
import { caseKey } from "../store/case-store.ts";
import { listStudies } from "../store/instance-store.ts";
import { listObjects, type ObjectEntry } from "../store/object-store.ts";
import { isLostFile } from "../vault/blob-store.ts";
import { type Context, readableCase, type Unlocked, whenUnlocked } from "./context.ts";
import { conflictOf } from "./objects.ts";

type Row = z.infer<typeof PresentationRow>;

/** More states than this are no reading, but an archive; the first ones in the order of the case are shown. */
const MAX_STATES = 200;

/** The state in a sealed file; null when it is lost, damaged or none. */
async function readState(
  { account, preparer }: Unlocked,
  caseId: CaseId,
  { blobId }: ObjectEntry,
  key: Buffer,
): Promise<PresentationState | null> {
  if (blobId === null) return null;
  try {
    const reply = await preparer.presentation(await account.vault.blobs.read({ blobId, caseId, kind: "instance" }, key));
    return reply.ok ? reply.state : null;
  } catch (error) {
    if (!isLostFile(error)) throw error;
    return null;
  }
}

export const presentationProcedures = (context: Context) => ({
  presentations: guarded("imaging.presentations", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, async (unlocked) => {
      const { account } = unlocked;
      const readable = readableCase(account, caseId);
      if (!readable.ok) return readable;
      const key = caseKey(account.db, caseId);
      const entries = listObjects(account.db, caseId, ["presentation-state"]).slice(0, MAX_STATES);
      if (key === null || entries.length === 0) return ok([] as Row[]);
      const studies = listStudies(account.db, caseId);
      const rows: Row[] = [];
      try {
        for (const entry of entries) {
          const index = InstanceIndex.parse(JSON.parse(entry.index));
          if (conflictOf(account, readable.value, entry, index) !== null) continue;
          const state = await readState(unlocked, caseId, entry, key);
          if (state === null) continue;
          const title = state.description ?? (state.label === "" ? index.series.description || "Presentation" : state.label);
          const firstOpinion = studies.find(({ studyUid }) => studyUid === entry.studyUid)?.firstOpinion ?? false;
          rows.push({ objectId: entry.objectId, title, firstOpinion, state });
        }
      } finally {
        key.fill(0);
      }
      return ok(rows);
    }),
  ),
});
