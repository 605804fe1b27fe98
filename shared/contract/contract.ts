import type { ContractProcedure } from "@orpc/contract";
import type { z } from "zod";
import { cases } from "./cases.ts";
import { events } from "./events.ts";
import { imaging } from "./imaging.ts";
import { marks } from "./marks.ts";
import { opinion } from "./opinion.ts";
import { outbox } from "./outbox.ts";
import { records } from "./records.ts";
import { report } from "./report.ts";
import { session } from "./session.ts";
import { settings } from "./settings.ts";

/** Everything the page may ask core, over both shells alike. */
export const contract = { session, cases, records, imaging, marks, opinion, report, outbox, settings, events };
export type Contract = typeof contract;

/** The code of one procedure: checked input in, an answer that fits the contract out. */
type HandlerOf<Entry> =
  Entry extends ContractProcedure<infer Input extends z.ZodType, infer Output extends z.ZodType, infer _Errors, infer _Meta>
    ? (options: { readonly input: z.output<Input>; readonly signal?: AbortSignal | undefined }) => Promise<z.input<Output>>
    : never;

/**
 * The code behind every procedure: one that is missing, or that answers a code which the contract does not list, does not compile.
 * `events` is a stream and stands apart.
 */
export type Handlers = {
  readonly [Group in Exclude<keyof Contract, "events">]: { readonly [Name in keyof Contract[Group]]: HandlerOf<Contract[Group][Name]> };
};
