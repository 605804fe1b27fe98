import { expect, test } from "vitest";
import { personNameForPeople, personNameOf } from "./person-name.ts";

test("component groups and components (PS3.5 6.2.1.2)", () => {
  expect(personNameOf("Yamada^Tarou=山田^太郎=やまだ^たろう")).toEqual({
    alphabetic: "Yamada^Tarou",
    ideographic: "山田^太郎",
    phonetic: "やまだ^たろう",
  });
  expect(personNameForPeople("Adams^John Robert Quincy^^Rev.^B.A. M.Div.")).toBe("Adams, John Robert Quincy, Rev., B.A. M.Div.");
  expect(personNameForPeople("Yamada^Tarou=山田^太郎=")).toBe("Yamada, Tarou · 山田, 太郎");
});
