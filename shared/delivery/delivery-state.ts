import { z } from "zod";
import { Instant } from "../result/instant.ts";

/**
 * Where a signed report is on its way (reliability of delivery). `uncertain` is the state after any end without a full, valid
 * answer, also after a kill: bytes may have left, so the service is read before anything is sent again.
 */
export const DeliveryState = z.discriminatedUnion("at", [
  z.object({ at: z.literal("signed") }),
  z.object({ at: z.literal("queued") }),
  z.object({ at: z.literal("backing-off"), until: Instant, why: z.string() }),
  z.object({ at: z.literal("uploading"), attempt: z.int() }),
  z.object({ at: z.literal("sending"), attempt: z.int() }),
  z.object({ at: z.literal("uncertain"), attempt: z.int(), why: z.string() }),
  z.object({ at: z.literal("verifying"), attempt: z.int() }),
  z.object({ at: z.literal("conflict"), why: z.string(), detail: z.string().nullable() }),
  z.object({ at: z.literal("withdrawn"), since: Instant }),
  z.object({ at: z.literal("delivered"), since: Instant }),
]);
export type DeliveryState = z.infer<typeof DeliveryState>;

/** Before the first byte left the device, the reviewer may still stop it (R13). */
export const canStop = (state: DeliveryState, attempts: number): boolean =>
  attempts === 0 && (state.at === "signed" || state.at === "queued" || state.at === "backing-off");

/** The word on the screen. */
export function deliveryWord(state: DeliveryState): string {
  switch (state.at) {
    case "signed":
      return "Signed";
    case "queued":
    case "backing-off":
      return "Queued";
    case "uploading":
    case "sending":
    case "uncertain":
      return "Sending";
    case "verifying":
      return "Checking";
    case "conflict":
      return "Needs you";
    case "withdrawn":
      return "Stopped by you";
    case "delivered":
      return "Delivered";
  }
}
