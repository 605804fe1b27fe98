import type { OutboxEntry } from "#shared/contract/outbox.ts";
import { deliveryWord } from "#shared/delivery/delivery-state.ts";
import type { Tone } from "../../ui/chip.tsx";
import { writeMomentInline } from "../../ui/format.ts";
import type { IconName } from "../../ui/icon.tsx";
import { conflictWords } from "./conflict-words.ts";
import { outboxWords } from "./words.ts";

export type EntryWords = { readonly icon: IconName; readonly tone: Tone | "quiet"; readonly state: string; readonly reason: string };

/** Core's reasons begin in small letters: they stand inside other sentences too. */
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** One vocabulary for where a report is: the word, and why it is there. */
export function entryWords(entry: OutboxEntry, now: number): EntryWords {
  const words = outboxWords();
  const { state } = entry;
  const said = { state: deliveryWord(state) };
  switch (state.at) {
    case "signed":
    case "queued":
      return { ...said, icon: "clock", tone: "quiet", reason: words.waits };
    case "backing-off":
      return {
        ...said,
        icon: "clock",
        tone: "warn",
        reason: `${sentence(state.why)} · ${words.until(writeMomentInline(state.until, now))}`,
      };
    case "uploading":
    case "sending":
      return { ...said, icon: "send", tone: "accent", reason: words.attempts(state.attempt) };
    case "uncertain":
      return { ...said, icon: "send", tone: "warn", reason: words.inDoubt };
    case "verifying":
      return { ...said, icon: "refresh", tone: "accent", reason: words.reading };
    case "conflict":
      return { ...said, icon: "warning", tone: "danger", reason: conflictWords(state.why, state.detail).short };
    case "withdrawn":
      return { ...said, icon: "undo", tone: "quiet", reason: words.stopped };
    case "delivered":
      return { ...said, icon: "delivered", tone: "ok", reason: behindReport(entry) };
  }
}

/** Of a delivered report: that it is there, and what is still missing in the image archive. */
function behindReport({ keyImages }: OutboxEntry): string {
  const words = outboxWords();
  if (keyImages?.state.at === "refused") return `${words.equal}. ${words.keyImagesRefused}`;
  return keyImages?.state.at === "backing-off" ? `${words.equal}. ${words.keyImagesLate}` : words.equal;
}

/** When the entry got where it is. */
export function latestTime(entry: OutboxEntry): number {
  if (entry.state.at === "delivered" || entry.state.at === "withdrawn") return entry.state.since;
  return Math.max(entry.queuedAt, ...entry.steps.map((step) => step.at ?? 0));
}

/** "Second opinion, version 1, 2 pages": what it is, and the rest of it. */
export function titleParts(title: string): { readonly what: string; readonly rest: readonly string[] } {
  const [what = title, ...rest] = title.split(", ");
  return { what, rest };
}
