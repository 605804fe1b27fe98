import { expect, test } from "vitest";
import { decodeText, knowsCharacterSets } from "./character-set.ts";

const bytes = (hex: string): Uint8Array => new Uint8Array(hex.split(" ").map((byte) => Number.parseInt(byte, 16)));

// PS3.5 annex H and I: the standard's own examples, byte by byte.
test.each([
  {
    name: "H.3.1, kanji by escape sequences",
    sets: ["", "ISO 2022 IR 87"],
    hex: "59 61 6d 61 64 61 5e 54 61 72 6f 75 3d 1b 24 42 3b 33 45 44 1b 28 42 5e 1b 24 42 42 40 4f 3a 1b 28 42 3d 1b 24 42 24 64 24 5e 24 40 1b 28 42 5e 1b 24 42 24 3f 24 6d 24 26 1b 28 42",
    text: "Yamada^Tarou=山田^太郎=やまだ^たろう",
  },
  {
    name: "H.3.2, half-width katakana first",
    sets: ["ISO 2022 IR 13", "ISO 2022 IR 87"],
    hex: "d4 cf c0 de 5e c0 db b3 3d 1b 24 42 3b 33 45 44 1b 28 4a 5e 1b 24 42 42 40 4f 3a 1b 28 4a",
    text: "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎",
  },
  {
    name: "I.2, hangul",
    sets: ["", "ISO 2022 IR 149"],
    hex: "48 6f 6e 67 5e 47 69 6c 64 6f 6e 67 3d 1b 24 29 43 fb f3 5e 1b 24 29 43 d1 ce d4 d7 3d 1b 24 29 43 c8 ab 5e 1b 24 29 43 b1 e6 b5 bf",
    text: "Hong^Gildong=洪^吉洞=홍^길동",
  },
  { name: "Latin-1", sets: ["ISO_IR 100"], hex: "42 75 63 5e 4a e9 72 f4 6d 65", text: "Buc^Jérôme" },
  { name: "Cyrillic", sets: ["ISO_IR 144"], hex: "bb ee 63 65 dc d1 79 70 d3", text: "Люceмбypг" },
  { name: "UTF-8", sets: ["ISO_IR 192"], hex: "e7 8e 8b", text: "王" },
])("$name", ({ sets, hex, text }) => {
  expect(decodeText(bytes(hex), sets, "PN")).toEqual({ text, damaged: false });
});

test("an unknown set gives marks in place of letters, and says so", () => {
  expect(decodeText(bytes("4d e9"), ["ISO_IR 999"], "LO")).toEqual({ text: "M\ufffd", damaged: true });
  expect(knowsCharacterSets(["ISO_IR 999"])).toBe(false);
  expect(knowsCharacterSets(["", "ISO 2022 IR 87", "ISO_IR 192"])).toBe(true);
});

test("the initial set comes back at the caret of a name (PS3.5 6.1.2.5.3)", () => {
  // After the caret 0xe9 is Latin-1 again, not half of a hangul syllable.
  expect(decodeText(bytes("1b 24 29 43 b1 e6 5e e9"), ["ISO 2022 IR 100", "ISO 2022 IR 149"], "PN").text).toBe("길^é");
});
