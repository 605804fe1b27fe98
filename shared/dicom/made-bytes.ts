/** Builds explicit little endian elements for tests: structure, with no sense for values. */
const SHORT = new Set("AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US".split(" "));

const u16 = (value: number): number[] => [value & 255, (value >> 8) & 255];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(Math.floor(value / 65536))];

export const text = (value: string): number[] => [...value].map((letter) => letter.charCodeAt(0));
export const words = (...values: readonly number[]): number[] => values.flatMap(u16);
export const longs = (...values: readonly number[]): number[] => values.flatMap(u32);

export const UNDEFINED_LENGTH = 0xffffffff;

/** Tag as 0xggggeeee; `length` may lie. */
export function element(tag: number, vr: string, value: readonly number[], length = value.length): number[] {
  const head = [...u16(Math.floor(tag / 65536)), ...u16(tag & 0xffff), ...text(vr)];
  return [...head, ...(SHORT.has(vr) ? u16(length) : [0, 0, ...u32(length)]), ...value];
}

export const item = (value: readonly number[], length = value.length): number[] => [
  ...u16(0xfffe),
  ...u16(0xe000),
  ...u32(length),
  ...value,
];
export const itemEnd = (length = 0): number[] => [...u16(0xfffe), ...u16(0xe00d), ...u32(length)];
export const sequenceEnd = (length = 0): number[] => [...u16(0xfffe), ...u16(0xe0dd), ...u32(length)];

/** A Part 10 file of a transfer syntax with the given data set. */
export function part10(syntax: string, dataSet: readonly number[]): Uint8Array {
  const uid = text(syntax.length % 2 === 0 ? syntax : `${syntax}\0`);
  return new Uint8Array([...new Array<number>(128).fill(0), ...text("DICM"), ...element(0x00020010, "UI", uid), ...dataSet]);
}

/** Attributes of the Image Pixel module. */
export function imagePixel(
  rows: number,
  columns: number,
  bits: number,
  more: { readonly frames?: number; readonly signed?: boolean } = {},
): number[] {
  const allocated = bits === 1 ? 1 : bits <= 8 ? 8 : 16;
  return [
    ...element(0x00280002, "US", words(1)),
    ...element(0x00280004, "CS", text("MONOCHROME2 ")),
    ...(more.frames === undefined ? [] : element(0x00280008, "IS", text(String(more.frames).padStart(2, "0")))),
    ...element(0x00280010, "US", words(rows)),
    ...element(0x00280011, "US", words(columns)),
    ...element(0x00280100, "US", words(allocated)),
    ...element(0x00280101, "US", words(bits)),
    ...element(0x00280102, "US", words(bits - 1)),
    ...element(0x00280103, "US", words(more.signed === true ? 1 : 0)),
  ];
}
