const VRS = new Set("AE AS AT CS DA DS DT FL FD IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV".split(" "));
const LONG = new Set("OB OD OF OL OV OW SQ SV UC UN UR UT UV".split(" "));

/** A place in a file that looks like an explicit little endian element; in other encodings there are few, and that is enough. */
export type ElementPlace = {
  readonly at: number;
  readonly vr: string;
  /** Where its length stands, and in how many bytes. */
  readonly lengthAt: number;
  readonly lengthBytes: 2 | 4;
  readonly valueAt: number;
  readonly tag: number;
};

/** All such places of the first `limit` bytes, in the order of the file, those inside of sequences too. */
export function elementsIn(bytes: Buffer, limit = 64 * 1024): ElementPlace[] {
  const found: ElementPlace[] = [];
  for (let at = 0; at + 12 <= Math.min(bytes.length, limit); at += 2) {
    const vr = bytes.toString("latin1", at + 4, at + 6);
    if (!VRS.has(vr)) continue;
    const long = LONG.has(vr);
    const place = { at, vr, lengthAt: at + (long ? 8 : 6), lengthBytes: long ? 4 : 2, valueAt: at + (long ? 12 : 8) } as const;
    found.push({ ...place, tag: bytes.readUInt16LE(at) * 0x10000 + bytes.readUInt16LE(at + 2) });
  }
  return found;
}
