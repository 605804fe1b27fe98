import { describe, expect, test } from "vitest";
import type { Question } from "../case/case.ts";
import { SeriesId } from "../result/ids.ts";
import { DiagnosisAgreement, TreatmentAgreement, thirdOpinionIsDue } from "./agreement.ts";
import { hasPlaceholder, OpenPoint, openPoints, type SigningFacts } from "./completeness.ts";
import { applyChanges, emptyAnswer, emptyOpinion, isAnswered, type KeyImage, type Opinion, type OpinionChange } from "./opinion.ts";

const questions: Question[] = [
  { key: "q1", text: "Is it cancer?", kind: "diagnosis" },
  { key: "q2", text: "Must it be removed?", kind: "treatment" },
];
const recommendation = { id: "r1", kind: "test", text: "PET-CT", because: "activity", urgency: "", who: "", byWhen: "" } as const;
const keyImage: KeyImage = {
  id: "k1",
  seriesId: SeriesId.parse("a".repeat(32)),
  frameIndex: 0,
  studyUid: "1",
  seriesUid: "1.1",
  sopInstanceUid: "1.1.1",
  sopClassUid: "1.2",
  frameNumber: 1,
  caption: "The nodule",
  window: null,
  inverted: false,
  label: "CT",
};
const whole: Opinion = {
  ...emptyOpinion,
  answers: { q1: { ...emptyAnswer, text: "Very likely." }, q2: { text: "", cannotAnswer: true, because: "no staging was sent" } },
  patientSummary: "A spot in the lung.",
  findings: "A nodule of 17 mm.",
  impression: "Adenocarcinoma.",
  diagnosisAgreement: "confirmed",
  diagnosisReason: "It has grown.",
  treatmentAgreement: "minor-change",
  treatmentReason: "Less is enough.",
  recommendations: [recommendation],
};
const fine: SigningFacts = {
  identityConflicts: 0,
  consentValid: true,
  leaseEnded: false,
  signerIsAuthor: true,
  declared: true,
  missingItems: 0,
  unseenImages: 0,
  unseenDocuments: 0,
  licenceCovered: true,
  ownOrganisations: ["Northgate Hospital"],
  clockCheckedWithin72h: true,
  marks: [],
};

const eighteen = { name: "length", value: 18.2, unit: "mm", text: "18.2 mm" } as const;

const codes = (opinion: Partial<Opinion> = {}, facts: Partial<SigningFacts> = {}): string[] =>
  openPoints({ ...whole, ...opinion }, questions, { ...fine, ...facts }).map((point) => `${point.severity} ${point.code}`);

test("R8: a complete opinion has no open point", () => expect(codes()).toEqual([]));

/** One change of a complete opinion, and the one point that it opens (R8, M1, M3, M5, M8, M10). */
type Case = readonly [OpenPoint["code"], "blocking" | "warning", Partial<Opinion>, Partial<SigningFacts>];
const cases: readonly Case[] = [
  ["question-unanswered", "blocking", { answers: { q2: whole.answers["q2"] ?? emptyAnswer } }, {}],
  [
    "answer-reason-missing",
    "blocking",
    { answers: { q1: { text: "x", cannotAnswer: true, because: " " }, q2: { ...emptyAnswer, text: "x" } } },
    {},
  ],
  ["patient-summary-empty", "blocking", { patientSummary: " \n" }, {}],
  ["findings-empty", "blocking", { findings: "" }, {}],
  ["impression-empty", "blocking", { impression: "" }, {}],
  ["diagnosis-agreement-missing", "blocking", { diagnosisAgreement: null }, {}],
  ["diagnosis-reason-missing", "blocking", { diagnosisReason: "" }, {}],
  ["treatment-agreement-missing", "blocking", { treatmentAgreement: null }, {}],
  ["treatment-reason-missing", "blocking", { treatmentReason: "" }, {}],
  ["third-opinion-missing", "blocking", { diagnosisAgreement: "changed" }, {}],
  ["recommendations-empty", "blocking", { recommendations: [] }, {}],
  ["recommendation-reason-missing", "blocking", { recommendations: [{ ...recommendation, because: "" }] }, {}],
  [
    "option-incomplete",
    "blocking",
    { treatmentOptions: [{ id: "o", option: "", benefit: "b", risk: "", invasiveness: "", fitsBecause: "" }] },
    {},
  ],
  ["placeholder-left", "blocking", { findings: "A nodule of ___ mm." }, {}],
  ["measurement-differs", "blocking", { findings: "A nodule, M1 17.2 mm." }, { marks: [{ name: "M1", text: "", figures: [eighteen] }] }],
  ["measurement-differs", "blocking", { impression: "Muscle R2 −830 HU ± 21." }, { marks: [{ name: "R2", text: "", figures: null }] }],
  ["character-unprintable", "blocking", {}, { marks: [{ name: "M1", text: "🩺", figures: [eighteen] }] }],
  [
    "measurement-unclear",
    "warning",
    { impression: "M1 has grown to 17.2 mm." },
    { marks: [{ name: "M1", text: "", figures: [eighteen] }] },
  ],
  ["character-unprintable", "blocking", { findings: "A nodule of the lung (ปอด)." }, {}],
  ["key-image-caption-missing", "blocking", { keyImages: [{ ...keyImage, caption: "" }] }, {}],
  ["key-images-too-many", "blocking", { keyImages: Array.from({ length: 13 }, (_, index) => ({ ...keyImage, id: `k${index}` })) }, {}],
  ["disclosure-missing", "blocking", { recommendations: [{ ...recommendation, who: "northgate  hospital, thoracic surgery" }] }, {}],
  ["identity-conflict", "blocking", {}, { identityConflicts: 1 }],
  ["consent-missing", "blocking", {}, { consentValid: false }],
  ["lease-ended", "blocking", {}, { leaseEnded: true }],
  ["signer-differs", "blocking", {}, { signerIsAuthor: false }],
  ["declaration-missing", "blocking", {}, { declared: false }],
  ["missing-material-unexplained", "blocking", {}, { missingItems: 2 }],
  ["unseen-images", "warning", {}, { unseenImages: 3 }],
  ["unseen-documents", "warning", {}, { unseenDocuments: 1 }],
  ["licence-not-covered", "warning", {}, { licenceCovered: false }],
  ["clock-unchecked", "warning", {}, { clockCheckedWithin72h: false }],
];

test.each(cases)("R8: %s is %s", (code, severity, opinion, facts) => expect(codes(opinion, facts)).toEqual([`${severity} ${code}`]));

test("every code has its case", () => expect(new Set(cases.map(([code]) => code))).toEqual(new Set(OpenPoint.shape.code.options)));

describe("what opens no point", () => {
  test("M24: without an original opinion no reason is asked for", () =>
    expect(
      codes({ diagnosisAgreement: "not-applicable", diagnosisReason: "", treatmentAgreement: "not-addressed", treatmentReason: "" }),
    ).toEqual([]));
  test("M5: `confirmed` needs its reason as the others do", () =>
    expect(codes({ diagnosisAgreement: "confirmed", diagnosisReason: "" })).toEqual(["blocking diagnosis-reason-missing"]));
  test("missing material that is explained", () =>
    expect(codes({ missingMaterial: "The CT of 2024 was not sent." }, { missingItems: 2 })).toEqual([]));
  test("M8: a disclosure", () =>
    expect(codes({ recommendations: [{ ...recommendation, who: "Northgate Hospital" }], disclosures: "I work there." })).toEqual([]));
  test("M8: another house whose name only begins alike", () =>
    expect(codes({ recommendations: [{ ...recommendation, who: "Northgate Hospitality" }] })).toEqual([]));
  test("M10: a third opinion that was decided on", () =>
    expect(codes({ diagnosisAgreement: "changed", thirdOpinion: "advised" })).toEqual([]));
});

test("blocking points come before warnings", () =>
  expect(codes({ findings: "" }, { unseenImages: 1, identityConflicts: 1 })).toEqual([
    "blocking findings-empty",
    "blocking identity-conflict",
    "warning unseen-images",
  ]));

describe("placeholders (R8)", () => {
  test.each(["[ ]", "[]", "size ___ mm", "grade xx", "XXX"])("%s is one", (text) => expect(hasPlaceholder(text)).toBe(true));
  test.each(["46,XX", "x-ray", "Factor Xa", "[see 2]", "T2 __"])("%s is none", (text) => expect(hasPlaceholder(text)).toBe(false));
  test("they are found in answers, options, recommendations and captions too", () => {
    const option = { id: "o", option: "Surgery", benefit: "[ ]", risk: "", invasiveness: "", fitsBecause: "" };
    for (const opinion of [
      { answers: { ...whole.answers, q1: { ...emptyAnswer, text: "[ ]" } } },
      { treatmentOptions: [option] },
      { recommendations: [{ ...recommendation, byWhen: "___" }] },
      { keyImages: [{ ...keyImage, caption: "xx" }] },
    ])
      expect(codes(opinion)).toEqual(["blocking placeholder-left"]);
  });
});

describe("characters that no font of the pages has (M37)", () => {
  const points = (opinion: Partial<Opinion>, asked = questions) =>
    openPoints({ ...whole, ...opinion }, asked, fine).map(({ field, key, text }) => ({ field, key, text }));

  test("the point names the field and the characters, each once, the first five by name", () => {
    expect(points({ findings: "ป and ปด" })).toEqual([
      {
        field: "findings",
        key: null,
        text: "The findings: the fonts of the pages cannot print “ป” (U+0E1B), “ด” (U+0E14).",
      },
    ]);
    expect(points({ findings: "กขฃคฅฆง" })[0]?.text).toMatch(/“ฅ” \(U\+0E05\), 2 more\.$/);
  });

  test("every text that is printed is looked at; the point leads to where it was written", () => {
    const option = { id: "o", option: "Surgery", benefit: "", risk: "ป", invasiveness: "", fitsBecause: "" };
    const written: (readonly [Partial<Opinion>, string, string | null])[] = [
      [{ answers: { ...whole.answers, q1: { ...emptyAnswer, text: "ป" } } }, "answers", "q1"],
      [{ answers: { ...whole.answers, q2: { text: "", cannotAnswer: true, because: "ป" } } }, "answers", "q2"],
      [{ treatmentOptions: [option] }, "treatmentOptions", "o"],
      [{ recommendations: [{ ...recommendation, who: "ป" }] }, "recommendations", "r1"],
      [{ keyImages: [{ ...keyImage, caption: "ป" }] }, "keyImages", "k1"],
      ...(
        [
          "patientSummary",
          "historyUsed",
          "impression",
          "diagnosisReason",
          "treatmentReason",
          "prognosis",
          "limits",
          "disclosures",
          "missingMaterial",
        ] as const
      ).map((name): readonly [Partial<Opinion>, string, null] => [{ [name]: "ป" }, name, null]),
    ];
    for (const [opinion, field, key] of written) expect(points(opinion).map((point) => [point.field, point.key])).toEqual([[field, key]]);
  });

  test("what is not printed is not looked at; a question of the patient is named as what it is", () => {
    expect(points({ answers: { ...whole.answers, q1: { text: "Yes", cannotAnswer: false, because: "ป" } } })).toEqual([]);
    expect(points({}, [{ key: "q1", text: "ป?", kind: "diagnosis" }])).toMatchObject([{ field: "case", key: null }]);
  });
});

describe("third opinion (M10, R7)", () => {
  test("is due after a changed diagnosis or a major change, and only then", () => {
    for (const diagnosis of [...DiagnosisAgreement.options, null])
      for (const treatment of [...TreatmentAgreement.options, null])
        expect(thirdOpinionIsDue(diagnosis, treatment)).toBe(diagnosis === "changed" || treatment === "major-change");
  });
});

describe("edits of an opinion", () => {
  const change = (field: string, value: unknown): OpinionChange => ({ field, value }) as OpinionChange;

  test("are applied in order; one that does not fit refuses all", () => {
    expect(applyChanges(emptyOpinion, [change("findings", "a"), change("findings", "ab")])?.findings).toBe("ab");
    for (const [field, value] of [
      ["findings", 7],
      ["findings", "x".repeat(60_001)],
      ["diagnosisAgreement", "agree"],
      ["keyImages", [{}]],
    ] as const)
      expect(applyChanges(emptyOpinion, [change("impression", "kept?"), change(field, value)])).toBeNull();
  });

  test("a field that is none of an opinion's is left out, `__proto__` included", () => {
    const changed = applyChanges(emptyOpinion, [change("__proto__", { findings: "polluted" }), change("secret", 1)]);
    expect(changed).toEqual(emptyOpinion);
    const answered = applyChanges(emptyOpinion, [{ field: "answers", key: "__proto__", value: { ...emptyAnswer, text: "x" } }]);
    expect(answered?.answers["q1"]).toBeUndefined();
    expect(({} as { text?: string }).text).toBeUndefined();
  });

  test("M1: a question is answered by text, or by a reason why it cannot be", () => {
    expect(isAnswered(undefined)).toBe(false);
    expect(isAnswered({ ...emptyAnswer, text: " " })).toBe(false);
    expect(isAnswered({ ...emptyAnswer, text: "Yes" })).toBe(true);
    expect(isAnswered({ text: "Yes", cannotAnswer: true, because: "" })).toBe(false);
    expect(isAnswered({ text: "", cannotAnswer: true, because: "no images" })).toBe(true);
  });
});
