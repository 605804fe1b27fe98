/** How the pixel data of a transfer syntax are coded (PS3.5 A, PS3.6 table A-1). */
export type Coding = "native" | "rle" | "jpeg" | "jpeg-lossless" | "jpeg-ls" | "jpeg-2000" | "htj2k" | "unsupported";

export type TransferSyntax = {
  readonly uid: string;
  /** For people: "JPEG-LS lossless". */
  readonly name: string;
  readonly coding: Coding;
  readonly implicitVr: boolean;
  readonly bigEndian: boolean;
  readonly deflated: boolean;
  /** The compression may have changed values (near-lossless included); null when the syntax allows both. */
  readonly lossy: boolean | null;
};

const plain = { implicitVr: false, bigEndian: false, deflated: false, lossy: false } as const;

const row = (uid: string, name: string, coding: Coding, more: Partial<TransferSyntax> = {}): TransferSyntax => ({
  ...plain,
  uid,
  name,
  coding,
  ...more,
});

const DICOM = "1.2.840.10008.1.2";

const known: readonly TransferSyntax[] = [
  row(DICOM, "uncompressed, implicit", "native", { implicitVr: true }),
  row(`${DICOM}.1`, "uncompressed", "native"),
  row(`${DICOM}.1.99`, "deflated", "native", { deflated: true }),
  row(`${DICOM}.2`, "uncompressed, big endian", "native", { bigEndian: true }),
  row("1.2.840.113619.5.2", "uncompressed, GE private", "native", { implicitVr: true }),
  row(`${DICOM}.5`, "RLE lossless", "rle"),
  row(`${DICOM}.4.50`, "JPEG baseline", "jpeg", { lossy: true }),
  row(`${DICOM}.4.51`, "JPEG extended", "jpeg", { lossy: true }),
  row(`${DICOM}.4.53`, "JPEG spectral selection (retired)", "unsupported", { lossy: true }),
  row(`${DICOM}.4.55`, "JPEG progressive (retired)", "unsupported", { lossy: true }),
  row(`${DICOM}.4.57`, "JPEG lossless", "jpeg-lossless"),
  row(`${DICOM}.4.70`, "JPEG lossless, first-order prediction", "jpeg-lossless"),
  row(`${DICOM}.4.80`, "JPEG-LS lossless", "jpeg-ls"),
  row(`${DICOM}.4.81`, "JPEG-LS near-lossless", "jpeg-ls", { lossy: true }),
  row(`${DICOM}.4.90`, "JPEG 2000 lossless", "jpeg-2000"),
  row(`${DICOM}.4.91`, "JPEG 2000", "jpeg-2000", { lossy: null }),
  row(`${DICOM}.4.201`, "HTJ2K lossless", "htj2k"),
  row(`${DICOM}.4.202`, "HTJ2K lossless, RPCL", "htj2k"),
  row(`${DICOM}.4.203`, "HTJ2K", "htj2k", { lossy: null }),
  row(`${DICOM}.4.92`, "JPEG 2000 multi-component lossless", "unsupported"),
  row(`${DICOM}.4.93`, "JPEG 2000 multi-component", "unsupported", { lossy: null }),
  row(`${DICOM}.4.94`, "JPIP reference", "unsupported", { lossy: null }),
  row(`${DICOM}.4.95`, "JPIP reference, deflated", "unsupported", { lossy: null, deflated: true }),
  row(`${DICOM}.4.100`, "MPEG-2 video", "unsupported", { lossy: true }),
  row(`${DICOM}.4.101`, "MPEG-2 video, high level", "unsupported", { lossy: true }),
  row(`${DICOM}.4.102`, "MPEG-4 video", "unsupported", { lossy: true }),
  row(`${DICOM}.4.103`, "MPEG-4 video, Blu-ray", "unsupported", { lossy: true }),
  row(`${DICOM}.4.104`, "MPEG-4 video 4.2, 2D", "unsupported", { lossy: true }),
  row(`${DICOM}.4.105`, "MPEG-4 video 4.2, 3D", "unsupported", { lossy: true }),
  row(`${DICOM}.4.106`, "MPEG-4 video 4.2, stereo", "unsupported", { lossy: true }),
  row(`${DICOM}.4.107`, "HEVC video", "unsupported", { lossy: true }),
  row(`${DICOM}.4.108`, "HEVC video, 10 bit", "unsupported", { lossy: true }),
];

const byUid: ReadonlyMap<string, TransferSyntax> = new Map(known.map((syntax) => [syntax.uid, syntax]));

/** Uncompressed syntaxes that a file without a meta header may be in. */
export const IMPLICIT_LITTLE_ENDIAN = DICOM;
export const EXPLICIT_LITTLE_ENDIAN = `${DICOM}.1`;
export const EXPLICIT_BIG_ENDIAN = `${DICOM}.2`;

/** Any syntax of the standard; an unknown UID is read as explicit little endian and its pixels as unsupported (PS3.5 A.4). */
export const transferSyntaxOf = (uid: string): TransferSyntax =>
  byUid.get(uid) ?? row(uid, "unknown compression", "unsupported", { lossy: null });
