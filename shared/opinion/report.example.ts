import { SeriesId } from "../result/ids.ts";
import type { Instant } from "../result/instant.ts";
import { emptyOpinion, type Opinion } from "./opinion.ts";
import { ReportContent } from "./report.ts";

const TIME = Date.UTC(2026, 10, 24, 17, 5);

/** A picture of one grey pixel (ISO/IEC 15948): what a key image weighs at least. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNoaGj4DwAFhAKAjM1mJgAAAABJRU5ErkJggg==";

const opinion: Opinion = {
  ...emptyOpinion,
  answers: {
    q1: {
      text: "This is very unlikely. The nodule lies in the right upper lobe and has grown from 11 to 17 mm in eighteen months. A scar does not grow.",
      cannotAnswer: false,
      because: "",
    },
    q2: { text: "", cannotAnswer: true, because: "no test of your lungs was sent" },
  },
  patientSummary: "The spot in your right lung is most likely an early cancer. It is small, and it can be removed.",
  historyUsed: "Pneumonia of the left lower lobe in 2023. Never smoked.",
  findings: "Part-solid nodule of the right upper lobe, 17 mm, solid part 11 mm.\nNo enlarged nodes.",
  impression: "1. Adenocarcinoma, most likely, cT1b N0.",
  diagnosisAgreement: "confirmed",
  diagnosisReason: "Growth and the solid part speak for it.",
  diagnosisImpact: "minor",
  treatmentAgreement: "minor-change",
  treatmentReason: "A segment is enough at this size.",
  treatmentImpact: "moderate",
  thirdOpinion: "not-needed",
  treatmentOptions: [
    {
      id: "o1",
      option: "Segmentectomy",
      benefit: "keeps lung",
      risk: "margin",
      invasiveness: "small incisions",
      fitsBecause: "the gas transfer is 58 %",
    },
  ],
  prognosis: "Good when the nodes are free.",
  recommendations: [
    {
      id: "r1",
      kind: "treatment",
      text: "Anatomical segmentectomy (S3).",
      because: "the tumour is small and peripheral",
      urgency: "soon",
      who: "thoracic surgery",
      byWhen: "within six weeks",
    },
  ],
  keyImages: [
    {
      id: "k1",
      seriesId: SeriesId.parse("a".repeat(32)),
      frameIndex: 162,
      studyUid: "1.2.3",
      seriesUid: "1.2.3.4",
      sopInstanceUid: "1.2.3.4.163",
      sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
      frameNumber: 1,
      caption: "The nodule in October",
      window: { center: -600, width: 1_500 },
      inverted: false,
      label: "CT chest, 12 Oct 2026, image 163 of 240",
    },
  ],
  limits: "The slides were not read again.",
  disclosures: "None.",
  missingMaterial: "Lung function was not sent.",
};

/** A whole report for tests: every part of mission 5.1 has content, the patient is invented. */
export const exampleReport = (more: Partial<ReportContent> = {}, opinionMore: Partial<Opinion> = {}): ReportContent =>
  ReportContent.parse({
    reportId: "0a6bfe7e-0000-4000-8000-00000000000f",
    version: 1,
    caseNumber: "SO-2026-0417",
    demo: true,
    paper: "A4",
    service: { name: "Demo Second Opinion Service", organizationReference: "Organization/service" },
    patient: {
      name: "Okafor-Lind, Ruth",
      family: "Okafor-Lind",
      given: "Ruth",
      birthDate: "1965-03-14",
      sex: "female",
      identifier: "DEMO-10422",
      identifiers: ["DEMO-10422"],
      language: "English",
      country: "DE",
      allergies: [],
    },
    parties: [
      { role: "requester", name: "The patient", detail: null },
      { role: "payer", name: "Sana Insurance", detail: null },
    ],
    recipients: ["Okafor-Lind, Ruth (patient)", "Dr. J. Brandt"],
    reviewer: {
      practitionerId: "demo-reviewer",
      name: "Mara Lindqvist",
      credentials: ["MD", "Radiologist"],
      organisation: "Northgate Hospital",
      specialty: "Radiology",
    },
    receivedAt: (TIME - 6 * 86_400_000) as Instant,
    startedAt: (TIME - 86_400_000) as Instant,
    preparedAt: TIME as Instant,
    timeZone: "Europe/Berlin",
    clockCheckedAt: (TIME - 3_600_000) as Instant,
    reason: "Growing nodule of the right lung",
    questions: [
      { key: "q1", text: "Could it be scarring from my pneumonia in 2023?", kind: "diagnosis" },
      { key: "q2", text: "Can my lungs stand an operation?", kind: "treatment" },
    ],
    opinion: { ...opinion, ...opinionMore },
    documents: [
      {
        reference: "DocumentReference/1",
        title: "Letter of the surgeon",
        date: "2026-11-02",
        source: "City Clinic",
        firstOpinion: true,
        pagesSeen: 2,
        pageCount: 2,
        state: "here",
        why: null,
      },
      {
        reference: "DocumentReference/2",
        title: "Pathology",
        date: null,
        source: null,
        firstOpinion: false,
        pagesSeen: 0,
        pageCount: null,
        state: "missing",
        why: "withheld by the service",
      },
    ],
    recordCount: 12,
    studies: [
      {
        reference: "ImagingStudy/1",
        studyUid: "1.2.3",
        description: "CT chest",
        date: "2026-10-12",
        modalities: ["CT"],
        prior: false,
        announced: 240,
        usable: 239,
        seen: 200,
        frames: 240,
        notRelevant: ["Series “Scout” was left aside because it shows no lung detail"],
        lossy: null,
      },
    ],
    missing: ["1 image: it could not be decoded"],
    images: [
      {
        id: "k1",
        caption: "The nodule in October",
        label: "CT chest, 12 Oct 2026, image 163 of 240",
        studyUid: "1.2.3",
        seriesUid: "1.2.3.4",
        sopInstanceUid: "1.2.3.4.163",
        frameNumber: 1,
        wadoUrl: "https://archive.example/dicomweb/studies/1.2.3/series/1.2.3.4/instances/1.2.3.4.163",
        studyReference: "ImagingStudy/1",
        pngBase64: PIXEL,
      },
    ],
    limits: [{ text: "40 images were not looked at.", reason: "They show the abdomen." }],
    identityResolutions: ["One series names another patient. It was used because the name was misspelt at the scanner"],
    declaration: { text: "No tie to anybody named in the case.", at: (TIME - 2 * 86_400_000) as Instant },
    references: {
      task: "Task/t",
      request: "ServiceRequest/r",
      patient: "Patient/p",
      list: "List/l",
      firstDiagnosis: "Condition/first",
    },
    auditHead: "ab".repeat(32),
    ...more,
  });
