import { randomUUID } from "node:crypto";
import type { OpinionChange } from "#shared/opinion/opinion.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { type Api, value } from "./core-driver.ts";

/** A complete opinion, typed field by field as the page would save it. */
export async function writeOpinion(api: Api, caseId: CaseId, sentence = "The nodule has grown and should be resected."): Promise<void> {
  const detail = value(await api.cases.get({ caseId }));
  const changes: OpinionChange[] = [
    ...detail.questions.map(
      (question): OpinionChange => ({
        field: "answers",
        key: question.key,
        value: { text: `Answer to: ${question.text}`, cannotAnswer: false, because: "" },
      }),
    ),
    { field: "patientSummary", value: "You have a small spot in the lung that should be looked at again." },
    { field: "findings", value: sentence },
    { field: "impression", value: "1. Growing nodule, most likely a primary tumour." },
    { field: "diagnosisAgreement", value: "refined" },
    { field: "diagnosisReason", value: "Growth between the two examinations." },
    { field: "treatmentAgreement", value: "minor-change" },
    { field: "treatmentReason", value: "A smaller resection is enough." },
    {
      field: "recommendations",
      value: [
        {
          id: "r1",
          kind: "test",
          text: "PET-CT",
          because: "activity decides the next step",
          urgency: "soon",
          who: "local hospital",
          byWhen: "two weeks",
        },
      ],
    },
    { field: "missingMaterial", value: "" },
  ];
  for (const change of changes) value(await api.opinion.save({ caseId, changes: [{ changeId: randomUUID(), change }] }));
}
