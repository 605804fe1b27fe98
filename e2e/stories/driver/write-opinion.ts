import type { Page } from "playwright";

/** What the driver types: a complete, plain opinion that fits any case. */
export type OpinionText = {
  readonly answer: (question: number) => string;
  readonly summary: string;
  readonly findings: string;
  readonly impression: string;
};

export const opinionText: OpinionText = {
  answer: (question) =>
    `From the records and images at hand, my answer to question ${question} is: the findings are compatible with what was described, and a calm next step is advised below.`,
  summary:
    "I have read all your records and looked at all your images. The most important point is written in the first answer. There is no need to hurry a decision today.",
  findings:
    "Technique adequate for the question. The described finding is seen, without signs that were not mentioned before. Comparison with the earlier material as listed.",
  impression: "1. The main finding is as described; its cause is likely benign but not proven.\n2. No other finding that needs action now.",
};

/** The same for a case that came without images: nobody claims to have looked at what is not there. */
const opinionWithoutImages: OpinionText = {
  ...opinionText,
  answer: (question) => opinionText.answer(question).replace("records and images", "records"),
  summary: opinionText.summary.replace("I have read all your records and looked at all your images.", "I have read all your records."),
  findings: "The described finding rests on the reports at hand; no images were sent. Comparison with the earlier material as listed.",
};

export const opinionOf = (images: number): OpinionText => (images === 0 ? opinionWithoutImages : opinionText);

async function fill(page: Page, label: string | RegExp, text: string): Promise<void> {
  const field = page.getByRole("textbox", { name: label }).first();
  await field.scrollIntoViewIfNeeded();
  await field.fill(text);
}

const choose = (page: Page, group: RegExp, option: string) =>
  page.getByRole("radiogroup", { name: group }).getByRole("radio", { name: option, exact: true }).click();

/** Fills every part that must be there, in the opinion view. */
export async function writeOpinion(
  page: Page,
  text: OpinionText,
  facts: { readonly questions: number; readonly hasMissing: boolean },
): Promise<void> {
  for (let question = 1; question <= facts.questions; question++) await fill(page, `Answer to question ${question}`, text.answer(question));
  await fill(page, "Summary for the patient", text.summary);
  await fill(page, "Findings", text.findings);
  await fill(page, "Impression", text.impression);
  await choose(page, /first opinion: Diagnosis/, "Better defined");
  await fill(page, "Reason for your view of the diagnosis", "The material allows a closer description than the first report gives.");
  await choose(page, /first opinion: Treatment/, "Minor change");
  await fill(
    page,
    "Reason for your view of the treatment",
    "One more examination before the next step changes little in time and much in certainty.",
  );
  await page.getByRole("button", { name: "Add a recommendation" }).click();
  await fill(page, /Recommendation 1: What to do/, "Control examination of the described finding");
  await fill(page, /Recommendation 1: Because/, "growth or its absence decides the next step");
  await fill(page, /Recommendation 1: Who/, "treating hospital");
  await fill(page, /Recommendation 1: By when/, "within 8 weeks");
  if (facts.hasMissing) await fill(page, "Missing or unusable material", "What is missing does not change the answers above.");
}
