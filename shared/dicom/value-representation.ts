/** The value representations of PS3.5 6.2, by the width of their length field in explicit VR (PS3.5 7.1.2). */
const SHORT_FORM = "AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US".split(" ");
const LONG_FORM = "OB OD OF OL OV OW SQ SV UC UN UR UT UV".split(" ");

const shortForm: ReadonlySet<string> = new Set(SHORT_FORM);
const longForm: ReadonlySet<string> = new Set(LONG_FORM);

export const isKnownVr = (vr: string): boolean => shortForm.has(vr) || longForm.has(vr);

/** Representations this standard does not know yet use the long form (PS3.5 6.2.2, 7.1.2). */
export const hasShortLength = (vr: string): boolean => shortForm.has(vr);

/** Bytes of one value of a binary representation; null for text, sequences and unknown ones. */
export function bytesPerValue(vr: string): number | null {
  switch (vr) {
    case "OB":
      return 1;
    case "US":
    case "SS":
    case "OW":
      return 2;
    case "UL":
    case "SL":
    case "FL":
    case "AT":
    case "OL":
    case "OF":
      return 4;
    case "FD":
    case "OD":
    case "OV":
    case "SV":
    case "UV":
      return 8;
    default:
      return null;
  }
}
