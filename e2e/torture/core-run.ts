import type { AccountId, CaseId } from "#shared/result/ids.ts";
import { type Api, PASSPHRASE, runCore, value } from "./core-driver.ts";
import { signCase } from "./stage.ts";

/** Started as a child by the tests that kill it: `node core-run.ts FOLDER ACCOUNT CASE MODE`. Says each acknowledgement in a line. */
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
  sign: async (api, caseId) => {
    say(`signed ${await signCase(api, caseId, () => say("prepared"))}`);
  },
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const [dir = "", accountId = "", caseId = "", mode = ""] = process.argv.slice(2);
const { api } = await runCore({ dir });
const opened = await api.session.unlock({ accountId: accountId as AccountId, passphrase: PASSPHRASE });
say(opened.ok ? "open" : opened.failure.code);
await modes[mode]?.(api, caseId as CaseId);
