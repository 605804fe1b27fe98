import { ClinicalImpact, DiagnosisAgreement, ThirdOpinion, TreatmentAgreement, thirdOpinionIsDue } from "#shared/opinion/agreement.ts";
import { Segmented } from "../../ui/segmented.tsx";
import type { OpinionModel } from "./opinion-slice.ts";
import { Prose } from "./prose.tsx";
import { useField, useFrozen } from "./use-opinion.ts";
import { opinionWords } from "./words.ts";

const choices = <Value extends string>(values: readonly Value[], words: Readonly<Record<Value, string>>) =>
  values.map((value) => ({ value, label: words[value] }));

function Axis(props: { readonly model: OpinionModel; readonly axis: "diagnosis" | "treatment" }) {
  const { model, axis } = props;
  const words = opinionWords();
  const frozen = useFrozen(model);
  const diagnosis = useField(model, "diagnosisAgreement");
  const treatment = useField(model, "treatmentAgreement");
  const impact = useField(model, axis === "diagnosis" ? "diagnosisImpact" : "treatmentImpact");
  const isDiagnosis = axis === "diagnosis";
  const chosen = isDiagnosis ? diagnosis : treatment;
  const label = isDiagnosis ? words.diagnosisLabel : words.treatmentLabel;
  const needsReason = chosen !== null && chosen !== "not-applicable" && chosen !== "not-addressed";
  return (
    <div className="agreement" data-field={isDiagnosis ? "diagnosisAgreement" : "treatmentAgreement"}>
      <span className="agreement-label" aria-hidden="true">
        {label}
      </span>
      {isDiagnosis ? (
        <Segmented
          kind="choice"
          label={`${words.agreement}: ${label}`}
          segments={choices(DiagnosisAgreement.options, words.diagnosis)}
          value={diagnosis}
          disabled={frozen}
          onChange={(value) => model.set("diagnosisAgreement", value)}
        />
      ) : (
        <Segmented
          kind="choice"
          label={`${words.agreement}: ${label}`}
          segments={choices(TreatmentAgreement.options, words.treatment)}
          value={treatment}
          disabled={frozen}
          onChange={(value) => model.set("treatmentAgreement", value)}
        />
      )}
      {needsReason ? (
        <div className="agreement-more">
          <span className="field-label" aria-hidden="true">
            {words.reasonLabel}
          </span>
          <Prose
            model={model}
            field={isDiagnosis ? "diagnosisReason" : "treatmentReason"}
            label={isDiagnosis ? words.diagnosisReason : words.treatmentReason}
            hint={words.reasonHint}
          />
          {chosen === "confirmed" ? null : (
            <div className="agreement-impact">
              <span aria-hidden="true">{words.impactLabel}</span>
              <Segmented
                label={`${words.impactLabel}: ${label}`}
                segments={choices(ClinicalImpact.options, words.impact)}
                value={impact}
                disabled={frozen}
                onChange={(value) => model.set(isDiagnosis ? "diagnosisImpact" : "treatmentImpact", value)}
              />
            </div>
          )}
        </div>
      ) : null}
    </div>
  );
}

/** R7, M10: asked only after a different diagnosis or a major change; there is no default "no". */
function ThirdOpinionAxis({ model }: { readonly model: OpinionModel }) {
  const words = opinionWords();
  const diagnosis = useField(model, "diagnosisAgreement");
  const treatment = useField(model, "treatmentAgreement");
  const chosen = useField(model, "thirdOpinion");
  const frozen = useFrozen(model);
  if (!thirdOpinionIsDue(diagnosis, treatment)) return null;
  return (
    <div className="agreement" data-field="thirdOpinion">
      <span className="agreement-label" aria-hidden="true">
        {words.thirdOpinion}
      </span>
      <Segmented
        kind="choice"
        label={words.thirdOpinion}
        segments={choices(ThirdOpinion.options, words.third)}
        value={chosen}
        disabled={frozen}
        onChange={(value) => model.set("thirdOpinion", value)}
      />
      <p className="agreement-note">{words.thirdHint}</p>
    </div>
  );
}

/** R2, R3, M5: codes with reasons, chosen by the reviewer and never beforehand. */
export function Agreement({ model }: { readonly model: OpinionModel }) {
  return (
    <div className="agreements">
      <Axis model={model} axis="diagnosis" />
      <Axis model={model} axis="treatment" />
      <ThirdOpinionAxis model={model} />
    </div>
  );
}
