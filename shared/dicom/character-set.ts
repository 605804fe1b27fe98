/** Text of a data set as characters (PS3.5 6.1, PS3.3 C.12.1.1.2). */
export type DecodedText = {
  readonly text: string /** The character set is unknown, or bytes had no character in it. */;
  readonly damaged: boolean;
};

/** How the two halves of the code table are read: bytes below 0x80 by `low`, the others by `high`. */
type Halves = { low: string; high: string };

const singleByte: { readonly [term: string]: string } = {
  "100": "iso-8859-1",
  "101": "iso-8859-2",
  "109": "iso-8859-3",
  "110": "iso-8859-4",
  "144": "iso-8859-5",
  "127": "iso-8859-6",
  "126": "iso-8859-7",
  "138": "iso-8859-8",
  "148": "iso-8859-9",
  "203": "iso-8859-15",
  "166": "windows-874",
  "13": "jis-x-0201",
};

/** Sets whose bytes depend on their neighbours. Files that name JIS X 0201 (ISO_IR 13) often hold Shift-JIS, which contains it. */
const wholeString: { readonly [term: string]: string } = { ISO_IR192: "utf-8", GB18030: "gb18030", GBK: "gbk", IR13: "shift_jis" };

/** Escape sequences of PS3.3 tables C.12-3 and C.12-4: what follows ESC, which half it sets, and to what. */
const escapes: readonly (readonly [sequence: string, half: keyof Halves, set: string])[] = [
  ["$)C", "high", "euc-kr"],
  ["$)A", "high", "gbk"],
  ["$(D", "low", "jis-x-0212"],
  ["$B", "low", "jis-x-0208"],
  ["$@", "low", "jis-x-0208"],
  ["(B", "low", "ascii"],
  ["(J", "low", "ascii"],
  [")I", "high", "jis-x-0201"],
  ["-A", "high", "iso-8859-1"],
  ["-B", "high", "iso-8859-2"],
  ["-C", "high", "iso-8859-3"],
  ["-D", "high", "iso-8859-4"],
  ["-L", "high", "iso-8859-5"],
  ["-G", "high", "iso-8859-6"],
  ["-F", "high", "iso-8859-7"],
  ["-H", "high", "iso-8859-8"],
  ["-M", "high", "iso-8859-9"],
  ["-b", "high", "iso-8859-15"],
  ["-T", "high", "windows-874"],
];

const termOf = (name: string): string =>
  name
    .toUpperCase()
    .replaceAll(/[\s_-]/g, "")
    .replace(/^ISO2022IR/, "IR")
    .replace(/^ISOIR(?!192)/, "IR")
    .replace(/^ISOIR192$/, "ISO_IR192");

function highHalfOf(name: string | undefined): string | null {
  const term = termOf(name ?? "");
  if (term === "" || term === "IR6") return "ascii";
  const single = singleByte[term.replace(/^IR/, "")];
  if (single !== undefined) return single;
  // Multi-byte sets hold from their escape sequence on, the first value of the attribute is then the default repertoire.
  return /^IR(87|159|149|58)$/.test(term) ? "ascii" : null;
}

function decodeHigh(bytes: Uint8Array, set: string): string {
  if (set === "ascii") return "\ufffd".repeat(bytes.length);
  if (set === "jis-x-0201") return new TextDecoder("shift_jis").decode(bytes);
  return new TextDecoder(set).decode(bytes);
}

/** Two-byte Japanese sets in the low half are the same codes as in EUC-JP with the high bit set (0x8f first for JIS X 0212). */
function decodeLow(bytes: Uint8Array, set: string): string {
  if (set === "ascii") return new TextDecoder("windows-1252").decode(bytes);
  const prefix = set === "jis-x-0212" ? [0x8f] : [];
  const pairs: number[] = [];
  for (let i = 0; i + 1 < bytes.length; i += 2) pairs.push(...prefix, (bytes[i] ?? 0) | 0x80, (bytes[i + 1] ?? 0) | 0x80);
  return new TextDecoder("euc-jp").decode(new Uint8Array(pairs));
}

const ESCAPE = 0x1b;

function escapeAt(bytes: Uint8Array, at: number): (typeof escapes)[number] | null {
  const following = String.fromCharCode(...bytes.subarray(at + 1, at + 4));
  return escapes.find(([sequence]) => following.startsWith(sequence)) ?? null;
}

/** PS3.5 6.1.2.5.3: the initial sets come back at line ends, at value separators, and in names at `^` and `=`. */
function isReset(byte: number, halves: Halves, vr: string): boolean {
  if (byte === 0x0a || byte === 0x0c || byte === 0x0d || byte === 0x09) return true;
  if (halves.low !== "ascii") return false;
  return byte === 0x5c || (vr === "PN" && (byte === 0x5e || byte === 0x3d));
}

function decodeWithEscapes(bytes: Uint8Array, initialHigh: string, vr: string): DecodedText {
  const halves: Halves = { low: "ascii", high: initialHigh };
  let text = "";
  let damaged = false;
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === ESCAPE) {
      const found = escapeAt(bytes, at);
      if (found === null) damaged = true;
      else halves[found[1]] = found[2];
      at += found === null ? 1 : 1 + found[0].length;
      continue;
    }
    const high = byte >= 0x80;
    let end = at + 1;
    while (
      end < bytes.length &&
      (bytes[end] ?? 0) !== ESCAPE &&
      (bytes[end] ?? 0) >= 0x80 === high &&
      !isReset(bytes[end] ?? 0, halves, vr)
    )
      end++;
    const reset = isReset(byte, halves, vr);
    text += high
      ? decodeHigh(bytes.subarray(at, end), halves.high)
      : decodeLow(bytes.subarray(at, reset ? at + 1 : end), reset ? "ascii" : halves.low);
    if (reset) {
      halves.low = "ascii";
      halves.high = initialHigh;
      end = at + 1;
    }
    at = end;
  }
  return { text, damaged: damaged || text.includes("\ufffd") };
}

/**
 * Decodes the bytes of a text attribute. `characterSets` are the values of Specific Character Set. Where the set is unknown, bytes above
 * 0x7f become replacement marks and the text is flagged: a wrong letter in a name is worse than none.
 */
export function decodeText(bytes: Uint8Array, characterSets: readonly string[], vr: string): DecodedText {
  const first = characterSets[0] ?? "";
  const whole = wholeString[termOf(first)];
  if (whole !== undefined && !bytes.includes(ESCAPE)) {
    const text = new TextDecoder(whole).decode(bytes);
    return { text, damaged: text.includes("\ufffd") };
  }
  const high = highHalfOf(first);
  const decoded = decodeWithEscapes(bytes, high ?? "ascii", vr);
  return high === null ? { ...decoded, damaged: true } : decoded;
}

/** All named sets are ones that this file can decode. */
export const knowsCharacterSets = (characterSets: readonly string[]): boolean =>
  characterSets.every((name) => wholeString[termOf(name)] !== undefined || highHalfOf(name) !== null);
