import { describe, expect, test } from "vitest";
import { codeOf, itemsOf, textOf } from "../dicom/attributes.ts";
import { parseInstance } from "../dicom/parse-instance.ts";
import { tags } from "../dicom/tags.ts";
import { exampleSelection, exampleSelectionIdentity } from "./key-selection.example.ts";
import { keyObjectFile } from "./make-key-objects.ts";
import { readObject } from "./read-object.ts";

const noInflate = (): never => {
  throw new Error("nothing is deflated");
};

const made = (change: Partial<typeof exampleSelection> = {}): Uint8Array =>
  keyObjectFile({ ...exampleSelection, ...change }, exampleSelectionIdentity);

function read(bytes: Uint8Array) {
  const object = readObject(bytes, noInflate);
  if (!object.ok || object.value.kind !== "key-objects") throw new Error("no key objects");
  return object.value;
}

function attributesOf(bytes: Uint8Array) {
  const parsed = parseInstance(bytes, noInflate);
  if (!parsed.ok) throw new Error(parsed.failure.happened);
  expect(parsed.value).toMatchObject({ fault: null, warnings: [], hasPreamble: true, preambleInUse: false });
  return parsed.value.attributes;
}

describe("P17: a Key Object Selection (PS3.3 A.35.4, PS3.16 TID 2010)", () => {
  test("our own reader finds the same instances and frames, and where they lie", () => {
    const { title, selected, writtenAt } = read(made());
    expect(title).toBe("Of Interest");
    expect(writtenAt).toBe("2026-11-24 17:06:30");
    expect(selected.map(({ sopInstanceUid, frames, seriesUid, studyUid }) => [sopInstanceUid, frames, seriesUid, studyUid])).toEqual([
      ["1.2.3.4.5", [], "1.2.3.4", "1.2.3"],
      ["1.2.3.6.7", [12], "1.2.3.6", "1.2.3"],
      ["1.2.3.6.7", [30], "1.2.3.6", "1.2.3"],
    ]);
  });

  test("letters outside ASCII arrive as they were written, in captions and in the name", () => {
    const { description } = read(made());
    expect(description?.split(/\r?\n/)).toEqual([
      "Key image 1: Rundherd, 17 mm – größer als früher",
      "Key image 3: 肺の結節; נמצא קשר \\ 50 %",
    ]);
    const attributes = attributesOf(made());
    expect(codeOf(attributes, tags.specificCharacterSet)).toBe("ISO_IR 192");
    expect(textOf(attributes, tags.patientName)).toBe("Müller-Łuczak^Jörg=山田^太郎");
  });

  test("patient and study stand as in the images; what they leave empty is empty, not absent (type 2)", () => {
    const attributes = attributesOf(made());
    const said = [
      tags.patientId,
      tags.issuerOfPatientId,
      tags.patientBirthDate,
      tags.patientSex,
      tags.studyDate,
      tags.accessionNumber,
      tags.studyId,
    ];
    expect(said.map((tag) => textOf(attributes, tag))).toEqual(["P-1", "HOSPITAL", "19600229", "O", "20260312", "A-77", "4711"]);
    const { elements } = attributes.dataSet;
    expect(Object.keys(elements)).toEqual(expect.arrayContaining([tags.referringPhysicianName.key, tags.studyTime.key]));
    expect(textOf(attributes, tags.referringPhysicianName)).toBeNull();
    expect(codeOf(attributes, tags.modality)).toBe("KO");
  });

  test("an instance with two key images is one line of evidence (PS3.3 C.17.2.3)", () => {
    const [study] = itemsOf(attributesOf(made()), tags.currentRequestedProcedureEvidenceSequence);
    const series = study === undefined ? [] : itemsOf(study, tags.referencedSeriesSequence);
    expect(series.map((one) => itemsOf(one, tags.referencedSopSequence).length)).toEqual([1, 1]);
  });

  test("without captions there is no description; the same facts make the same bytes", () => {
    const images = exampleSelection.images.map((image) => ({ ...image, caption: " " }));
    expect(read(made({ images })).description).toBeNull();
    expect(made()).toEqual(made());
  });

  test("a caption may be longer than a short element can hold; a header text that is too long for its place is cut", () => {
    const [first] = exampleSelection.images;
    if (first === undefined) throw new Error("no image");
    const caption = "é".repeat(60_000);
    const long = made({ images: [{ ...first, caption }] });
    expect(long.length).toBeGreaterThan(120_000);
    expect(itemsOf(attributesOf(long), tags.contentSequence).map((item) => codeOf(item, tags.valueType))).toEqual(["TEXT", "IMAGE"]);
    const study = { ...exampleSelection.study, description: "x".repeat(70_000) };
    expect(textOf(attributesOf(made({ study })), tags.studyDescription)).toHaveLength(1_024);
  });
});
