import { focusPlace } from "../screens/opinion/use-opinion.ts";

/** After the view and the closing dialog have settled: two frames of the display. */
export function focusOpenPoint(field: string, key: string | null): void {
  requestAnimationFrame(() => requestAnimationFrame(() => void focusPlace(document, field, key)));
}

/** M1: the next or previous question, one key away; the one that holds the caret is where it starts. */
export function focusQuestion(step: 1 | -1): void {
  const questions = [...document.querySelectorAll<HTMLElement>("[data-questions] [data-question]")];
  const at = questions.findIndex((question) => question.contains(document.activeElement));
  const next = questions[at < 0 ? 0 : (at + step + questions.length) % questions.length];
  const target = next?.querySelector<HTMLElement>("textarea") ?? next?.querySelector<HTMLElement>("button");
  target?.focus();
  if (target instanceof HTMLButtonElement) target.click(); // a closed question of the panel opens and takes the caret
  target?.scrollIntoView({ block: "nearest" });
}
