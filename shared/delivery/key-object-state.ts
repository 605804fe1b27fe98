import { z } from "zod";
import { Instant } from "../result/instant.ts";

/**
 * Where the key images of a report are on their way to the image archive. They leave after the report was delivered, and nothing that
 * happens to them changes the report. `sending`: bytes may have left, so the archive is read before they are sent again.
 */
export const KeyObjectState = z.discriminatedUnion("at", [
  z.object({ at: z.literal("waiting") }),
  z.object({ at: z.literal("sending"), attempt: z.int() }),
  z.object({ at: z.literal("backing-off"), until: Instant, why: z.string() }),
  z.object({ at: z.literal("refused"), since: Instant, why: z.string() }),
  z.object({ at: z.literal("stored"), since: Instant }),
]);
export type KeyObjectState = z.infer<typeof KeyObjectState>;

/** What a person should know first. */
const FIRST: readonly KeyObjectState["at"][] = ["refused", "backing-off", "sending", "waiting", "stored"];

/** One state for the key images of a report that lie in several studies: the least good; null when there are none. */
export function leastOf(states: readonly KeyObjectState[]): KeyObjectState | null {
  for (const at of FIRST) {
    const found = states.findLast((state) => state.at === at);
    if (found !== undefined) return found;
  }
  return null;
}
