import { expect, test } from "vitest";
import { element, longs, text } from "../dicom/made-bytes.ts";
import { objectFile, say } from "./made-objects.ts";
import { readObject, readPdf } from "./read-object.ts";

const noInflate = () => "damaged" as const;

const file = (mime: string, value: string, stated: number | null): Uint8Array =>
  objectFile(
    "104.1",
    say(0x00420010, "ST", "Letter"),
    element(0x00420011, "OB", text(value)),
    say(0x00420012, "LO", mime),
    stated === null ? [] : element(0x00420015, "UL", longs(stated)),
  );

const contentOf = (bytes: Uint8Array): string | null => {
  const read = readPdf(bytes, noInflate);
  return read.ok ? String.fromCharCode(...read.value) : null;
};

test("P30: the stated length cuts off the byte that fills the value up (PS3.3 C.24.2)", () => {
  expect(contentOf(file("application/pdf", "%PDF-1\0\0", 7))).toBe("%PDF-1\0");
  expect(contentOf(file("application/pdf", "%PDF-1\0\0", 8))).toBe("%PDF-1\0\0");
  expect(contentOf(file("application/pdf", "%PDF-17\0", null))).toBe("%PDF-17");
});

test("a PDF shorter than it states is refused; a longer one is kept whole, and that is said", () => {
  expect(contentOf(file("application/pdf", "%PDF-1", 20))).toBeNull();
  expect(readObject(file("application/pdf", "%PDF-123", 4), noInflate)).toMatchObject({
    value: { title: "Letter", format: "pdf", bytes: 8, lengthProblem: "It states 4 bytes and has 8." },
  });
});

test("M23: other kinds are named, and their bytes are not given out", () => {
  const formatOf = (mime: string) => {
    const read = readObject(file(mime, "solid x ", null), noInflate);
    return read.ok && read.value.kind === "document" ? read.value.format : null;
  };
  expect(["text/XML", "model/stl", "application/zip"].map(formatOf)).toEqual(["cda", "model", "other"]);
  expect(contentOf(file("model/stl", "solid x ", null))).toBeNull();
});
