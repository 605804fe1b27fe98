import type { AccountId, CaseId } from "#shared/result/ids.ts";
import { type Api, firstRun, PASSPHRASE, runCore, until, value } from "./core-driver.ts";
import { signCase } from "./stage.ts";

/**
 * Started as a child by tests that kill it or that need a computer of its own: `node core-run.ts FOLDER ACCOUNT CASE MODE`. Says each
 * acknowledgement in a line. `clock SERVICE HOURS` in place of account and case: a first run on a computer whose clock is wrong.
 */
const modes: Readonly<Record<string, (api: Api, caseId: CaseId) => Promise<void>>> = {
  /** Keeps the vault open. */
  hold: async () => {
    setInterval(() => undefined, 1_000);
  },
  /** One sentence after the other, without end. */
  type: async (api, caseId) => {
    let text = "";
    for (let count = 1; ; count++) {
      text += `${count}. `;
      const change = { changeId: `${process.pid}-${count}`, change: { field: "findings" as const, value: text } };
      value(await api.opinion.save({ caseId, changes: [change] }));
      say(String(count));
    }
  },
  /** Delivers what waits, and says each state that it sees. */
  deliver: async (api) => {
    for (let last = ""; last !== "delivered"; await new Promise((resolve) => setTimeout(resolve, 2))) {
      const at = value(await api.outbox.list({})).find((entry) => entry.kind === "report")?.state.at ?? "";
      if (at !== last) say(at);
      last = at;
    }
  },
  sign: async (api, caseId) => {
    say(`signed ${await signCase(api, caseId, () => say("prepared"))}`);
  },
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const [dir = "", account = "", what = "", mode = ""] = process.argv.slice(2);
if (mode === "clock") {
  const { now } = Date;
  const shiftMs = Number(what) * 3_600_000;
  Date.now = () => now() + shiftMs;
  const { api, stop } = await runCore({ dir });
  await firstRun(api, account);
  await until("the worklist", async () => value(await api.cases.list({})).length > 0);
  say("signed in");
  await stop();
} else {
  const { api } = await runCore({ dir });
  const opened = await api.session.unlock({ accountId: account as AccountId, passphrase: PASSPHRASE });
  say(opened.ok ? "open" : opened.failure.code);
  await modes[mode]?.(api, what as CaseId);
}
