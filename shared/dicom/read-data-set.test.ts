import { describe, expect, test } from "vitest";
import { element, item, itemEnd, longs, sequenceEnd, text, UNDEFINED_LENGTH, words } from "./made-bytes.ts";
import { MAX_DEPTH, MAX_ELEMENTS, readDataSet } from "./read-data-set.ts";

const explicit = { implicitVr: false, bigEndian: false };
const read = (...parts: readonly number[][]) => readDataSet(new Uint8Array(parts.flat()), 0, explicit);

describe("structure of a data set (PS3.5 7)", () => {
  test("OV, SV and UV have long lengths, and what follows them is read", () => {
    const { dataSet, fault } = read(
      element(0x00720082, "SV", longs(1, 0)),
      element(0x00720083, "UV", longs(2, 0)),
      element(0x7fe00001, "OV", longs(0, 0, 8, 0)),
    );
    expect(fault).toBeNull();
    expect(Object.keys(dataSet.elements)).toEqual(["x00720082", "x00720083", "x7fe00001"]);
    expect(dataSet.elements["x7fe00001"]?.length).toBe(16);
  });

  test("a sequence of undefined length with an item of fixed length (dicomParser issue 181)", () => {
    const inner = element(0x00080100, "SH", text("AB"));
    const { dataSet, fault } = read(
      element(0x00081140, "SQ", [...item(inner), ...sequenceEnd()], UNDEFINED_LENGTH),
      element(0x00100020, "LO", text("ID")),
    );
    expect(fault).toBeNull();
    expect(dataSet.elements["x00081140"]?.items?.[0]?.dataSet?.string("x00080100")).toBe("AB");
    expect(dataSet.string("x00100020")).toBe("ID");
  });

  test("delimiters with a length behind them (dicomParser issue 266) end their item all the same", () => {
    const inner = [...element(0x00080100, "SH", text("AB")), ...itemEnd(4)];
    const { dataSet, fault } = read(
      element(0x00081140, "SQ", [...item(inner, UNDEFINED_LENGTH), ...sequenceEnd(9)], UNDEFINED_LENGTH),
      element(0x00100020, "LO", text("ID")),
    );
    expect(fault).toBeNull();
    expect(dataSet.string("x00100020")).toBe("ID");
  });

  test("a sequence of length 0 (fo-dicom issue 1009) and zeros at the end (vtk-dicom issue 201)", () => {
    const { dataSet, fault, warnings } = read(
      element(0x00081140, "SQ", []),
      element(0x00100020, "LO", text("ID")),
      new Array<number>(40).fill(0),
    );
    expect(fault).toBeNull();
    expect(dataSet.elements["x00081140"]?.items).toEqual([]);
    expect(warnings).toContain("zeros follow the last element");
  });

  test("an element of unknown representation and undefined length is implicit inside (PS3.5 6.2.2)", () => {
    const implicitElement = [...words(0x0008, 0x0100), ...longs(2), ...text("AB")];
    const { dataSet, fault } = read(element(0x00091001, "UN", [...item(implicitElement), ...sequenceEnd()], UNDEFINED_LENGTH));
    expect(fault).toBeNull();
    expect(dataSet.elements["x00091001"]?.items?.[0]?.dataSet?.string("x00080100")).toBe("AB");
  });

  test.each([
    { name: "longer than the file", bytes: element(0x00100020, "LO", text("ID"), 200), code: "cut-off" },
    { name: "2 GiB of text in 2 bytes", bytes: element(0x00204000, "UT", text("AB"), 0x7ffffff0), code: "cut-off" },
    { name: "undefined where it is not allowed", bytes: element(0x00204000, "UT", text("AB"), UNDEFINED_LENGTH), code: "damaged" },
    { name: "an item that leaves the file", bytes: element(0x00081140, "SQ", item([1, 2], 99)), code: "cut-off" },
  ])("row 52: a length $name is a named fault, and what came before is kept", ({ bytes, code }) => {
    const { dataSet, fault } = read(element(0x00080060, "CS", text("CT")), bytes);
    expect(fault?.code).toBe(code);
    expect(dataSet.string("x00080060")).toBe("CT");
  });

  test("a private sequence that does not hold together is left out; one of the standard ends the reading", () => {
    const broken = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const after = element(0x00280010, "US", words(7));
    expect(read(element(0x00091001, "SQ", broken), after).dataSet.uint16("x00280010")).toBe(7);
    expect(read(element(0x00081140, "SQ", broken), after).fault?.code).toBe("damaged");
  });
});

describe("limits (row 53)", () => {
  function nested(depth: number): number[] {
    const open = Array.from({ length: depth }, () => [...element(0x00081140, "SQ", [], UNDEFINED_LENGTH), ...item([], UNDEFINED_LENGTH)]);
    const close = Array.from({ length: depth }, () => [...itemEnd(), ...sequenceEnd()]);
    return [...open, ...close].flat();
  }

  test(`${MAX_DEPTH} sequences inside each other are read, one more is refused, 10,000 do not overflow the stack`, () => {
    expect(read(nested(MAX_DEPTH)).fault).toBeNull();
    expect(read(nested(MAX_DEPTH + 1)).fault?.code).toBe("too-deep");
    expect(read(nested(10_000)).fault?.code).toBe("too-deep");
  });

  test("more elements than the cap are refused", () => {
    const one = element(0x00091001, "SH", []);
    const many = new Uint8Array(one.length * (MAX_ELEMENTS + 1));
    for (let i = 0; i <= MAX_ELEMENTS; i++) many.set(one, i * one.length);
    expect(readDataSet(many, 0, explicit).fault?.code).toBe("too-many-elements");
  });
});
