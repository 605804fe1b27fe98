import { expect, test } from "vitest";
import { element, imagePixel, part10, text, words } from "./made-bytes.ts";
import { deflatedFrom, inflateLimit, parseInstance } from "./parse-instance.ts";

const never = () => "damaged" as const;
const dataSet = [...element(0x00080060, "CS", text("CT")), ...imagePixel(2, 2, 8), ...element(0x7fe00010, "OB", [1, 2, 3, 4])];

const modalityOf = (bytes: Uint8Array): string => {
  const parsed = parseInstance(bytes, never);
  return parsed.ok ? (parsed.value.attributes.dataSet.string("x00080060") ?? "") : parsed.failure.code;
};

test("files with and without preamble and meta header (PS3.10 7)", () => {
  expect(modalityOf(part10("1.2.840.10008.1.2.1", dataSet))).toBe("CT");
  expect(modalityOf(new Uint8Array(dataSet))).toBe("CT");
  expect(modalityOf(part10("1.2.840.10008.1.2.1", dataSet).subarray(132))).toBe("CT");
});

test("a data set without announcement is told by its first element: implicit and big endian", () => {
  const implicit = [...words(0x0008, 0x0060), 2, 0, 0, 0, ...text("CT")];
  expect(modalityOf(new Uint8Array(implicit))).toBe("CT");
  const bigEndian = [0x00, 0x08, 0x00, 0x60, ...text("CS"), 0, 2, ...text("CT")];
  expect(modalityOf(new Uint8Array(bigEndian))).toBe("CT");
});

test("explicit data under the name of the implicit syntax are read as what they are", () => {
  expect(modalityOf(part10("1.2.840.10008.1.2", dataSet))).toBe("CT");
});

test.each([
  { name: "nothing", bytes: [], code: "not-dicom" },
  { name: "plain text", bytes: text("This is no image. It only has the name of one."), code: "not-dicom" },
  { name: "a preamble alone", bytes: [...new Array<number>(128).fill(0), ...text("DICM")], code: "cut-off" },
])("$name is refused by name", ({ bytes, code }) => {
  expect(modalityOf(new Uint8Array(bytes))).toBe(code);
});

test("row 51: cut at every byte a file is refused or keeps what was whole, and nothing is thrown", () => {
  const whole = part10("1.2.840.10008.1.2.1", dataSet);
  for (let length = 0; length < whole.length; length++) {
    const parsed = parseInstance(whole.subarray(0, length), never);
    if (parsed.ok && parsed.value.pixel?.kind === "native") expect(parsed.value.pixel.length).toBeLessThan(4);
  }
});

test("row 55: a deflate bomb stops at a limit that real data do not reach", () => {
  const bomb = part10("1.2.840.10008.1.2.1.99", [1, 2, 3, 4]);
  const asked: number[] = [];
  const parsed = parseInstance(bomb, (_, maxBytes) => {
    asked.push(maxBytes);
    return "too-large";
  });
  expect(parsed.ok ? "" : parsed.failure.code).toBe("too-large");
  expect(asked).toEqual([inflateLimit(4)]);
  expect(inflateLimit(200_000)).toBeLessThan(200 * 2 ** 20);
  expect(deflatedFrom(bomb)).toBe(bomb.length - 4);
});

test("row 58: a preamble with contents is reported, so that it is never stored", () => {
  const polyglot = part10("1.2.840.10008.1.2.1", dataSet);
  polyglot.set(text("MZ"), 0);
  const parsed = parseInstance(polyglot, never);
  expect(parsed.ok && parsed.value.preambleInUse).toBe(true);
});
