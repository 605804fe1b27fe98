import type { FrameLook } from "./frame-table.ts";

/** FNV-1a over numbers: names long tables without writing them out. */
function tableName(entries: readonly unknown[]): string {
  let hash = 0x811c9dc5;
  for (const entry of entries) hash = Math.imul(hash ^ Number(entry), 0x01000193) >>> 0;
  return `#${entries.length}:${hash}`;
}

/** A name that equal looks share. */
export const lookName = (look: FrameLook): string =>
  JSON.stringify(look, (_key, value: unknown) => (Array.isArray(value) && value.length > 64 ? tableName(value) : value));

/** Collects values once each, under a name. */
export function collector<T>(nameOf: (value: T) => string): { readonly values: T[]; readonly indexOf: (value: T) => number } {
  const values: T[] = [];
  const known = new Map<string, number>();
  function indexOf(value: T): number {
    const name = nameOf(value);
    const index = known.get(name) ?? values.push(value) - 1;
    known.set(name, index);
    return index;
  }
  return { values, indexOf };
}
