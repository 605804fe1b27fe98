import { useStore } from "zustand";
import { type Answer, emptyAnswer, type Opinion } from "#shared/opinion/opinion.ts";
import type { OpinionModel } from "./opinion-slice.ts";

type Field = keyof Opinion;

/** One field of the draft: a part is drawn again only when its own field changes, so typing stays quick in a long opinion. */
export function useField<F extends Field>(model: OpinionModel, field: F): Opinion[F] | null {
  return useStore(model.store, (state) => (state.phase === "shown" ? state.opinion[field] : null));
}

export function useAnswer(model: OpinionModel, key: string): Answer {
  return useStore(model.store, (state) => (state.phase === "shown" ? state.opinion.answers[key] : undefined) ?? emptyAnswer);
}

export const useFrozen = (model: OpinionModel): boolean => useStore(model.store, (state) => state.phase === "shown" && state.frozen);

/** The text fields of the draft. */
export type ProseField =
  | "patientSummary"
  | "historyUsed"
  | "findings"
  | "impression"
  | "diagnosisReason"
  | "treatmentReason"
  | "prognosis"
  | "limits"
  | "disclosures"
  | "missingMaterial";

/** Puts the caret where an open point is mended; the place is marked with `data-field` (and `data-key` where there are several). */
export function focusPlace(root: ParentNode, field: string, key: string | null): boolean {
  const inKey = key === null ? null : root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const place = inKey ?? root.querySelector(`[data-field="${CSS.escape(field)}"]`);
  const target = place?.matches("textarea, input, button")
    ? place
    : place?.querySelector("textarea, input, [role=radio][tabindex='0'], button");
  if (!(target instanceof HTMLElement)) return false;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
  return true;
}
