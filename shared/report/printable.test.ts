import { describe, expect, test } from "vitest";
import { printedText, unprintableCharacters } from "./printable.ts";

const characters = (text: string): string[] => unprintableCharacters(text).map(({ character }) => character);

describe("M37: what no page could show", () => {
  test("is named with its code point and its place, counted as the text is stored", () => {
    // U+1FAC1 (lungs) takes two places of UTF-16
    expect(unprintableCharacters("a ท 肺 \u{1fac1}ย")).toEqual([
      { character: "ท", codePoint: 0x0e17, index: 2 },
      { character: "\u{1fac1}", codePoint: 0x1fac1, index: 6 },
      { character: "ย", codePoint: 0x0e22, index: 8 },
    ]);
  });

  test.each([
    "Ünlü Øresund Łódź",
    "Ελλάδα Москва",
    "≥ 3 mm ½ μg/dl → ±2 °C",
    "שלום",
    "مرحبا",
    "“a” – ‘b’ … €",
    "e\u0301",
    "王秀英",
    "日本の山田",
    "김민준",
  ])("%s can be printed", (text) => expect(characters(text)).toEqual([]));

  test.each([
    ["ไทย", ["ไ", "ท", "ย"]],
    ["हिन्दी", [..."हिन्दी"]],
    ["\ud83d", ["\ud83d"]],
  ])("%j cannot", (text, found) => expect(characters(text)).toEqual(found));

  test("white space of any kind, and what is printed by its name, are none", () =>
    expect(characters("a\tb\r\nc\u00a0\u202f\u2009\u3000d\u202e\u0007\ufeff")).toEqual([]));
});

test("a letter and its mark are one shape; a place for a hyphen is no character", () =>
  expect(printedText("e\u0301, cardio\u00advascular")).toBe("\u00e9, cardiovascular"));

test("row 65: controls are printed by their numbers, line ends are kept", () =>
  expect(printedText("a\tb\r\nc\u202ed\u0007")).toBe("a b\nc<U+202E>d<U+0007>"));
