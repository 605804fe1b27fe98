import { backoffMs } from "#shared/delivery/backoff.ts";
import type { Instant } from "#shared/result/instant.ts";
import { decodePayload, type SpoolPayload } from "../report/spool.ts";
import type { DicomProblem } from "../service/dicomweb-client.ts";
import type { FhirProblem } from "../service/fhir-client.ts";
import { type Archive, readInstance, storeInstance } from "../service/stow-client.ts";
import { beginKeyObject, dueKeyObjects, type KeyObjectRow, setKeyObjectDue, setKeyObjectState } from "../store/key-object-store.ts";
import { readPayload } from "../store/report-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { appendAudit, nowOf, type OpenAccount } from "./account.ts";
import { rootProblem } from "./archive-root.ts";
import { answerInWords, isServiceWide, troubleOfAll } from "./connectivity.ts";

type KeyObject = SpoolPayload["keyObjects"][number];

/** What one attempt came to. `refused`: a person may ask for another one; by itself nothing is sent again. */
type Outcome =
  | { readonly kind: "stored" }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "later"; readonly why: string; readonly problem: DicomProblem | null };

const NOT_SHOWN = "the image archive does not show them yet";

function laterFor(problem: DicomProblem): Outcome {
  if (problem.kind === "status") return { kind: "later", why: answerInWords("the image archive", problem.status), problem };
  if (problem.kind === "broken") return { kind: "later", why: "the image archive gave no whole answer", problem };
  const why = problem.problem.kind === "certificate" ? "the certificate of the image archive is not valid" : NOT_REACHED;
  return { kind: "later", why, problem };
}

const NOT_REACHED = "the image archive cannot be reached";

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && new Set([...a, ...b]).size === new Set(a).size;

/** Stored only when it was read back and names the same images; null when the archive does not hold it. */
async function proof(archive: Archive, object: KeyObject, signal: AbortSignal): Promise<Outcome | null> {
  const held = await readInstance(archive, object, signal);
  if (held.kind === "problem") return laterFor(held.problem);
  if (held.kind === "absent") return null;
  const isSame = held.names === null || sameNames(held.names, object.names);
  return isSame ? { kind: "stored" } : { kind: "refused", why: "changed" };
}

/** Read first where bytes may have left already, send the bytes of the signature, read back. */
async function attempt(account: OpenAccount, row: KeyObjectRow, object: KeyObject, signal: AbortSignal): Promise<Outcome> {
  if (object.root === null || rootProblem(account, object.root) !== null) return { kind: "refused", why: "no-address" };
  const archive: Archive = { http: account.http, root: object.root, now: () => nowOf(account) };
  if (row.attempts > 0) {
    const found = await proof(archive, object, signal);
    if (found !== null) return found;
  }
  inTransaction(account.db, (tx) => {
    beginKeyObject(tx, row);
    appendAudit(account, tx, "key-images.sent", { reportId: row.reportId, images: row.images, attempt: row.attempts + 1 });
  });
  account.emit({ kind: "outbox.changed" });
  const answer = await storeInstance(archive, object, Buffer.from(object.base64, "base64"), signal);
  if (answer.kind === "problem") return laterFor(answer.problem);
  if (answer.kind === "refused")
    return { kind: "refused", why: `refused:${answer.status}${answer.reason === null ? "" : `/${answer.reason}`}` };
  const found = await proof(archive, object, signal);
  if (found !== null) return found;
  return answer.kind === "unclear" && answer.status === 409
    ? { kind: "refused", why: "refused:409" }
    : { kind: "later", why: NOT_SHOWN, problem: null };
}

function settle(account: OpenAccount, row: KeyObjectRow, outcome: Outcome): void {
  const now = nowOf(account);
  const fields = { reportId: row.reportId, images: row.images };
  inTransaction(account.db, (tx) => {
    if (outcome.kind === "stored") {
      setKeyObjectState(tx, row.sopUid, { at: "stored", since: now });
      appendAudit(account, tx, "key-images.stored", fields);
    } else if (outcome.kind === "refused") {
      setKeyObjectState(tx, row.sopUid, { at: "refused", since: now, why: outcome.why });
      appendAudit(account, tx, "key-images.refused", { ...fields, code: outcome.why });
    } else {
      const asked = outcome.problem?.kind === "status" ? outcome.problem.retryAfterMs : null;
      const until = (now + backoffMs(row.attempts + 1, Math.random(), asked)) as Instant;
      setKeyObjectDue(tx, row.sopUid, until, (asked === null ? 0 : Math.min(until, now + asked)) as Instant);
      setKeyObjectState(tx, row.sopUid, { at: "backing-off", until, why: outcome.why });
    }
  });
  account.emit({ kind: "outbox.changed" });
}

/** As the problem of a service, for those who know what it means for the other requests; null when it is this one's alone. */
function asServiceProblem(outcome: Outcome): FhirProblem | null {
  if (outcome.kind !== "later" || outcome.problem === null || outcome.problem.kind === "broken") return null;
  const problem: FhirProblem = outcome.problem.kind === "transport" ? outcome.problem : { ...outcome.problem, outcome: "" };
  return isServiceWide(problem) ? problem : null;
}

/** The bytes of a row, from the payload of its report. */
function objectOf(account: OpenAccount, row: KeyObjectRow): KeyObject | null {
  const bytes = readPayload(account.db, row.reportId);
  const payload = bytes === null ? null : decodePayload(bytes);
  return payload?.keyObjects.find((object) => object.sopInstanceUid === row.sopUid) ?? null;
}

/**
 * Key images follow their report into the image archive (protocol 6.2): only behind one that was delivered, and only while the service
 * wants them. An archive that is down or refuses is said in the outbox, and the report stays delivered.
 */
export async function deliverKeyObjects(account: OpenAccount, signal: AbortSignal): Promise<FhirProblem | null> {
  /** Of an archive that is down: the same is true for everything that waits for it. */
  const down = new Map<string | null, Outcome>();
  for (const row of dueKeyObjects(account.db, nowOf(account))) {
    const { stow } = account.service();
    const object = stow ? objectOf(account, row) : null;
    const outcome: Outcome =
      object === null
        ? { kind: "refused", why: stow ? "unreadable" : "not-wanted" }
        : (down.get(object.root) ?? (await attempt(account, row, object, signal)));
    if (signal.aborted) return null;
    settle(account, row, outcome);
    const problem = asServiceProblem(outcome);
    if (problem === null || object === null || down.has(object.root)) continue;
    down.set(object.root, outcome);
    const trouble = await troubleOfAll(account, object.root ?? "", problem, signal);
    if (trouble !== null) return trouble;
  }
  return null;
}
