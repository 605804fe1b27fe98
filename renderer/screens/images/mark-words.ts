import { type KeptMark, markName, markSummary } from "#shared/measure/kept-mark.ts";
import { kindWords } from "#shared/measure/kind-words.ts";
import { counted, inPageLanguage } from "../../ui/words.ts";

const en = {
  kinds: kindWords,
  /** "M1, two axes, 17.2 × 14.1 mm, solid part" */
  spoken: (mark: KeptMark) =>
    [mark.number === 0 ? "" : markName(mark), kindWords[mark.shape.kind], markSummary(mark.figures), mark.text]
      .filter((part) => part !== "")
      .join(", "),
  otherTools: "Other measuring tools",
  list: "Marks",
  none: "Nothing is measured yet. L measures a length.",
  name: (name: string) => `What ${name} shows`,
  nameHint: "What it shows",
  remove: (name: string) => `Remove ${name}`,
  more: (name: string) => `More about ${name}`,
  intoOpinion: "Into the opinion",
  removeAll: "Remove all marks",
  undo: "Undo the last mark",
  redo: "Redo the mark",
  sameLesion: (name: string) => `Same lesion as ${name}`,
  ownLesion: "Not the same lesion",
  change: (name: string, mm: string, percent: string | null) => `${percent === null ? mm : `${mm} (${percent})`} since ${name}`,
  sum: (mm: string, count: number) => `Sum of diameters ${mm} in ${counted(count, "lesion", "lesions")}`,
} as const;

export const markWords = (): typeof en => inPageLanguage({ en });
