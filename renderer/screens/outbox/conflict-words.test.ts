import { describe, expect, test } from "vitest";
import { RevokeReason } from "#shared/case/case-state.ts";
import { conflictWords } from "./conflict-words.ts";

/** The reasons that core writes: `delivery-read-first.ts`, `deliver-reports.ts`, `withdraw-case.ts`. */
const REASONS = [
  "refused:422",
  "case-gone",
  "another-report",
  "double",
  "changed-by-service",
  "questions-changed",
  ...RevokeReason.options.map((reason) => `withdrawn:${reason}`),
  "a-reason-of-tomorrow",
];

describe("row 79: why a report waits for a person is said in sentences, never by a code", () => {
  test.each(REASONS)("%s", (why) => {
    const words = conflictWords(why, null);
    for (const text of [words.short, words.happened, words.todo]) {
      expect(text).toMatch(/^[A-Z].* .*\.$/);
      expect(text).not.toContain(why.split(":")[0]);
    }
    expect(words.short).toMatch(/Nothing is lost\.$/);
  });

  test("the service's own answer stands in the sentence, its number is for support", () => {
    expect(conflictWords("refused:422", "your licence is not on file")).toEqual({
      short: "The service did not accept the report. Nothing is lost.",
      happened: "The service did not accept the report. Its answer: your licence is not on file.",
      todo: "Clear the reason with the service desk, then send it again. You need not sign again.",
      support: "422",
    });
  });

  test("a reason that is a sentence already stays one", () => {
    expect(conflictWords("Licence not on file.", null).happened).toBe("Licence not on file.");
  });
});
