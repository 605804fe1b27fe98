import { describe, expect, test } from "vitest";
import { hiddenCharacters, hiddenPlace, visibleText, withoutHidden } from "./hidden.ts";

/** Ranges of UAX #9 (explicit formatting), Unicode 17 "Cf" and Default_Ignorable_Code_Point. */
const HIDDEN = [
  ...[0x00ad, 0x061c, 0xfeff, 0x0000, 0x0007, 0x001b, 0x007f, 0x2028, 0x2029, 0xfff9, 0xfe0f, 0xe0041, 0x3164],
  ...[0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e],
  ...[0x2060, 0x2066, 0x2067, 0x2068, 0x2069],
];

describe("row 65: what nobody sees is made visible", () => {
  test.each(HIDDEN)("U+%s", (codePoint) => {
    const text = `right${String.fromCodePoint(codePoint)}lung`;
    expect(hiddenCharacters(text)).toMatchObject([{ codePoint, count: 1 }]);
    const name = codePoint.toString(16).toUpperCase().padStart(4, "0");
    expect(visibleText(text)).toBe(`right⟨U+${name}⟩lung`);
    expect(withoutHidden(text)).toBe("rightlung");
  });

  test.each(["Ünlü, 12 mm\n\tשלום ½", "e\u0301", "", "A\u00a0B\u2009C"])("%j hides nothing", (text) => {
    expect(hiddenCharacters(text)).toEqual([]);
    expect(visibleText(text)).toBe(text);
    expect(hiddenPlace(text)).toBe("");
  });

  test("each kind is named once, with how often it stands there", () => {
    expect(hiddenCharacters("a\u202eb\u200bc\u200bd")).toEqual([
      { codePoint: 0x202e, count: 1, name: "right-to-left override" },
      { codePoint: 0x200b, count: 2, name: "zero-width space" },
    ]);
  });

  test("the first place is shown with a little of the text around it", () => {
    expect(hiddenPlace("The nodule lies in the\u202e right lobe of the lung.")).toBe("…le lies in the⟨U+202E⟩ right lobe of …");
    expect(hiddenPlace("\u200bab")).toBe("⟨U+200B⟩ab");
  });
});
