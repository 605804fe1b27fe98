import { describe, expect, test } from "vitest";
import { element, longs } from "../dicom/made-bytes.ts";
import { CT_CLASS, children, code, contentItem, items, named, objectFile, reference, say } from "./made-objects.ts";
import type { ObjectValue, StructuredReport } from "./object-value.ts";
import { referencesOf } from "./object-value.ts";
import { readObject } from "./read-object.ts";
import { MAX_ITEMS, MAX_LEVELS } from "./structured-report.ts";

const noInflate = () => "damaged" as const;

function report(...parts: readonly (readonly number[])[]): StructuredReport {
  const read = readObject(objectFile("88.33", ...parts), noInflate);
  if (!read.ok || read.value.kind !== "structured-report") throw new Error(read.ok ? read.value.kind : read.failure.detail);
  return read.value;
}

const root = (...content: readonly (readonly number[])[]) => contentItem("", "CONTAINER", "Report", children(...content));

describe("P30: structured reports (PS3.3 C.17.3)", () => {
  test("each value type, as a person reads it; numbers as they are written", () => {
    const measured = items(0x0040a300, [...code(0x004008ea, "mm", "UCUM", "millimeter"), ...say(0x0040a30a, "DS", "10.0")]);
    const { items: read } = report(
      root(
        contentItem("CONTAINS", "TEXT", "Finding", say(0x0040a160, "UT", "one\r\ntwo")),
        contentItem("CONTAINS", "CODE", "Site", code(0x0040a168, "39607008", "SCT", "Lung")),
        contentItem("CONTAINS", "NUM", "Diameter", measured),
        contentItem("CONTAINS", "NUM", "Volume", code(0x0040a301, "114006", "DCM", "Measurement failure")),
        contentItem("HAS OBS CONTEXT", "PNAME", "Observer", say(0x0040a123, "PN", "Doe^Jane")),
        contentItem("CONTAINS", "DATE", "Day", say(0x0040a121, "DA", "20260102")),
        contentItem("CONTAINS", "TIME", "Hour", say(0x0040a122, "TM", "101112.5")),
        contentItem("CONTAINS", "DATETIME", "Moment", say(0x0040a120, "DT", "202601021011+0100")),
        contentItem("CONTAINS", "UIDREF", "Tracking", say(0x0040a124, "UI", "1.2.9")),
        contentItem("CONTAINS", "IMAGE", null, reference(CT_CLASS, "1.2.77", "3\\5")),
        contentItem(
          "CONTAINS",
          "SCOORD",
          "Region",
          say(0x00700023, "CS", "CIRCLE"),
          element(0x00700022, "FL", [0, 0, 128, 63, 0, 0, 0, 64]),
        ),
        contentItem("CONTAINS", "TCOORD", "When", say(0x0040a130, "CS", "SEGMENT"), say(0x0040a138, "DS", "1\\2.5")),
        contentItem("CONTAINS", "NOVELTY", "New"),
        [...say(0x0040a010, "CS", "SELECTED FROM"), ...element(0x0040db73, "UL", longs(1, 3))],
      ),
    );
    expect(read.map(({ value }) => value)).toEqual([
      { kind: "container" },
      { kind: "text", text: "one\ntwo" },
      { kind: "code", coded: { meaning: "Lung", code: "39607008", scheme: "SCT" } },
      { kind: "number", text: "10.0", unit: { meaning: "millimeter", code: "mm", scheme: "UCUM" }, qualifier: null },
      { kind: "number", text: null, unit: null, qualifier: "Measurement failure" },
      { kind: "text", text: "Doe, Jane" },
      { kind: "text", text: "2026-01-02" },
      { kind: "text", text: "10:11:12" },
      { kind: "text", text: "2026-01-02 10:11 UTC+01:00" },
      { kind: "uid", uid: "1.2.9" },
      { kind: "image", reference: { sopClassUid: CT_CLASS, className: "CT image", sopInstanceUid: "1.2.77", frames: [3, 5] } },
      { kind: "region", space: "image", shape: "circle", points: 1, data: [1, 2] },
      { kind: "time-range", shape: "segment", at: ["1 s", "2.5 s"] },
      { kind: "unknown", valueType: "NOVELTY" },
      { kind: "same-as", number: "1.3" },
    ]);
    expect(read.map(({ level }) => level)).toEqual([0, ...Array.from({ length: 14 }, () => 1)]);
    expect(read.at(3)).toMatchObject({ number: "1.3", relationship: "contains", name: "Diameter" });
  });

  test("title, flags and who verified it", () => {
    const observer = [...say(0x0040a075, "PN", "Roe^Jo"), ...say(0x0040a027, "LO", "Clinic"), ...say(0x0040a030, "DT", "20260102101112")];
    const read = report(say(0x0040a491, "CS", "COMPLETE"), say(0x0040a493, "CS", "VERIFIED"), items(0x0040a073, observer), root());
    expect(read).toMatchObject({
      title: "Report",
      completion: "complete",
      verification: "verified",
      verifiedBy: [{ name: "Roe, Jo", organization: "Clinic", at: "2026-01-02 10:11:12" }],
    });
  });

  test("an item that lacks its value is named, not left out", () => {
    expect(report(root(contentItem("CONTAINS", "TEXT", "Empty"))).items[1]?.value).toEqual({ kind: "unknown", valueType: "TEXT" });
  });

  test("all that a report points to is known", () => {
    const read: ObjectValue = report(root(contentItem("CONTAINS", "COMPOSITE", null, reference(CT_CLASS, "1.2.5"))));
    expect(referencesOf(read).map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(["1.2.5"]);
  });
});

describe("P11: limits, so that a bomb is a failure and no hang", () => {
  const failureOf = (...parts: readonly (readonly number[])[]) => {
    const read = readObject(objectFile("88.33", ...parts), noInflate);
    return read.ok ? null : read.failure.code;
  };

  test("more items than any real report", () => {
    const one = contentItem("CONTAINS", "TEXT", null);
    expect(failureOf(root(...Array.from({ length: MAX_ITEMS }, () => one)))).toBe("oversized-object");
  });

  test("more levels than any real report", () => {
    const nest = (level: number): number[] => contentItem("CONTAINS", "CONTAINER", null, level === 0 ? [] : children(nest(level - 1)));
    expect(failureOf(nest(MAX_LEVELS))).toBeNull();
    expect(failureOf(nest(MAX_LEVELS + 1))).toBe("oversized-object");
  });

  test("an image, a wrong file and a kind without a reader are refused by name", () => {
    const refused = (bytes: Uint8Array) => {
      const read = readObject(bytes, noInflate);
      return read.ok ? null : read.failure.code;
    };
    expect(refused(objectFile("2"))).toBe("unshown-object");
    expect(refused(new Uint8Array(200))).toBe("unreadable-object");
    expect(refused(objectFile("88.59", contentItem("", "CONTAINER", "Of Interest")))).toBe("unreadable-object");
  });
});

test("P17: a key object selection names its images, where they lie, and what was written about them", () => {
  const evidence = items(0x0040a375, [
    ...say(0x0020000d, "UI", "1.2.10"),
    ...items(0x00081115, [...say(0x0020000e, "UI", "1.2.11"), ...reference(CT_CLASS, "1.2.12")]),
  ]);
  const description = [
    ...say(0x0040a010, "CS", "CONTAINS"),
    ...say(0x0040a040, "CS", "TEXT"),
    ...named("Key Object Description", "113012"),
    ...say(0x0040a160, "UT", "Look here"),
  ];
  const content = children(description, contentItem("CONTAINS", "IMAGE", null, reference(CT_CLASS, "1.2.12", "4")));
  const read = readObject(objectFile("88.59", evidence, contentItem("", "CONTAINER", "Of Interest"), content), noInflate);
  expect(read).toMatchObject({
    ok: true,
    value: {
      kind: "key-objects",
      title: "Of Interest",
      description: "Look here",
      selected: [{ sopInstanceUid: "1.2.12", frames: [4], studyUid: "1.2.10", seriesUid: "1.2.11", className: "CT image" }],
    },
  });
});
