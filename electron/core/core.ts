import path from "node:path";
import type { Handlers } from "#shared/contract/contract.ts";
import type { Core, CoreOptions } from "#shared/contract/host.ts";
import { growHeapInLargeSteps } from "./heap-steps.ts";
import { openLog } from "./log.ts";
import { Accounts } from "./procedures/accounts.ts";
import { alignmentProcedures } from "./procedures/alignments.ts";
import { bytesFor } from "./procedures/bytes.ts";
import { casesProcedures } from "./procedures/cases.ts";
import type { Context } from "./procedures/context.ts";
import { imagingProcedures } from "./procedures/imaging.ts";
import { marksProcedures } from "./procedures/marks.ts";
import { objectProcedures } from "./procedures/objects.ts";
import { opinionProcedures } from "./procedures/opinion.ts";
import { outboxProcedures } from "./procedures/outbox.ts";
import { presentationProcedures } from "./procedures/presentations.ts";
import { recordsProcedures } from "./procedures/records.ts";
import { reportProcedures } from "./procedures/report.ts";
import { sessionProcedures } from "./procedures/session.ts";
import { readSettings, settingsProcedures } from "./procedures/settings.ts";
import { serve } from "./rpc/serve.ts";
import { EventBus } from "./sync/event-bus.ts";

/**
 * Tests only. `maxMemoryKib`: a bound on the key derivation's memory, so that many vaults can be made quickly, never below the floor.
 * `lookMs`: how long the line to the service may be silent before it is looked at.
 */
export type CoreSwitches = { readonly maxMemoryKib?: number; readonly wall?: () => number; readonly lookMs?: number };

/** Wires core: everything that holds keys, files, SQL and network, behind one contract. */
export async function startCore(options: CoreOptions, switches: CoreSwitches = {}): Promise<Core> {
  growHeapInLargeSteps();
  const wall = switches.wall ?? Date.now;
  const log = openLog(path.join(options.dataDir, "logs"), wall);
  const events = new EventBus();
  const accounts = new Accounts({ ...options, wall, maxMemoryKib: switches.maxMemoryKib, lookMs: switches.lookMs }, log, events);
  const context: Context = { log, events, unlocked: () => accounts.unlocked };
  const handlers: Handlers = {
    session: sessionProcedures({ context, accounts, options, wall }),
    cases: casesProcedures(context),
    records: recordsProcedures(context),
    imaging: {
      ...imagingProcedures(context),
      ...alignmentProcedures(context),
      ...objectProcedures(context),
      ...presentationProcedures(context),
    },
    marks: marksProcedures(context),
    opinion: opinionProcedures(context),
    report: reportProcedures(context, options.version),
    outbox: outboxProcedures(context),
    settings: settingsProcedures(context),
  };
  const { connect } = serve(handlers, (signal) => events.stream(signal));
  const lock = async (reason: string): Promise<void> => {
    log("lock", { code: reason });
    await accounts.lock();
  };
  const lockAfterMinutes = (): number => {
    const unlocked = accounts.unlocked;
    return unlocked === null ? 10 : readSettings(unlocked.account.db).lockAfterMinutes;
  };
  const stops = [
    options.host.onIdle(lockAfterMinutes, () => void lock("idle")),
    options.host.onSuspend(() => void lock("suspend")),
    options.host.onOsLock(() => void lock("os-lock")),
  ];
  log("core.started");
  return {
    connect,
    bytes: (where, query, signal) => bytesFor(context, where, query, signal),
    lock,
    close: async () => {
      for (const stop of stops) stop();
      await accounts.lock();
      log("core.closed");
    },
  };
}
