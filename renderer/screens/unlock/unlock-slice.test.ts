import { describe, expect, test } from "vitest";
import type { Account } from "#shared/contract/session.ts";
import { fail, ok } from "#shared/result/failure.ts";
import type { Calls } from "../../client/client.ts";
import { createUnlock, firstStep } from "./unlock-slice.ts";

const signal = new AbortController().signal;
const failure = (code: string) => fail({ code, happened: "", safe: "", todo: "" });
const account = { accountId: "a", label: "Dr. Demo" } as unknown as Account;
const found = { base: "https://s.example/fhir", name: "S", signInHost: "login.s.example", origins: [], demo: false };
const person = { signInId: "s1", name: "Dr. Demo" };

function model(answers: Readonly<Record<string, unknown>>, demo: string | null = null) {
  const asked: string[] = [];
  const session = new Proxy(
    {},
    {
      get: (_, name: string) => async (input: unknown) => {
        asked.push(`${name} ${JSON.stringify(input)}`);
        return answers[name];
      },
    },
  );
  return { unlock: createUnlock({ session } as unknown as Pick<Calls, "session">, firstStep(demo)), asked };
}

describe("U14: the first run in three steps", () => {
  test("the service that came with the start is offered, and nobody has to take it", async () => {
    const { unlock, asked } = model({ probeService: ok(found) }, "http://127.0.0.1:1/fhir");
    expect(unlock.store.getState()).toMatchObject({ at: "service", base: "http://127.0.0.1:1/fhir" });
    unlock.editBase(" https://s.example/fhir ");
    await unlock.findService(signal);
    expect(asked).toEqual(['probeService {"base":"https://s.example/fhir"}']);
    expect(unlock.store.getState()).toMatchObject({ at: "sign-in", service: found });
  });

  test("an address that is no service keeps what was typed and says so", async () => {
    const { unlock } = model({ probeService: failure("not-a-service") });
    unlock.editBase("https://wrong.example");
    await unlock.findService(signal);
    expect(unlock.store.getState()).toMatchObject({ at: "service", base: "https://wrong.example", failure: { code: "not-a-service" } });
  });

  test("stopping to wait for the browser goes back to the button without a failure", async () => {
    const { unlock } = model({ probeService: ok(found), signIn: failure("cancelled") }, found.base);
    await unlock.findService(signal);
    const stop = new AbortController();
    const waiting = unlock.signIn(stop.signal);
    expect(unlock.store.getState()).toMatchObject({ at: "sign-in", waiting: true });
    stop.abort();
    await waiting;
    expect(unlock.store.getState()).toMatchObject({ at: "sign-in", waiting: false, failure: null });
  });

  test("a sign-in that ran out before the passphrase was chosen is asked for again", async () => {
    const { unlock } = model({ probeService: ok(found), signIn: ok(person), createVault: failure("sign-in-gone") }, found.base);
    await unlock.findService(signal);
    await unlock.signIn(signal);
    await unlock.createVault("correct horse battery", signal);
    expect(unlock.store.getState()).toMatchObject({ at: "sign-in", failure: { code: "sign-in-gone" } });
  });
});

test("a wrong passphrase stays on the form with its failure", async () => {
  const { unlock } = model({ unlock: failure("wrong-passphrase") });
  unlock.chooseAccount(account);
  await unlock.unlock("nope", signal);
  expect(unlock.store.getState()).toMatchObject({ at: "unlock", busy: false, failure: { code: "wrong-passphrase" } });
});

test("core judges a passphrase, under the sign-in that it is for", async () => {
  const verdict = { score: 1, problem: "guessable", why: "common" };
  const { unlock, asked } = model({ probeService: ok(found), signIn: ok(person), judgePassphrase: ok(verdict) }, found.base);
  expect(await unlock.judge("passwordpassword", signal)).toBeNull();
  await unlock.findService(signal);
  await unlock.signIn(signal);
  expect(await unlock.judge("passwordpassword", signal)).toEqual(verdict);
  expect(asked.at(-1)).toBe('judgePassphrase {"signInId":"s1","passphrase":"passwordpassword"}');
});
