/**
 * A list whose entries have no other name than their place, and may say the same twice: runs of a text, handles of a shape, annotations of a
 * recording. Never for entries that move, come or go while others stay: they need a name of their own.
 */
export const byPlace = <Entry>(list: readonly Entry[]): readonly { readonly entry: Entry; readonly key: string }[] =>
  list.map((entry, place) => ({ entry, key: String(place) }));
