import { cases } from "./cases.ts";
import { events } from "./events.ts";
import { imaging } from "./imaging.ts";
import { opinion } from "./opinion.ts";
import { outbox } from "./outbox.ts";
import { records } from "./records.ts";
import { report } from "./report.ts";
import { session } from "./session.ts";
import { settings } from "./settings.ts";

/** Everything the page may ask core, over both shells alike. */
export const contract = { session, cases, records, imaging, opinion, report, outbox, settings, events };
export type Contract = typeof contract;
