import { afterAll, describe, expect, test } from "vitest";
import { PassphraseJudge } from "./passphrase-judge.ts";

const judge = new PassphraseJudge();
afterAll(() => judge.close());

const NAMES = ["Dr. Demo Reviewer", "Demonstration service", "Overread"];

describe("reliability §3.2: a passphrase that is guessed first seals no vault", () => {
  test.each([
    ["aaaaaaaaaaaa", "repeats"],
    ["passwordpassword", "repeats"],
    ["abcabcabcabc", "repeats"],
    ["123456789012", "common"],
    ["qwertyuiopas", "common"],
    ["password1234", "common"],
    ["abcdefghijkl", "sequence"],
    ["Passw0rd!2024", "common"],
    ["Password Password", "few"],
    ["twelve chars", "few"],
    ["hospital hospital", "few"],
    ["demoreviewer", "names"],
    ["overreadoverread", "names"],
  ])("%s is refused: %s", async (passphrase, why) => {
    expect(await judge.judge(passphrase, NAMES)).toMatchObject({ problem: "guessable", why });
  });

  test.each([
    "five random words stand here",
    "tisch lampe wald bach himmel",
    "kf83hDk2mxPq",
    "שולחן מנורה יער נחל",
    "correct horse battery staple ".repeat(8),
  ])("%s is taken", async (passphrase) => {
    expect(await judge.judge(passphrase, NAMES)).toEqual({ score: 4, problem: null, why: null });
  });

  test.each(["short", "eleven char", "x".repeat(257), "𝒜𝒜𝒜bcdefgh"])("%s has not 12 to 256 characters", async (passphrase) => {
    expect(await judge.judge(passphrase, NAMES)).toEqual({ score: 0, problem: "too-short", why: null });
  });

  test("it answers again after its worker has ended", async () => {
    await judge.close();
    expect(await judge.judge("otter candle brave lantern", NAMES)).toMatchObject({ problem: null });
  });
});
