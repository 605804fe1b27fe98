import { describe, expect, test } from "vitest";
import type { Tokens } from "../service/smart-auth.ts";
import { type RefreshCall, TokenKeeper } from "./token-keeper.ts";

const tokens = (name: string, expiresAt: number): Tokens => ({ accessToken: name, refreshToken: `refresh ${name}`, expiresAt, scope: "" });
const HOUR = 3_600_000;

/** A keeper at a time that the test sets; `events` is what happened, in order. */
function keeper(first: Tokens | null, answers: readonly Awaited<ReturnType<RefreshCall>>[]) {
  const clock = { ms: 0 };
  const events: string[] = [];
  const left = [...answers];
  let gate: Promise<void> = Promise.resolve();
  const refresh: RefreshCall = async (refreshToken) => {
    events.push(`asked with ${refreshToken}`);
    await gate;
    return left.shift() ?? "no-network";
  };
  const save = (fresh: Tokens | null): void => void events.push(fresh === null ? "ended" : `stored ${fresh.accessToken}`);
  return {
    keeper: new TokenKeeper(first, refresh, save, () => clock.ms),
    clock,
    events,
    hold: () => {
      let open = (): void => undefined;
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
  };
}

describe("token", () => {
  test("a valid one is given out without a question, one that ends within a minute is renewed", async () => {
    const { keeper: keep, clock, events } = keeper(tokens("a", HOUR), [tokens("b", 2 * HOUR)]);
    expect(await keep.token(null)).toBe("a");
    clock.ms = HOUR - 59_000;
    expect(await keep.token(null)).toBe("b");
    expect(events).toEqual(["asked with refresh a", "stored b"]);
  });

  test("row 33: one renewal at a time for the whole program, stored before anybody gets the token", async () => {
    const { keeper: keep, events, hold } = keeper(tokens("a", 0), [tokens("b", HOUR)]);
    const open = hold();
    const asked = [keep.token(null), keep.token("a"), keep.token(null)].map((answer) =>
      answer.then((token) => events.push(`got ${token}`)),
    );
    open();
    await Promise.all(asked);
    expect(events).toEqual(["asked with refresh a", "stored b", "got b", "got b", "got b"]);
  });

  test("row 33: an old refresh token is never sent again", async () => {
    const { keeper: keep, clock, events } = keeper(tokens("a", 0), [tokens("b", HOUR), tokens("c", 3 * HOUR)]);
    await keep.token(null);
    clock.ms = 2 * HOUR;
    await keep.token(null);
    expect(events.filter((event) => event.startsWith("asked"))).toEqual(["asked with refresh a", "asked with refresh b"]);
  });

  test("row 33: a service that refuses every new token is not asked in a loop", async () => {
    const { keeper: keep, clock, events } = keeper(tokens("a", HOUR), [tokens("b", HOUR), tokens("c", HOUR), tokens("d", HOUR)]);
    expect(await keep.token("a")).toBe("b");
    for (let round = 0; round < 20; round++) expect(await keep.token("b")).toBe("b");
    clock.ms = 61_000;
    expect(await keep.token("b")).toBe("c");
    expect(events.filter((event) => event.startsWith("asked"))).toHaveLength(2);
  });

  test("U20: without a network the old token is used as long as it lives, and asked for again later", async () => {
    const { keeper: keep, clock } = keeper(tokens("a", 50_000), ["no-network", "no-network", tokens("b", HOUR)]);
    expect(await keep.token(null)).toBe("a");
    clock.ms = 60_000;
    expect(await keep.token(null)).toBeNull();
    expect(keep.signedIn).toBe(true);
    expect(await keep.token(null)).toBe("b");
  });

  test("row 33: a session that the service ended is over: a person has to sign in", async () => {
    const { keeper: keep, events } = keeper(tokens("a", 0), ["sign-in-again"]);
    expect(await keep.token(null)).toBeNull();
    expect([keep.signedIn, await keep.token(null)]).toEqual([false, null]);
    expect(events).toEqual(["asked with refresh a", "ended"]);
    keep.replace(tokens("new", HOUR));
    expect([keep.signedIn, await keep.token(null)]).toEqual([true, "new"]);
  });

  test.each([["sign-in-again"], [tokens("late", HOUR)]] as const)(
    "signing in while the old session is being renewed keeps the new session, whatever the old one's answer (%#)",
    async (answer) => {
      const { keeper: keep, events, hold } = keeper(tokens("a", 0), [answer]);
      const open = hold();
      const asked = keep.token(null);
      keep.replace(tokens("new", HOUR));
      open();
      expect(await asked).toBe("new");
      expect([keep.signedIn, await keep.token(null)]).toEqual([true, "new"]);
      expect(events.filter((event) => event !== "asked with refresh a")).toEqual(["stored new"]);
    },
  );

  test("without a refresh token the end of the access token is the end of the session", async () => {
    const { keeper: keep, clock } = keeper({ ...tokens("a", 50_000), refreshToken: null }, []);
    expect(await keep.token(null)).toBe("a");
    clock.ms = 50_001;
    expect([await keep.token(null), keep.signedIn]).toEqual([null, false]);
  });
});
