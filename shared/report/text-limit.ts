/** A text of the report holds at most so many characters: about 25 printed pages. */
export const MAX_PROSE = 60_000;
