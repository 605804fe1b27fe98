import { describe, expect, test } from "vitest";
import { Clock } from "./clock.ts";

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 24, 12);

/** A clock on a wall that the test sets, with what it saved. */
function clockAt(facts: ConstructorParameters<typeof Clock>[0] = null) {
  const wall = { ms: START };
  const saved: { highWaterMs: number; offsetMs: number }[] = [];
  const clock = new Clock(
    facts,
    () => wall.ms,
    (now) => saved.push(now),
  );
  return { clock, wall, saved };
}

describe("clock (D11, S3)", () => {
  test("without contact it is the wall's, and it moves on with it", () => {
    const { clock, wall } = clockAt();
    expect([clock.now(), clock.isBehind(), clock.lastContactAt]).toEqual([START, false, null]);
    wall.ms += MINUTE;
    expect(clock.now()).toBe(START + MINUTE);
  });

  test("row 30: a wall that goes back does not take time back: no lease grows longer", () => {
    const { clock, wall } = clockAt();
    clock.now();
    wall.ms -= 9 * MINUTE;
    expect([clock.now(), clock.isBehind()]).toEqual([START, false]);
    wall.ms = START + MINUTE;
    expect(clock.now()).toBe(START + MINUTE);
  });

  test.each([
    ["ten minutes", 10, false],
    ["more than ten minutes", 10.1, true],
    ["a day", 24 * 60, true],
    ["a year", 365 * 24 * 60, true],
  ])("D11: a clock %s behind the latest time seen locks: %s", (_, minutes, isBehind) => {
    const { clock, wall } = clockAt();
    clock.now();
    wall.ms -= minutes * MINUTE;
    expect(clock.isBehind()).toBe(isBehind);
  });

  test("D11: the next contact opens again, whichever clock was wrong", () => {
    const { clock, wall } = clockAt();
    clock.now();
    wall.ms -= 60 * MINUTE;
    clock.contact(START + 2 * MINUTE);
    expect([clock.isBehind(), clock.now()]).toEqual([false, START + 2 * MINUTE]);
    const future = clockAt({ offsetMs: 0, highWaterMs: START + 365 * 24 * 60 * MINUTE, lastContactAt: null });
    expect(future.clock.isBehind()).toBe(true);
    future.clock.contact(START);
    expect([future.clock.isBehind(), future.clock.now()]).toEqual([false, START]);
  });

  test("D11: one contact is enough when this computer runs an hour ahead", () => {
    const { clock, wall } = clockAt();
    wall.ms += 60 * MINUTE;
    clock.now();
    clock.contact(START);
    expect([clock.isBehind(), clock.now(), clock.lastContactAt]).toEqual([false, START, START]);
    wall.ms += MINUTE;
    expect(clock.now()).toBe(START + MINUTE);
  });

  test("a Date header a second off is no offset", () => {
    const { clock } = clockAt();
    clock.contact(START - 1_500);
    expect(clock.now()).toBe(START);
  });

  test("the mark is saved now and then, and outlives a restart", () => {
    const { clock, wall, saved } = clockAt();
    clock.now();
    expect(saved.map((facts) => facts.highWaterMs)).toEqual([START]);
    wall.ms += 20_000;
    clock.now();
    expect(saved).toHaveLength(1);
    wall.ms += 20_000;
    clock.now();
    expect(saved.at(-1)?.highWaterMs).toBe(START + 40_000);
    const later = clockAt({ offsetMs: 0, highWaterMs: START + 40_000, lastContactAt: null });
    expect(later.clock.now()).toBe(START + 40_000);
  });
});
