import { z } from "zod";

/** R2: the reviewer's diagnosis against the original one. `not-applicable`: there was none (no code is sent). */
export const DiagnosisAgreement = z.enum(["confirmed", "refined", "changed", "cannot-determine", "not-applicable"]);
export type DiagnosisAgreement = z.infer<typeof DiagnosisAgreement>;

/** R3: the advised treatment against the original plan. `not-addressed`: no code is sent. */
export const TreatmentAgreement = z.enum(["confirmed", "minor-change", "major-change", "cannot-determine", "not-addressed"]);
export type TreatmentAgreement = z.infer<typeof TreatmentAgreement>;

/** R4: the expected clinical impact of a difference. */
export const ClinicalImpact = z.enum(["none", "minor", "moderate", "major"]);
export type ClinicalImpact = z.infer<typeof ClinicalImpact>;

/** R7. */
export const ThirdOpinion = z.enum(["advised", "optional", "not-needed"]);
export type ThirdOpinion = z.infer<typeof ThirdOpinion>;

/** M10, R7: after a distinctly different diagnosis or a major change the reviewer must say whether a third opinion is advised. */
export const thirdOpinionIsDue = (diagnosis: DiagnosisAgreement | null, treatment: TreatmentAgreement | null): boolean =>
  diagnosis === "changed" || treatment === "major-change";
