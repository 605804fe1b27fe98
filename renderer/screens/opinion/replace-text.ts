import type { Answer, Opinion, OpinionChange, OpinionField } from "#shared/opinion/opinion.ts";

function replaced(value: unknown, from: string, to: string): unknown {
  if (typeof value === "string") return value.replaceAll(from, to);
  if (Array.isArray(value)) return value.map((entry) => replaced(entry, from, to));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, replaced(entry, from, to)]));
}

/** The edits that put `to` wherever the opinion says `from` (P15); none when it says it nowhere. */
export function replacements(opinion: Opinion, from: string, to: string): OpinionChange[] {
  const has = (value: unknown): boolean => JSON.stringify(value).includes(JSON.stringify(from).slice(1, -1));
  const { answers, ...fields } = opinion;
  return [
    ...Object.entries(answers).flatMap(([key, answer]): OpinionChange[] =>
      has(answer) ? [{ field: "answers", key, value: replaced(answer, from, to) as Answer }] : [],
    ),
    ...(Object.entries(fields) as [Exclude<OpinionField, "answers">, unknown][]).flatMap(([field, value]): OpinionChange[] =>
      has(value) ? [{ field, value: replaced(value, from, to) }] : [],
    ),
  ];
}
