import type { DeclineReason } from "../case/case.ts";
import { type Instant, isoFromInstant } from "../result/instant.ts";
import { OVERREAD } from "./codes.ts";
import { isObject, type Json, type JsonObject, textAt } from "./json.ts";

/** What the app may do to a Task (protocol 4). Stored in order and sent in order. */
export type TaskAction =
  | { readonly kind: "accept"; readonly at: Instant }
  | { readonly kind: "decline"; readonly at: Instant; readonly reason: DeclineReason; readonly text: string }
  | { readonly kind: "start"; readonly at: Instant };

/** Statuses of the Task from which the action may be taken. */
export const allowedFrom: Readonly<Record<TaskAction["kind"], readonly string[]>> = {
  accept: ["requested", "received"],
  decline: ["requested", "received", "accepted"],
  start: ["accepted", "ready"],
};

/** The status that shows the action was already carried out. */
export const statusAfter: Readonly<Record<TaskAction["kind"], string>> = { accept: "accepted", decline: "rejected", start: "in-progress" };

/** Reasons without a code of their own travel as `other` with exactly this text (protocol 12a). */
const FIXED_TEXT: Partial<Record<DeclineReason, string>> = {
  "not-licensed": "not licensed there",
  "in-person-care": "in-person care needed",
  "not-useful": "not useful",
  technical: "technical",
};

function statusReason(reason: DeclineReason, text: string): JsonObject {
  const fixed = FIXED_TEXT[reason];
  const code = fixed === undefined ? reason : "other";
  const words = fixed ?? (text.trim() === "" ? reason.replaceAll("-", " ") : text.trim());
  return { coding: [{ system: OVERREAD, code }], text: words };
}

/** A copy of the Task as read, with only the allowed elements changed; null when the Task's status does not allow the action. */
export function changedTask(task: Json, action: TaskAction): JsonObject | null {
  const status = textAt(task, "status");
  if (!isObject(task) || status === null || !allowedFrom[action.kind].includes(status)) return null;
  const changed = { ...task, status: statusAfter[action.kind], lastModified: isoFromInstant(action.at) };
  switch (action.kind) {
    case "accept":
      return changed;
    case "decline":
      return { ...changed, statusReason: statusReason(action.reason, action.text) };
    case "start": {
      const period = isObject(task["executionPeriod"]) ? task["executionPeriod"] : {};
      return { ...changed, executionPeriod: { ...period, start: isoFromInstant(action.at) } };
    }
  }
}
