/** Numbers that follow from seed and run alone: one run can be repeated without those before it. */
export type Random = {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
};

/** mulberry32, started from a mix of both numbers. */
export function randomFor(seed: number, run: number): Random {
  let state = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul((run + 1) | 0, 0x85ebca6b)) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (list) => {
      const [chosen] = list.slice(below(list.length));
      if (chosen === undefined) throw new Error("nothing to pick from");
      return chosen;
    },
  };
}
