import type { Answer, Opinion, OpinionChange, OpinionField } from "#shared/opinion/opinion.ts";

type Rewrite = (text: string) => string;

/** The same value when nothing in it is written anew. */
function rewritten(value: unknown, rewrite: Rewrite): unknown {
  if (typeof value === "string") return rewrite(value);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, entry]) => [name, entry, rewritten(entry, rewrite)] as const);
  if (entries.every(([, before, after]) => before === after)) return value;
  return Array.isArray(value) ? entries.map(([, , after]) => after) : Object.fromEntries(entries.map(([name, , after]) => [name, after]));
}

/** The edits that write every text of the opinion anew (P15); none for what stays as it is. */
export function rewrites(opinion: Opinion, rewrite: Rewrite): OpinionChange[] {
  const { answers, ...fields } = opinion;
  return [
    ...Object.entries(answers).flatMap(([key, answer]): OpinionChange[] => {
      const value = rewritten(answer, rewrite) as Answer;
      return value === answer ? [] : [{ field: "answers", key, value }];
    }),
    ...(Object.entries(fields) as [Exclude<OpinionField, "answers">, unknown][]).flatMap(([field, before]): OpinionChange[] => {
      const value = rewritten(before, rewrite);
      return value === before ? [] : [{ field, value }];
    }),
  ];
}
