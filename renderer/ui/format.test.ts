import { describe, expect, test } from "vitest";
import {
  ageInYears,
  daysFromToday,
  writeBytes,
  writeCountry,
  writeDate,
  writeDue,
  writeHash,
  writeLanguage,
  writeMoment,
  writeNumber,
} from "./format.ts";

const at = (text: string): number => new Date(text).getTime();
const now = at("2026-11-24T09:42:00");

describe("U8: times are written in the reader's zone", () => {
  test("today, yesterday and tomorrow are words, other days carry their date", () => {
    expect(writeMoment(at("2026-11-24T18:00:00"), now)).toBe("Today 18:00");
    expect(writeMoment(at("2026-11-23T17:40:00"), now)).toBe("Yesterday 17:40");
    expect(writeMoment(at("2026-11-26T09:00:00"), now)).toBe("Thu 26 Nov 09:00");
  });

  test("another year is named", () => {
    expect(writeMoment(at("2025-04-08T09:00:00"), now)).toBe("8 Apr 2025 09:00");
  });

  test("midnight is the border between days, not 24 hours", () => {
    expect(daysFromToday(at("2026-11-25T00:01:00"), now)).toBe(1);
    expect(daysFromToday(at("2026-11-24T23:59:00"), now)).toBe(0);
  });
});

describe("M28: due times", () => {
  test.each([
    { due: "2026-11-24T07:30:00", relative: "2 h overdue", level: "late" },
    { due: "2026-11-24T18:00:00", relative: "in 8 h 18 min", level: "soon" },
    { due: "2026-11-24T20:42:00", relative: "in 11 h", level: "soon" },
    { due: "2026-11-25T12:00:00", relative: "in 1 day", level: "later" },
    { due: "2026-12-03T12:00:00", relative: "in 9 days", level: "later" },
  ])("due $due reads $relative", ({ due, relative, level }) => {
    expect(writeDue(at(due), now)).toMatchObject({ relative, level });
  });
});

describe("M37: no date can be read two ways", () => {
  test.each([
    ["1965-03-14", "14 Mar 1965"],
    ["1965-03", "Mar 1965"],
    ["1965", "1965"],
    ["2026-10-20T10:24:00+02:00", "20 Oct 2026"],
    [null, "no date"],
  ])("%s is written %s", (sent, written) => expect(writeDate(sent)).toBe(written));
});

test("U25: the age is counted in completed years", () => {
  expect(ageInYears("1965-03-14", now)).toBe(61);
  expect(ageInYears("1965-11-25", now)).toBe(60);
  expect(ageInYears("1965", now)).toBeNull();
});

test("U25: codes of language and country become words, words stay words", () => {
  expect([writeLanguage("en"), writeLanguage("tr-TR"), writeCountry("AT")]).toEqual(["English", "Turkish (Türkiye)", "Austria"]);
  expect([writeLanguage("English"), writeCountry("Kenya")]).toEqual(["English", "Kenya"]);
});

test("sizes have a unit and a space, negative numbers a true minus", () => {
  expect([writeBytes(418_000), writeBytes(2_400_000), writeBytes(1_840_000_000)]).toEqual(["418 KB", "2.4 MB", "1.84 GB"]);
  expect(writeNumber(-600)).toBe("−600");
  expect(writeHash(`${"9c1e47b0".padEnd(60, "0")}5d2a`)).toBe("9c1e 47b0 … 0000 5d2a");
});
