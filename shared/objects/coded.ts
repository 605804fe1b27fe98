import { type Attributes, codeOf, firstItem, textOf } from "../dicom/attributes.ts";
import { type Tag, tags } from "../dicom/tags.ts";

/** A coded entry (PS3.3 8.8): what it means for a person, and its code for those who look it up. */
export type Coded = { readonly meaning: string; readonly code: string; readonly scheme: string };

/** The first coded entry of a sequence; null when there is none or it says nothing. */
export function codedOf(attributes: Attributes, sequence: Tag): Coded | null {
  const item = firstItem(attributes, sequence);
  if (item === null) return null;
  const code = textOf(item, tags.codeValue) ?? textOf(item, tags.longCodeValue) ?? textOf(item, tags.urnCodeValue) ?? "";
  const meaning = textOf(item, tags.codeMeaning) ?? code;
  return meaning === "" ? null : { meaning, code, scheme: textOf(item, tags.codingSchemeDesignator) ?? "" };
}

const DATE = /^(\d{4})[.-]?(\d{2})[.-]?(\d{2})$/;
const TIME = /^(\d{2}):?(\d{2})?:?(\d{2})?(?:\.\d+)?$/;
const DATE_TIME = /^(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:\.\d+)?([+-]\d{4})?$/;

/** DA in ISO form; other text stays as it is. */
export function isoDate(text: string): string {
  const [, year, month, day] = DATE.exec(text.trim()) ?? [];
  return year === undefined ? text : `${year}-${month}-${day}`;
}

/** TM as hours, minutes and, where they are given, seconds. */
export function clockTime(text: string): string {
  const [, ...parts] = TIME.exec(text.trim()) ?? [];
  const said = parts.filter((part) => part !== undefined);
  return said.length < 2 ? text : said.join(":");
}

/** DT as far as it is given, its distance from UTC behind it. */
export function dateTimeText(text: string): string {
  const [, year, month, day, hour, minute, second, zone] = DATE_TIME.exec(text.trim()) ?? [];
  if (year === undefined) return text;
  const date = [year, month, day].filter((part) => part !== undefined).join("-");
  const time = [hour, minute, second].filter((part) => part !== undefined).join(":");
  const distance = zone === undefined ? "" : `UTC${zone.slice(0, 3)}:${zone.slice(3)}`;
  return [date, time, distance].filter((part) => part !== "").join(" ");
}

/** Content Date and Time of an object, as `dateTimeText` writes them; null without a date. */
export function contentTimeOf(attributes: Attributes): string | null {
  const date = codeOf(attributes, tags.contentDate);
  const time = codeOf(attributes, tags.contentTime);
  return date === null ? null : [isoDate(date), time === null ? "" : clockTime(time)].filter((part) => part !== "").join(" ");
}
