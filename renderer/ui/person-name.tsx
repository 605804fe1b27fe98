import { visibleText } from "#shared/report/hidden.ts";

/** A name in any script, apart from the words around it (`<bdi>`), with what nobody sees made visible (row 65). */
export function PersonName({ name }: { readonly name: string }) {
  return <bdi>{visibleText(name)}</bdi>;
}

const RUNS_FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1eeff}]/u;

/** The same inside a line of text: kept apart by isolates where its letters run from right to left. */
export function nameInText(name: string): string {
  const visible = visibleText(name);
  return RUNS_FROM_RIGHT.test(visible) ? `\u2068${visible}\u2069` : visible;
}
