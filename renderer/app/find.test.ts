import { expect, test } from "vitest";
import { matchText } from "./find.ts";

test("letters in order are found, and a run at the beginning wins", () => {
  const best = (typed: string, texts: readonly string[]) =>
    [...texts].sort((a, b) => (matchText(typed, b)?.score ?? -1) - (matchText(typed, a)?.score ?? -1))[0];
  expect(best("oka", ["Look at images", "Okafor-Lind, Ruth"])).toBe("Okafor-Lind, Ruth");
  expect(best("swt", ["Switch the theme", "Show all keys"])).toBe("Switch the theme");
  expect(matchText("xyz", "Okafor")).toBeNull();
  expect(matchText("oka", "Kowalczyk, Tomasz")).toBeNull();
});

test("accents and case do not matter, and the hit is marked in the original letters", () => {
  expect(matchText("novak", "Novák, Petra")?.marked).toEqual([
    ["Novák", true],
    [", Petra", false],
  ]);
});
