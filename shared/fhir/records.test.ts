import { describe, expect, test } from "vitest";
import { announcedDocument } from "./document.ts";
import { announcedStudy, endpointsOf, isUid } from "./imaging-study.ts";
import { at, conceptText, keyOf, localReference, numberAt, referenceAt, textAt } from "./json.ts";
import { labTables } from "./labs.ts";
import { batchParts, manifestReferences, readBatches, searchPage, supportingReferences } from "./manifest.ts";
import { humanName, namesAnotherPatient, patientFacts } from "./patient.ts";
import { missingWords, rangeText, recordLines, recordWords, valueText } from "./record-words.ts";

const LOINC = "http://loinc.org";

describe("reading JSON of anybody (row 60)", () => {
  test("a wrong type reads as absent, inherited keys too", () => {
    expect(textAt({ a: [{ b: "x" }] }, "a", 0, "b")).toBe("x");
    for (const value of [null, undefined, 5, "text", [], { a: 7 }, { a: {} }]) expect(textAt(value, "a", 0, "b")).toBeNull();
    expect(at({}, "constructor")).toBeUndefined();
    expect(at([], "length")).toBeUndefined();
    expect(numberAt(JSON.parse('{"v":1e999}'), "v")).toBeNull();
    expect(conceptText({ coding: [{ code: "c" }, { display: "d" }] })).toBe("d");
  });

  test.each([
    ["Patient/1", "Patient/1"],
    ["https://service.example/fhir/Patient/1/_history/2", "Patient/1"],
    ["#contained", null],
    ["urn:uuid:1", null],
    ["Patient/../secret", null],
    ["Patient/1?x=1", null],
    [`Patient/${"x".repeat(65)}`, null],
  ])("reference %s is %s", (reference, local) => expect(localReference(reference)).toBe(local));

  test("a resource without type or id has no key", () => {
    expect(keyOf({ resourceType: "Task", id: "1" })).toBe("Task/1");
    expect(keyOf({ resourceType: "Task" })).toBeNull();
    expect(referenceAt({ x: { reference: 5 } }, "x")).toBeNull();
  });
});

describe("manifest (protocol 3.2)", () => {
  test("names each resource once, in order, without withdrawn ones", () => {
    const entry = (reference: string, deleted?: boolean) => ({ item: { reference }, ...(deleted === undefined ? {} : { deleted }) });
    const list = {
      entry: [
        entry("Observation/2"),
        entry("Observation/1", false),
        entry("Observation/2"),
        entry("Binary/x", true),
        entry("#x"),
        {},
        null,
      ],
    };
    expect(manifestReferences(list)).toEqual(["Observation/2", "Observation/1"]);
    expect(manifestReferences({ entry: "x" })).toEqual([]);
  });

  test("without a manifest: what the request names", () =>
    expect(supportingReferences({ supportingInfo: [{ reference: "Observation/1" }, { display: "x" }] })).toEqual(["Observation/1"]));

  test("reads go in batches of fifty", () => {
    const batches = readBatches(Array.from({ length: 101 }, (_, index) => `Observation/${index}`));
    expect(batches.map((batch) => (batch["entry"] as unknown[]).length)).toEqual([50, 50, 1]);
    expect(readBatches([])).toEqual([]);
  });

  test("each answer is that of its own question: another resource in its place is none", () => {
    const answer = {
      entry: [
        { resource: { resourceType: "Observation", id: "1" }, response: { status: "200 OK" } },
        { resource: { resourceType: "Observation", id: "9" }, response: { status: "200" } },
        { response: { status: "404 Not Found" } },
      ],
    };
    expect(batchParts(["Observation/1", "Observation/2", "Observation/3", "Observation/4"], answer)).toEqual([
      { reference: "Observation/1", ok: true, resource: { resourceType: "Observation", id: "1" } },
      { reference: "Observation/2", ok: false, status: 0 },
      { reference: "Observation/3", ok: false, status: 404 },
      { reference: "Observation/4", ok: false, status: 0 },
    ]);
  });

  test("a page keeps matches, includes and outcomes apart", () => {
    const page = searchPage({
      link: [
        { relation: "self", url: "a" },
        { relation: "next", url: "b" },
      ],
      entry: [
        { resource: { id: "1" }, search: { mode: "match" } },
        { resource: { id: "2" }, search: { mode: "include" } },
        { resource: { id: "3" }, search: { mode: "outcome" } },
        { resource: { id: "4" } },
      ],
    });
    expect(page).toEqual({ matches: [{ id: "1" }, { id: "4" }], included: [{ id: "2" }], next: "b" });
    expect(searchPage({})).toEqual({ matches: [], included: [], next: null });
  });
});

describe("people", () => {
  test("the official name is used; a name in one piece is taken as it is", () => {
    const names = [
      { use: "nickname", family: "Ru" },
      { use: "official", family: "Okafor", given: ["Ruth", 5, "A."] },
    ];
    expect(patientFacts({ name: names })).toMatchObject({ name: "Okafor, Ruth A.", family: "Okafor", given: "Ruth A." });
    expect(patientFacts({ name: [{ text: "王小明" }] }).name).toBe("王小明");
    expect(patientFacts({}).name).toBe("Name not stated");
    expect(humanName({ name: [{ prefix: ["Dr."], given: ["Mara"], family: "Lindqvist" }] })).toBe("Dr. Mara Lindqvist");
  });

  test("a birth date that is none is not shown as one", () => expect(patientFacts({ birthDate: "14.03.1965" }).birthDate).toBeNull());

  test("M20: a resource of another patient is told", () => {
    expect(namesAnotherPatient({ subject: { reference: "Patient/2" } }, "Patient/1")).toBe(true);
    expect(namesAnotherPatient({ patient: { reference: "https://service.example/fhir/Patient/2" } }, "Patient/1")).toBe(true);
    for (const resource of [
      { subject: { reference: "Patient/1" } },
      {},
      { subject: { reference: "Group/2" } },
      { subject: { display: "x" } },
    ])
      expect(namesAnotherPatient(resource, "Patient/1")).toBe(false);
    expect(namesAnotherPatient({ subject: { reference: "Patient/2" } }, null)).toBe(false);
  });
});

describe("documents and studies", () => {
  test("what a DocumentReference announces", () => {
    const attachment = {
      url: "Binary/1",
      contentType: "application/pdf",
      size: 10,
      hash: "sha1=",
      extension: [{ url: "https://overread.org/fhir/StructureDefinition/content-sha256", valueString: "ABCDEF" }],
    };
    expect(announcedDocument({ resourceType: "DocumentReference", content: [{ attachment }] })).toMatchObject({
      url: "Binary/1",
      bytes: 10,
      sha256: "abcdef",
      sha1Base64: "sha1=",
    });
    expect(announcedDocument({ resourceType: "DocumentReference", content: [{ attachment: { title: "x" } }] })).toBeNull();
    expect(announcedDocument({ resourceType: "Observation" })).toBeNull();
  });

  test("what an ImagingStudy announces; series and images without a valid UID are left out", () => {
    const study = {
      resourceType: "ImagingStudy",
      id: "s",
      identifier: [{ system: "urn:dicom:uid", value: "urn:oid:1.2.3" }],
      endpoint: [{ reference: "Endpoint/e" }],
      numberOfInstances: 2,
      series: [
        { uid: "1.2.3.4", number: 1, instance: [{ uid: "1.2.3.4.5" }, { uid: "../x" }], endpoint: [{ reference: "Endpoint/f" }] },
        { uid: "none" },
      ],
    };
    expect(announcedStudy(study, new Map([["Endpoint/e", { address: "https://archive.example/dicomweb/" }]]))).toMatchObject({
      studyUid: "1.2.3",
      dicomweb: "https://archive.example/dicomweb",
      series: [{ seriesUid: "1.2.3.4", instances: [{ sopUid: "1.2.3.4.5" }] }],
    });
    expect(endpointsOf([study, study, { resourceType: "Patient", endpoint: [{ reference: "Endpoint/g" }] }])).toEqual([
      "Endpoint/e",
      "Endpoint/f",
    ]);
    expect(announcedStudy({ identifier: [{ system: "urn:dicom:uid", value: "x" }] }, new Map())).toBeNull();
  });

  test.each([
    ["1.2.840.10008", true],
    ["1", false],
    ["1.2.", false],
    [".1.2", false],
    ["1.2a", false],
    [`1.${"2".repeat(63)}`, false],
  ])("UID %s: %s (PS3.5 §9.1)", (uid, valid) => expect(isUid(uid)).toBe(valid));
});

describe("records in words", () => {
  test.each([
    ["11526-1", "pathology"],
    ["68604-8", "reports"],
    ["11488-4", "letters"],
  ])("a document of LOINC %s stands among %s", (code, group) =>
    expect(recordWords({ resourceType: "DocumentReference", id: "1", type: { coding: [{ system: LOINC, code }] } })).toMatchObject({
      group,
    }),
  );

  test("what is shown elsewhere is no record", () => {
    for (const type of ["Patient", "ImagingStudy", "Consent", "Binary"]) expect(recordWords({ resourceType: type, id: "1" })).toBeNull();
    expect(recordWords({ resourceType: "Observation" })).toBeNull();
  });

  test("P11: a record that did not come has a name all the same", () => {
    expect(missingWords("DocumentReference/1")).toMatchObject({ title: "Document", kind: "document" });
    expect(missingWords("ImagingStudy/1")).toMatchObject({ title: "Imaging study" });
    expect(missingWords("Spaceship/1")).toMatchObject({ title: "Record", kind: "other" });
    expect(missingWords("Endpoint/1")).toBeNull();
  });

  test.each([
    [{ valueQuantity: { value: 5.4, unit: "mmol/L", comparator: "<" } }, "<5.4 mmol/L"],
    [{ valueQuantity: { value: 0 } }, "0"],
    [{ valueString: "negative" }, "negative"],
    [{ valueCodeableConcept: { text: "reactive" } }, "reactive"],
    [{ valueBoolean: false }, "no"],
    [{ valueInteger: 0 }, "0"],
    [{}, null],
  ])("value %j reads %s", (resource, text) => expect(valueText(resource)).toBe(text));

  test("a range as given", () => {
    expect(rangeText({ low: { value: 3, unit: "g" }, high: { value: 5, unit: "g" } })).toBe("3 g – 5 g");
    expect(rangeText({ high: { value: 5, unit: "g" } })).toBe("≤ 5 g");
    expect(rangeText({ text: "below 5", high: { value: 9 } })).toBe("below 5");
    expect(rangeText(undefined)).toBeNull();
  });

  test("row 60: a modifier that is not understood is said", () =>
    expect(
      recordLines({ resourceType: "Condition", code: { text: "x" }, modifierExtension: [{ url: "y" }] }).map((line) => line.caption),
    ).toContain("Careful"));
});

describe("laboratory values (M17)", () => {
  const observation = (id: string, date: string, value: number, unit: string, more: object = {}) => ({
    resourceType: "Observation",
    id,
    category: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "laboratory" }] }],
    code: { text: "Glucose", coding: [{ system: LOINC, code: "15074-8" }] },
    effectiveDateTime: date,
    valueQuantity: { value, unit },
    ...more,
  });

  test("two units of one code are two rows; nothing is converted", () => {
    const tables = labTables([
      observation("1", "2026-01-02", 5.4, "mmol/L"),
      observation("2", "2026-01-01", 97, "mg/dL"),
      observation("3", "2025-01-01", 5, "mmol/L"),
    ]);
    expect(tables.map(({ unit, values }) => [unit, values.map((value) => value.text)])).toEqual([
      ["mmol/L", ["5 mmol/L", "5.4 mmol/L"]],
      ["mg/dL", ["97 mg/dL"]],
    ]);
  });

  test("the laboratory's own flag goes before the range; a range in another unit is not compared", () => {
    const range = (unit: string) => ({ referenceRange: [{ low: { value: 4, unit }, high: { value: 6, unit } }] });
    const code = (flag: string) => ({
      interpretation: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", code: flag }] }],
    });
    const flags = labTables([
      observation("1", "2026-01-01", 7, "mmol/L", range("mmol/L")),
      observation("2", "2026-01-02", 3, "mmol/L", range("mmol/L")),
      observation("3", "2026-01-03", 5, "mmol/L", range("mmol/L")),
      observation("4", "2026-01-04", 7, "mmol/L", { ...range("mmol/L"), ...code("N") }),
      observation("5", "2026-01-05", 5, "mmol/L", { ...range("mmol/L"), ...code("HH") }),
      observation("6", "2026-01-06", 7, "mmol/L", range("mg/dL")),
      observation("7", "2026-01-07", 7, "mmol/L"),
    ])[0]?.values.map((value) => value.flag);
    expect(flags).toEqual(["high", "low", "normal", "normal", "high", "unknown", "unknown"]);
  });

  test("parts of a panel are rows of their own", () => {
    const pressure = {
      resourceType: "Observation",
      id: "1",
      effectiveDateTime: "2026-01-01",
      component: [
        { code: { text: "Systolic" }, valueQuantity: { value: 120, unit: "mmHg" } },
        { code: { text: "Diastolic" }, valueQuantity: { value: 80, unit: "mmHg" } },
      ],
    };
    expect(labTables([pressure]).map((table) => table.name)).toEqual(["Systolic", "Diastolic"]);
  });
});
