/** What the head of a JPEG or JPEG-LS stream says (ITU T.81 B.2, T.87 C.2): frame header and the segments before the first scan. */
export type JpegHead = {
  /** Second byte of the frame marker: 0xc0 baseline, 0xc1 extended, 0xc2 progressive, 0xc3 lossless, 0xf7 JPEG-LS. */
  readonly process: number;
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly components: readonly JpegComponent[];
  readonly segments: readonly JpegSegment[];
  /** The first byte behind the header of the first scan. */
  readonly scanStart: number;
  readonly restartInterval: number;
};

export type JpegComponent = { readonly id: number; readonly horizontal: number; readonly vertical: number; readonly quantization: number };

/** A marker segment: `start` at its 0xff, `from` … `to` its contents without the length. */
export type JpegSegment = { readonly marker: number; readonly start: number; readonly from: number; readonly to: number };

const word = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);

const isFrame = (marker: number): boolean =>
  marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc);

/** Segments up to and with the first start of scan; null when the stream ends or holds no marker where one must stand. */
function readSegments(bytes: Uint8Array): JpegSegment[] | null {
  if (word(bytes, 0) !== 0xffd8) return null;
  const segments: JpegSegment[] = [];
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = word(bytes, at + 2);
    if (marker === 0 || marker === 0xd9 || length < 2 || at + 2 + length > bytes.length) return null;
    segments.push({ marker, start: at, from: at + 4, to: at + 2 + length });
    if (marker === 0xda) return segments;
    at += 2 + length;
  }
  return null;
}

function componentsOf(bytes: Uint8Array, { from, to }: JpegSegment): JpegComponent[] | null {
  const count = bytes[from + 5] ?? 0;
  if (from + 6 + 3 * count !== to) return null;
  return Array.from({ length: count }, (_, i) => {
    const at = from + 6 + 3 * i;
    const sampling = bytes[at + 1] ?? 0;
    return { id: bytes[at] ?? 0, horizontal: sampling >> 4, vertical: sampling & 15, quantization: bytes[at + 2] ?? 0 };
  });
}

export function readJpegHead(bytes: Uint8Array): JpegHead | null {
  const segments = readSegments(bytes);
  const frame = segments?.find(({ marker }) => isFrame(marker));
  const scan = segments?.at(-1);
  if (segments === null || frame === undefined || scan === undefined) return null;
  const components = componentsOf(bytes, frame);
  if (components === null) return null;
  const restart = segments.findLast(({ marker }) => marker === 0xdd);
  return {
    process: frame.marker,
    precision: bytes[frame.from] ?? 0,
    rows: word(bytes, frame.from + 1),
    columns: word(bytes, frame.from + 3),
    components,
    segments,
    scanStart: scan.to,
    restartInterval: restart === undefined ? 0 : word(bytes, restart.from),
  };
}

/** The stream has its end marker; a pad byte and more may follow. Without it data may be missing, which decoders fill up silently. */
export function hasEndMarker(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.length - 2; at >= from; at--) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  return false;
}
