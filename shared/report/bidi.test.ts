import { describe, expect, test } from "vitest";
import { bidiLevels, mirrored, visualOrder } from "./bidi.ts";

/** As in UAX #9's own examples: capital letters stand for Hebrew ones, each printed as its capital again. */
const HEBREW = "אבגדהוזחטיכלמנסעפצקרשת";
const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUV";
const written = (text: string): string[] => Array.from(text, (letter) => HEBREW[CAPITALS.indexOf(letter)] ?? letter);
const seen = (text: string): string => {
  const characters = written(text);
  const { levels } = bidiLevels(characters);
  const items = Array.from(text, (letter, index) => ({ letter, level: levels[index] ?? 0 }));
  return visualOrder(items)
    .map((item) => (item.level % 2 === 1 ? mirrored(item.letter) : item.letter))
    .join("");
};

describe("right-to-left text in its order (UAX #9)", () => {
  test.each([
    ["car means CAR.", "car means RAC.", "a word of the other direction, in a line from the left"],
    ["CAR MEANS car.", ".car SNAEM RAC", "and in one from the right, with its full stop at the left"],
    ["he said ABC 123, DEF", "he said FED ,123 CBA", "numbers run from the left inside (W, N1)"],
    ["AB 12-15 CD", "DC 12-15 BA", "a hyphen between numbers joins them (W4)"],
    ["AB 1.5 mm CD", "DC mm 1.5 BA", "a number with its point stays together (W4), a unit follows its own direction"],
    ["AB 50% CD", "DC 50% BA", "per cent stays with its number (W5)"],
    ["a (B) c", "a (B) c", "brackets around the other direction stay with the line (N0)"],
    ["A (b C) D", "D (C b) A", "brackets that hold both take that of the line"],
    ["only english, 12-15 mm (ok).", "only english, 12-15 mm (ok).", "nothing changes where there is nothing to turn"],
    ["12 mm", "12 mm", "a text without letters runs from the left"],
  ])("%s is seen as %s: %s", (text, wanted) => expect(seen(text)).toBe(wanted));

  test("the paragraph runs as its first letter does (P2)", () => {
    expect(bidiLevels(written("12 AB cd")).base).toBe(1);
    expect(bidiLevels(written("12 cd AB")).base).toBe(0);
    expect(bidiLevels([]).base).toBe(0);
  });

  test("between Arabic letters a range of numbers is read from the right, as its readers write it (W2, W4)", () => {
    const characters = [..."ب 12-15"];
    const items = characters.map((letter, index) => ({ letter, level: bidiLevels(characters).levels[index] ?? 0 }));
    expect(
      visualOrder(items)
        .map((item) => item.letter)
        .join(""),
    ).toBe("15-12 ب");
  });

  test("digits after an Arabic letter keep their order (W2)", () => {
    const characters = [..."ب 123"];
    expect(bidiLevels(characters)).toEqual({ base: 1, levels: [1, 1, 2, 2, 2] });
  });

  test("marks after a bracket follow it (N0)", () => {
    const characters = [..."א (a\u0331) ב\u05b0"];
    expect(bidiLevels(characters).levels).toEqual([1, 1, 1, 2, 2, 1, 1, 1, 1]);
    expect(bidiLevels([..."١(٢)\u0331"]).levels).toEqual([2, 1, 2, 1, 1]);
  });

  test("one level for each character, also for those of two units", () => {
    expect(bidiLevels(["a", "\u{1d400}", "א"])).toEqual({ base: 0, levels: [0, 0, 1] });
  });
});
