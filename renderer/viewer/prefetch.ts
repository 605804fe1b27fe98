/** In which sense the reader scrolls: the next frames lie there. */
export type Direction = 1 | -1;

/** Frames ahead for each one behind, as long as nobody knows which way the reader goes; and once he goes. */
export const AHEAD = { open: 2, scrolling: 4 } as const;

/**
 * The order in which frames are fetched: the one on the screen, then outward, in the sense of scrolling `perBehind` for each one behind.
 * `wanted` leaves frames out that are there already.
 */
export function prefetchOrder(
  center: number,
  direction: Direction,
  count: number,
  wanted: (index: number) => boolean,
  perBehind: number = AHEAD.open,
): number[] {
  const order: number[] = [];
  const take = (index: number): void => {
    if (index >= 0 && index < count && wanted(index)) order.push(index);
  };
  take(center);
  let [ahead, behind] = [1, 1];
  while (ahead < count || behind < count) {
    for (let step = 0; step < perBehind; step++) take(center + direction * ahead++);
    take(center - direction * behind++);
  }
  return order;
}

/** So far ahead of the reader everything should be there. */
const NEXT = 8;

/**
 * A new plan is worth its price when the reader has left what the old one brings next: far from where it began, and among the next frames one
 * for which nothing has been done yet. While they come in time the old plan goes on.
 */
export function mustReplan(plannedCenter: number, index: number, direction: Direction, isWaiting: (index: number) => boolean): boolean {
  const isFar = Math.abs(index - plannedCenter) >= 12;
  return isFar && Array.from({ length: NEXT }, (_, step) => index + direction * step).some(isWaiting);
}
