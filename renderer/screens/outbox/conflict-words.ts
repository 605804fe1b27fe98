import type { RevokeReason } from "#shared/case/case-state.ts";
import { inPageLanguage } from "../../ui/words.ts";

/** Why a signed report waits for a person: in the list, in full, what to do, and what only support can use. */
export type ConflictWords = { readonly short: string; readonly happened: string; readonly todo: string; readonly support: string };

const withdrawn: Readonly<Record<RevokeReason, string>> = {
  reassigned: "The service gave the case to another reviewer after you had signed.",
  cancelled: "The service cancelled the case after you had signed.",
  gone: "The service does not know this case any more.",
  forbidden: "The service does not give you this case any more.",
  "consent-withdrawn": "The patient withdrew the consent after you had signed.",
  "completed-elsewhere": "The case was completed elsewhere after you had signed.",
  "declined-elsewhere": "The case was declined elsewhere after you had signed.",
};

const en = {
  withdrawn,
  nothingLost: "Nothing is lost.",
  refused: "The service did not accept the report.",
  answer: (text: string) => `Its answer: ${text.replace(/\.$/, "")}.`,
  refusedTodo: "Clear the reason with the service desk, then send it again. You need not sign again.",
  gone: "The service does not know this case any more, or does not give it to you.",
  another: "At the service this case holds another report already.",
  anotherTodo: "Ask the service desk which of the two counts. Yours is never put in the place of the other.",
  double: "The service holds this report twice.",
  doubleTodo: "Ask the service desk to take one away, then send again: Overread looks first and sends nothing that is there.",
  changed: "What the service holds differs from what you signed.",
  changedTodo: "Ask the service desk to put the signed text back, then send again: Overread compares once more.",
  questions: "The patient’s questions were changed after you had signed.",
  questionsTodo: "Withdraw this report, read the questions again, and sign anew.",
  askTodo: "Ask the service desk. Then send it again, or withdraw it.",
  other: "The report needs your decision.",
};

const conflictTexts = (): typeof en => inPageLanguage({ en });

/** Core names the reason by a short code (with a status or a reason behind a colon); a sentence of its own is shown as it is. */
export function conflictWords(why: string, detail: string | null): ConflictWords {
  const texts = conflictTexts();
  const [code = "", more = ""] = why.split(":");
  const said = (happened: string, todo: string, support = ""): ConflictWords => ({
    short: `${happened} ${texts.nothingLost}`,
    happened,
    todo,
    support,
  });
  switch (code) {
    case "refused": {
      const answer = detail === null || detail === "" ? "" : ` ${texts.answer(detail)}`;
      return { ...said(`${texts.refused}${answer}`, texts.refusedTodo, more), short: `${texts.refused} ${texts.nothingLost}` };
    }
    case "case-gone":
      return said(texts.gone, texts.askTodo, detail ?? "");
    case "another-report":
      return said(texts.another, texts.anotherTodo, detail ?? "");
    case "double":
      return said(texts.double, texts.doubleTodo, detail ?? "");
    case "changed-by-service":
      return said(texts.changed, texts.changedTodo, detail ?? "");
    case "questions-changed":
      return said(texts.questions, texts.questionsTodo);
    case "withdrawn":
      return said((texts.withdrawn as Readonly<Record<string, string>>)[more] ?? texts.gone, texts.askTodo);
    default:
      return said(why.includes(" ") ? why : texts.other, texts.askTodo, detail ?? "");
  }
}
