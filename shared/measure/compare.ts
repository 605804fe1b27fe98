/** A length as it is shown: one decimal, rounded half away from zero (T7). */
export const shownMm = (lengthMm: number): number => Math.round(lengthMm * 10) / 10;

/** Sum of the lengths as shown, so that a reader can add them up and gets the same (T7). */
export const sumOfDiametersMm = (lengthsMm: readonly number[]): number =>
  lengthsMm.reduce((tenths, lengthMm) => tenths + Math.round(lengthMm * 10), 0) / 10;

/** Growth from one length to another, of the figures as shown; `percent` null from nothing. */
export type Change = { readonly mm: number; readonly percent: number | null };

export function changeOf(beforeMm: number, nowMm: number): Change {
  const [before, now] = [shownMm(beforeMm), shownMm(nowMm)];
  const mm = shownMm(now - before);
  return { mm, percent: before === 0 ? null : Math.round((mm / before) * 1000) / 10 };
}
