// One file: all tests read the one transaction that the example report becomes.
import { describe, expect, test } from "vitest";
import { exampleReport } from "../opinion/report.example.ts";
import type { Instant } from "../result/instant.ts";
import { differences } from "./compare.ts";
import { isObject, type Json, type JsonObject, listAt, textAt } from "./json.ts";
import type { BinaryFacts, ReportPart } from "./report-resources.ts";
import { xhtml } from "./report-resources.ts";
import { documentParts, documentText, envelopeParts } from "./report-to-fhir.ts";
import { completedTask, reportOutputs, resolveReferences, sentResource, transactionText, type WriteMode } from "./report-transaction.ts";
import { allowedFrom, changedTask, statusAfter, type TaskAction } from "./task-change.ts";

/** UUIDs that can be told apart and counted. */
function counter(): () => string {
  let next = 0;
  return () => `a0000000-0000-4000-8000-${String(++next).padStart(12, "0")}`;
}

const binary = (uuid: string): BinaryFacts => ({ uuid, bytes: 10, sha1Base64: "sha1=", sha256: "cd".repeat(32) });
const PDF = binary("b0000000-0000-4000-8000-000000000001");
const DOCUMENT = binary("b0000000-0000-4000-8000-000000000002");

function made(content = exampleReport()) {
  const newUuid = counter();
  const document = documentParts(content, PDF, newUuid);
  const text = documentText(content, document, [
    { fullUrl: "https://service.example/fhir/Patient/p", resource: { resourceType: "Patient", id: "p" } },
  ]);
  const envelope = envelopeParts(
    content,
    {
      document,
      pdf: PDF,
      documentBinary: DOCUMENT,
      jws: "a..b",
      jwsBase64: "YS4uYg==",
      signedAt: "2026-11-24T17:06:00.000Z",
      version: "1",
    },
    newUuid,
  );
  return { document, text, parts: [...document.parts, ...envelope] as ReportPart[] };
}

const binaries = new Map([PDF, DOCUMENT].map((facts): [string, string] => [`urn:uuid:${facts.uuid}`, `at-service-${facts.bytes}`]));
const task: JsonObject = {
  resourceType: "Task",
  id: "t",
  meta: { versionId: "3" },
  status: "in-progress",
  executionPeriod: { start: "2026-11-23T08:00:00Z" },
  input: [{ id: "q1", valueString: "?" }],
  unknownElement: { kept: true },
};

/** Every string of a resource with the keys above it. */
function strings(value: Json, key = ""): { key: string; text: string }[] {
  if (typeof value === "string") return [{ key, text: value }];
  if (Array.isArray(value)) return value.flatMap((entry) => strings(entry, key));
  return isObject(value) ? Object.entries(value).flatMap(([name, entry]) => strings(entry, name)) : [];
}
const of = (parts: readonly ReportPart[], type: string): JsonObject[] =>
  parts.filter((part) => part.type === type).map((part) => part.resource);

describe("the report as FHIR (protocol 6.2)", () => {
  const { parts, text } = made();

  test("the resources of the table, at most 45 entries, all of the patient and the request", () => {
    const counts = Object.groupBy(parts, (part) => part.type);
    expect(Object.fromEntries(Object.entries(counts).map(([type, list]) => [type, list?.length]))).toEqual({
      Media: 1,
      Observation: 5,
      QuestionnaireResponse: 1,
      DiagnosticReport: 1,
      Composition: 1,
      DocumentReference: 1,
      Provenance: 1,
    });
    for (const part of parts.filter((one) => one.type !== "Provenance"))
      expect(part.resource["subject"], part.type).toEqual({ reference: "Patient/p" });
    expect(parts.length + 1).toBeLessThanOrEqual(45);
  });

  test("D10: the report id is the identifier of the three that stand for the report", () => {
    const value = "urn:uuid:0a6bfe7e-0000-4000-8000-00000000000f";
    expect([
      textAt(of(parts, "Composition")[0], "identifier", "value"),
      textAt(of(parts, "DiagnosticReport")[0], "identifier", 0, "value"),
      textAt(of(parts, "DocumentReference")[0], "masterIdentifier", "value"),
      textAt(of(parts, "DocumentReference")[0], "identifier", 0, "value"),
    ]).toEqual([value, value, value, value]);
  });

  test("R2–R4, R7: agreement, impact and third opinion are codes", () => {
    const codes = of(parts, "Observation").map((resource) => [
      textAt(resource, "code", "coding", 0, "code"),
      textAt(resource, "valueCodeableConcept", "coding", 0, "code"),
    ]);
    expect(codes).toEqual([
      ["diagnosis-agreement", "confirmed"],
      ["treatment-agreement", "minor-change"],
      ["clinical-impact-diagnosis", "impact-minor"],
      ["clinical-impact-treatment", "impact-moderate"],
      ["third-opinion", "not-needed"],
    ]);
    expect(of(parts, "Observation")[0]?.["focus"]).toEqual([{ reference: "Condition/first" }]);
  });

  test("R2, R3: what was not addressed sends no code", () => {
    const quiet = made(
      exampleReport(
        {},
        {
          diagnosisAgreement: "not-applicable",
          treatmentAgreement: "not-addressed",
          diagnosisImpact: null,
          treatmentImpact: null,
          thirdOpinion: null,
        },
      ),
    );
    expect(of(quiet.parts, "Observation")).toEqual([]);
    expect(of(quiet.parts, "DiagnosticReport")[0]?.["result"]).toBeUndefined();
  });

  test("M1: each question with its answer, or why it has none", () => {
    const items = listAt(of(parts, "QuestionnaireResponse")[0], "item").map((item) => [
      textAt(item, "linkId"),
      textAt(item, "answer", 0, "valueString"),
    ]);
    expect(items[0]).toEqual(["q1", expect.stringContaining("very unlikely")]);
    expect(items[1]).toEqual(["q2", "Cannot be answered from the records, because no test of your lungs was sent"]);
  });

  test("the sections of the Composition, in their order", () => {
    const codes = listAt(of(parts, "Composition")[0], "section").map((section) => textAt(section, "code", "coding", 0, "code"));
    expect(codes).toEqual([
      "patient-summary",
      "answers",
      "42349-1",
      "records-reviewed",
      "59776-5",
      "51848-0",
      "18776-5",
      "55113-5",
      "limitations",
    ]);
  });

  test("M21: the fixed limits stand in every report", () => {
    const sections = listAt(of(parts, "Composition")[0], "section");
    expect(textAt(sections.at(-1), "text", "div")).toContain("No physical examination was done.");
  });

  test("test data stays marked in everything that is sent; other data is not marked", () => {
    for (const part of parts) expect(textAt(part.resource, "meta", "security", 0, "code"), part.type).toBe("HTEST");
    for (const part of made(exampleReport({ demo: false })).parts) expect(part.resource["meta"]).toBeUndefined();
  });

  test("R11: the signed document holds the PDF's hash and no address that a server could change", () => {
    const bundle = JSON.parse(text) as JsonObject;
    expect([bundle["type"], textAt(bundle, "entry", 0, "resource", "resourceType")]).toEqual(["document", "Composition"]);
    expect(text).toContain("cd".repeat(32));
    expect(text).not.toContain(PDF.uuid);
    expect(text).not.toMatch(/DocumentReference\/|Provenance/);
    const urls = listAt(bundle, "entry").map((entry) => textAt(entry, "fullUrl"));
    expect(new Set(urls).size).toBe(urls.length);
    for (const { key, text: value } of strings(bundle).filter((one) => one.text.startsWith("urn:uuid:") && one.key === "reference"))
      expect(urls, `${key} ${value}`).toContain(value);
  });
});

describe("row 64: hostile text", () => {
  const hostile = `<script>alert("1")</script> & ' \u0000 \u202e ]]> <!--`;

  test("stands escaped in the narrative and as it is in the fields", () => {
    const { parts } = made(exampleReport({}, { findings: hostile, patientSummary: hostile }));
    const [composition] = of(parts, "Composition");
    for (const { key, text } of strings(composition).filter((one) => one.key === "div")) {
      expect(text, key).toMatch(/^<div xmlns="http:\/\/www\.w3\.org\/1999\/xhtml">/);
      for (const forbidden of ["<script", "<!--", "\u0000"]) expect(text).not.toContain(forbidden);
      // only these three elements are ever written
      expect([...text.matchAll(/<\/?([a-z]+)/g)].every(([, name]) => ["div", "p", "br"].includes(name ?? ""))).toBe(true);
      expect(text.replaceAll(/&(amp|lt|gt|quot);/g, "")).not.toContain("&");
    }
    expect(of(parts, "DiagnosticReport")[0]?.["conclusion"]).toBe("1. Adenocarcinoma, most likely, cT1b N0.");
  });

  test.each([
    ["a < b", "<p>a &lt; b</p>"],
    ["one\ntwo", "<p>one<br/>two</p>"],
    ["\u0007", "<p>\ufffd</p>"],
    ["", "<p>–</p>"],
  ])("%j becomes %s", (text, inner) => expect(xhtml([text])).toBe(`<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>`));
});

describe("two ways to write (protocol 6.3)", () => {
  const { parts } = made();
  const bundle = (mode: WriteMode): JsonObject =>
    JSON.parse(
      transactionText("https://service.example/fhir", parts, { mode, binaries }, task, 'W/"3"', "2026-11-24T17:06:00.000Z"),
    ) as JsonObject;
  const entries = (mode: WriteMode) => listAt(bundle(mode), "entry");

  test("post mode: no placeholder stands in any identifier, nor anywhere else than in references and fullUrls", () => {
    const placeholders = parts.map((part) => part.placeholder);
    expect(new Set([...placeholders, ...parts.map((part) => part.uuid), exampleReport().reportId]).size).toBe(2 * parts.length + 1);
    for (const entry of entries("post"))
      for (const { key, text } of strings(entry))
        if (placeholders.some((placeholder) => text.includes(placeholder))) expect(["reference", "fullUrl"]).toContain(key);
  });

  test("post mode: POST without ids, references to placeholders that are fullUrls of the bundle", () => {
    const urls = entries("post").map((entry) => textAt(entry, "fullUrl"));
    for (const entry of entries("post").slice(0, -1)) {
      expect(textAt(entry, "request", "method")).toBe("POST");
      expect(textAt(entry, "resource", "id")).toBeNull();
      for (const { text } of strings(entry).filter((one) => one.key === "reference" && one.text.startsWith("urn:uuid:")))
        expect(urls).toContain(text);
    }
  });

  test("put mode: PUT of the uuids, references by type and id, none left as urn", () => {
    for (const entry of entries("put").slice(0, -1)) {
      const id = textAt(entry, "resource", "id");
      expect(textAt(entry, "request", "url")).toBe(`${textAt(entry, "resource", "resourceType")}/${id}`);
      expect(textAt(entry, "request", "method")).toBe("PUT");
    }
    const left = entries("put").flatMap((entry) => strings(entry).filter((one) => one.key === "reference" && one.text.startsWith("urn:")));
    expect(left).toEqual([]);
  });

  test.each(["put", "post"] as const)("%s mode: the Task stands last, with the version it was read at", (mode) => {
    const last = entries(mode).at(-1);
    expect(textAt(last, "request", "ifMatch")).toBe('W/"3"');
    expect(textAt(last, "resource", "status")).toBe("completed");
    expect(entries(mode).filter((entry) => textAt(entry, "request", "ifNoneExist") !== null)).toEqual([]);
  });

  test("S2: the same input gives the same bytes", () => expect(JSON.stringify(bundle("post"))).toBe(JSON.stringify(bundle("post"))));

  test("identifiers and texts are never resolved, whatever they look like", () => {
    const [first] = parts;
    if (first === undefined) throw new Error("no part");
    const resource = {
      identifier: [{ value: `urn:uuid:${first.uuid}` }],
      text: `urn:uuid:${first.uuid}`,
      about: { reference: `urn:uuid:${first.uuid}` },
    };
    expect(resolveReferences(resource, parts, { mode: "put", binaries })).toEqual({
      ...resource,
      about: { reference: `${first.type}/${first.uuid}` },
    });
  });

  test("a part on its own is what stands in the transaction", () => {
    const [first] = parts;
    if (first === undefined) throw new Error("no part");
    expect(sentResource(first, parts, { mode: "put", binaries })).toEqual((entries("put")[0] as JsonObject)["resource"]);
  });

  test("the attachments point to where the Binaries are", () => {
    const urls = entries("post").flatMap((entry) => strings(entry).filter((one) => one.key === "url" && one.text.startsWith("Binary/")));
    expect(new Set(urls.map((one) => one.text))).toEqual(new Set(["Binary/at-service-10"]));
  });
});

describe("the Task", () => {
  test("protocol 4: completing changes only what is allowed; unknown elements survive", () => {
    const { parts } = made();
    const done = completedTask(task, parts, "put", "2026-11-24T17:06:00.000Z");
    const { status, lastModified, executionPeriod, output, ...rest } = done;
    const { status: _, executionPeriod: __, ...before } = task;
    expect(rest).toEqual(before);
    expect([status, lastModified, executionPeriod]).toEqual([
      "completed",
      "2026-11-24T17:06:00.000Z",
      { start: "2026-11-23T08:00:00Z", end: "2026-11-24T17:06:00.000Z" },
    ]);
    expect(listAt({ output }, "output")).toHaveLength(2);
    expect(reportOutputs(done)).toEqual([`DocumentReference/${parts.find((part) => part.type === "DocumentReference")?.uuid}`]);
  });

  test("another report's output stays", () => {
    const earlier = { ...task, output: [{ type: { text: "old" }, valueReference: { reference: "DocumentReference/old" } }] };
    expect(listAt(completedTask(earlier, made().parts, "put", "t"), "output")).toHaveLength(3);
    expect(reportOutputs(earlier)).toEqual([]);
  });

  const now = Date.UTC(2026, 10, 24) as Instant;
  const actions: Readonly<Record<TaskAction["kind"], TaskAction>> = {
    accept: { kind: "accept", at: now },
    decline: { kind: "decline", at: now, reason: "not-licensed", text: "ignored" },
    start: { kind: "start", at: now },
  };
  const statuses = [
    "draft",
    "requested",
    "received",
    "accepted",
    "ready",
    "in-progress",
    "on-hold",
    "completed",
    "rejected",
    "cancelled",
    "failed",
    "entered-in-error",
  ];

  test.each(Object.keys(actions) as TaskAction["kind"][])("%s is allowed from its statuses and from no other (protocol 4, S8)", (kind) => {
    for (const status of statuses) {
      const changed = changedTask({ ...task, status }, actions[kind]);
      if (allowedFrom[kind].includes(status)) expect(changed).toMatchObject({ status: statusAfter[kind], unknownElement: { kept: true } });
      else expect(changed, status).toBeNull();
    }
  });

  test.each([
    ["conflict-of-interest", "", "conflict-of-interest", "conflict of interest"],
    ["no-capacity", "on leave", "no-capacity", "on leave"],
    ["not-licensed", "x", "other", "not licensed there"],
    ["in-person-care", "", "other", "in-person care needed"],
    ["not-useful", "", "other", "not useful"],
    ["technical", "", "other", "technical"],
    ["other", " I know her ", "other", "I know her"],
  ] as const)("R15: declining because of %s", (reason, text, code, words) => {
    const changed = changedTask({ ...task, status: "requested" }, { kind: "decline", at: now, reason, text });
    expect([textAt(changed, "statusReason", "coding", 0, "code"), textAt(changed, "statusReason", "text")]).toEqual([code, words]);
  });

  test("a Task that is none is not changed", () => {
    for (const nothing of [null, [], "x", {}]) expect(changedTask(nothing, actions.accept)).toBeNull();
  });
});

describe("comparing what was read back (protocol 6.5)", () => {
  const same = (sent: string, got: string): boolean => sent === "urn:uuid:1" && got === "Media/1";
  const sent = {
    resourceType: "DiagnosticReport",
    conclusion: "Tumour",
    issued: "2026-11-24T17:05:00.000Z",
    size: 10,
    link: { reference: "urn:uuid:1" },
    section: [{ text: { div: "<div/>" }, code: "a" }, { code: "b" }],
  };
  const got = (more: object) => ({ ...sent, link: { reference: "Media/1" }, ...more });

  test.each([
    ["the same", got({})],
    ["ids, meta and narrative of the server", got({ id: "9", meta: { versionId: "1" }, text: { div: "<div>x</div>" } })],
    ["an added element", got({ language: "en" })],
    ["the same instant in another zone", got({ issued: "2026-11-24T18:05:00+01:00" })],
    ["a decimal of the same value", got({ size: 10.0 })],
    ["a rewritten section narrative", got({ section: [{ text: { div: "<div>other</div>" }, code: "a" }, { code: "b" }] })],
  ])("%s is equal", (_, resource) => expect(differences(sent, resource, same)).toEqual([]));

  test.each([
    ["another text", got({ conclusion: "Scar" }), ["conclusion: changed"]],
    ["a missing element", got({ conclusion: undefined }), ["conclusion: missing"]],
    ["another instant", got({ issued: "2026-11-24T17:05:01Z" }), ["issued: changed"]],
    ["another number", got({ size: 11 }), ["size: changed"]],
    ["a reference that leads elsewhere", got({ link: { reference: "Media/2" } }), ["link.reference: points elsewhere"]],
    ["an entry less", got({ section: [{ code: "a" }] }), ["section: entries are missing"]],
    ["another order", got({ section: [{ code: "b" }, { code: "a" }] }), ["section[0].code: changed", "section[1].code: changed"]],
    ["nothing at all", undefined, ["resource: missing"]],
  ])("%s is named", (_, resource, list) => expect(differences(sent, resource, same)).toEqual(list));
});
