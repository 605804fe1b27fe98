import { describe, expect, test } from "vitest";
import { type Instant, instantFromIso } from "../result/instant.ts";
import { type CaseResources, caseFacts, consentFacts, leaseEnd, questionKind, questionsOf, undecidedFacts } from "./case-from-fhir.ts";
import { OVERREAD } from "./codes.ts";

const at = (iso: string): Instant => instantFromIso(iso) as Instant;
const NOW = at("2026-11-24T12:00:00Z");
const DAY = 86_400_000;
const coded = (code: string) => ({ coding: [{ system: OVERREAD, code }] });
const input = (code: string, value: object) => ({ type: coded(code), ...value });

describe("consent (protocol 3.3, M35)", () => {
  const consent = (more: object = {}) => ({
    resourceType: "Consent",
    status: "active",
    provision: {
      type: "permit",
      period: { start: "2026-11-01", end: "2026-12-01" },
      actor: [{ reference: { reference: "Practitioner/me" } }],
      purpose: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ActReason", code: "TREAT" }],
      ...more,
    },
  });
  const judged = (resource: unknown, now = NOW) => consentFacts(resource, ["Practitioner/me", "PractitionerRole/mine"], now);

  test("a permission for this reviewer, this purpose, this day", () =>
    expect(judged(consent())).toEqual({
      valid: true,
      until: at("2026-12-01T23:59:59Z"),
      text: "The patient agreed to this review",
      withdrawn: false,
    }));

  test.each([
    ["a role of mine", { actor: [{ reference: { reference: "PractitionerRole/mine" } }] }, true],
    ["nobody named", { actor: undefined }, true],
    ["another reviewer", { actor: [{ reference: { reference: "Practitioner/other" } }] }, false],
    ["no purpose named", { purpose: undefined }, true],
    ["research only", { purpose: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ActReason", code: "HRESCH" }] }, false],
    ["a code TREAT of another system", { purpose: [{ system: "x", code: "TREAT" }] }, false],
    ["a refusal", { type: "deny" }, false],
    ["no type", { type: undefined }, false],
    ["no period", { period: undefined }, true],
    ["not begun", { period: { start: "2026-11-25" } }, false],
    ["ended yesterday", { period: { end: "2026-11-23" } }, false],
    ["ending today", { period: { end: "2026-11-24" } }, true],
    ["ended a minute ago", { period: { end: "2026-11-24T11:59:00Z" } }, false],
  ])("%s: valid %s", (_, more, valid) => expect(judged(consent(more)).valid).toBe(valid));

  test.each([
    ["inactive", true],
    ["entered-in-error", true],
    ["rejected", true],
    ["active", false],
  ])("status %s is withdrawn: %s", (status, withdrawn) => expect(judged({ ...consent(), status }).withdrawn).toBe(withdrawn));

  test("no consent at all is no permission, and no withdrawal either", () =>
    expect(judged(null)).toMatchObject({ valid: false, withdrawn: false, until: null }));
});

describe("lease (S3)", () => {
  const due = { restriction: { period: { end: "2026-12-01T00:00:00Z" } } };
  const stated = { input: [input("lease-until", { valueDateTime: "2026-11-30T00:00:00Z" })] };

  test.each([
    ["as the Task says", { ...due, ...stated }, null, "2026-11-30T00:00:00Z"],
    ["else seven days after the due date", due, null, "2026-12-08T00:00:00Z"],
    ["else fourteen days after it came here", {}, null, "2026-12-08T12:00:00Z"],
    ["never past the consent", { ...due, ...stated }, "2026-11-25T00:00:00Z", "2026-11-25T00:00:00Z"],
    ["a consent that lasts longer changes nothing", { ...due, ...stated }, "2027-01-01T00:00:00Z", "2026-11-30T00:00:00Z"],
    [
      "a lease in words that are no time counts as none",
      { input: [input("lease-until", { valueDateTime: "soon" })] },
      null,
      "2026-12-08T12:00:00Z",
    ],
  ])("%s", (_, task, consentUntil, end) => expect(leaseEnd(task, consentUntil === null ? null : at(consentUntil), NOW)).toBe(at(end)));

  test("reading the case again later does not prolong it", () => {
    const since = NOW;
    const resources = (now: number): CaseResources => ({
      task: {},
      request: null,
      patient: null,
      consent: null,
      others: [],
      owners: [],
      now: now as Instant,
      since,
    });
    expect(caseFacts(resources(NOW + 10 * DAY)).leaseUntil).toBe(caseFacts(resources(NOW)).leaseUntil);
  });
});

describe("questions (M1, protocol 3.1)", () => {
  test("are the Task's inputs of that kind, verbatim and in order; the key is the element's id, else its place", () => {
    const task = {
      input: [
        { id: "q1", ...input("question", { valueString: " Is it <cancer>? " }) },
        input("fee", { valueMoney: { value: 300, currency: "USD" } }),
        input("question", { valueString: "How long?" }),
        { id: "x7", ...input("question", {}) },
      ],
    };
    expect(questionsOf(task).map(({ key, text }) => [key, text])).toEqual([
      ["q1", " Is it <cancer>? "],
      ["q2", "How long?"],
      ["x7", ""],
    ]);
  });

  test.each([
    ["Should I take this drug?", "drug"],
    ["Is a smaller operation possible?", "treatment"],
    ["What are my chances?", "prognosis"],
    ["Is it benign?", "diagnosis"],
    ["Who will read this?", "other"],
  ])("%s is guessed as %s (M2)", (text, kind) => expect(questionKind(text)).toBe(kind));
});

describe("facts of a case", () => {
  const resources: CaseResources = {
    task: {
      resourceType: "Task",
      id: "t",
      meta: { security: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ActReason", code: "HTEST" }] },
      status: "requested",
      priority: "urgent",
      owner: { reference: "https://service.example/fhir/Practitioner/me" },
      for: { reference: "Patient/p" },
      focus: { reference: "ServiceRequest/r" },
      requester: { reference: "Organization/o" },
      businessStatus: coded("records-arriving"),
      input: [
        { id: "q1", ...input("question", { valueString: "Is it cancer?" }) },
        input("fee", { valueMoney: { value: 300, currency: "USD" } }),
        input("case-manifest", { valueReference: { reference: "List/l" } }),
        input("consent", { valueReference: { reference: "Consent/c" } }),
      ],
    },
    request: {
      identifier: [{ value: "SO-2026-1" }],
      requester: { display: "Dr. Brandt" },
      reasonCode: [{ text: "Nodule" }],
      reasonReference: [{ reference: "Condition/first" }],
      insurance: [{ display: "Sana" }],
    },
    patient: { name: [{ family: "Okafor", given: ["Ruth", "A."] }], gender: "female", birthDate: "1965-03", address: [{ country: "DE" }] },
    consent: null,
    others: [
      { resourceType: "Organization", id: "o", name: "Demo Second Opinion Service" },
      { resourceType: "AllergyIntolerance", code: { text: "Penicillin" } },
      { resourceType: "ImagingStudy", modality: [{ code: "CT" }, { code: "PT" }] },
      { resourceType: "ImagingStudy", modality: [{ code: "CT" }] },
    ],
    owners: ["Practitioner/me"],
    now: NOW,
    since: NOW,
  };

  test("are read from where the protocol puts them", () =>
    expect(caseFacts(resources)).toMatchObject({
      caseNumber: "SO-2026-1",
      owner: "Practitioner/me",
      requestReference: "ServiceRequest/r",
      listReference: "List/l",
      consentReference: "Consent/c",
      patient: { name: "Okafor, Ruth A.", birthDate: "1965-03", sex: "female", country: "DE", allergies: ["Penicillin"] },
      priority: "urgent",
      modalities: ["CT", "PT"],
      fee: "300 USD",
      reason: "Nodule",
      firstDiagnosis: "Condition/first",
      demo: true,
      recordsComplete: false,
      parties: [
        { role: "requester", name: "Dr. Brandt" },
        { role: "service", name: "Demo Second Opinion Service" },
        { role: "payer", name: "Sana" },
      ],
    }));

  test("M7: before the decision nothing clinical is kept: how many questions, not which", () => {
    const facts = undecidedFacts(resources);
    expect(facts).toMatchObject({ questions: [], questionCount: 1, reason: null, modalities: [], firstDiagnosis: null });
    expect(facts.patient).toMatchObject({ name: "Okafor, Ruth A.", allergies: [], language: null });
    expect(JSON.stringify(facts)).not.toMatch(/cancer|Nodule|Penicillin/);
  });

  test("row 60: a Task of nonsense is a case without facts, not an error", () => {
    for (const task of [null, 7, "x", [], { input: {} }, { input: [null, 7, { type: "x" }] }, { restriction: 5, owner: [] }])
      expect(caseFacts({ ...resources, task, request: task, patient: task, consent: task, others: [task] })).toMatchObject({
        questions: [],
      });
  });
});
