import fs from "node:fs";
import path from "node:path";
import { inflateRawSync } from "node:zlib";
import dicomParser from "dicom-parser";

/** What the archive knows of one stored file. The file itself stays on disk. */
export type StoredInstance = {
  readonly file: string;
  readonly size: number;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
  readonly instanceNumber: number;
};

export type DicomIndex = {
  add(file: string): StoredInstance | null;
  remove(sopInstanceUid: string): void;
  all(): readonly StoredInstance[];
  ofStudy(studyUid: string): readonly StoredInstance[];
  ofSeries(studyUid: string, seriesUid: string): readonly StoredInstance[];
  instance(studyUid: string, seriesUid: string, sopInstanceUid: string): StoredInstance | undefined;
  /** Files that are no DICOM, or whose headers lack an identifier. */
  skipped(): number;
};

const HEADER_BYTES = 1024 * 1024;

/** The data set of a file up to the pixels; null when it is no DICOM file. Long headers are read whole in a second attempt. */
export function readHeader(file: string): dicomParser.DataSet | null {
  const size = fs.statSync(file).size;
  for (const length of size > HEADER_BYTES ? [HEADER_BYTES, size] : [size]) {
    try {
      return dicomParser.parseDicom(readStart(file, length), { untilTag: "x7fe00010", inflater: inflated });
    } catch {
      // cut in the middle of the header, or no DICOM: the next length decides
    }
  }
  return null;
}

/** Deflated explicit little endian (PS3.5 A.5): the bytes up to the data set as they are, the rest unpacked. */
export const inflated = (bytes: Uint8Array, position: number): Uint8Array =>
  Buffer.concat([bytes.subarray(0, position), inflateRawSync(bytes.subarray(position))]);

function readStart(file: string, length: number): Uint8Array {
  const bytes = Buffer.alloc(length);
  const handle = fs.openSync(file, "r");
  try {
    return bytes.subarray(0, fs.readSync(handle, bytes, 0, length, 0));
  } finally {
    fs.closeSync(handle);
  }
}

/** An empty archive. Of two files with the same SOP Instance UID the first one counts. */
export function createDicomIndex(): DicomIndex {
  const instances = new Map<string, StoredInstance>();
  let skipped = 0;
  const sorted = (found: StoredInstance[]): StoredInstance[] =>
    found.toSorted((a, b) => a.seriesUid.localeCompare(b.seriesUid, "en") || a.instanceNumber - b.instanceNumber);
  return {
    add(file) {
      const instance = headerFacts(file);
      if (instance === null) skipped += 1;
      else if (!instances.has(instance.sopInstanceUid)) instances.set(instance.sopInstanceUid, instance);
      return instance;
    },
    remove: (sopInstanceUid) => void instances.delete(sopInstanceUid),
    all: () => sorted([...instances.values()]),
    ofStudy: (studyUid) => sorted([...instances.values()].filter((each) => each.studyUid === studyUid)),
    ofSeries: (studyUid, seriesUid) =>
      sorted([...instances.values()].filter((each) => each.studyUid === studyUid && each.seriesUid === seriesUid)),
    instance(studyUid, seriesUid, sopInstanceUid) {
      const found = instances.get(sopInstanceUid);
      return found?.studyUid === studyUid && found.seriesUid === seriesUid ? found : undefined;
    },
    skipped: () => skipped,
  };
}

function headerFacts(file: string): StoredInstance | null {
  const header = readHeader(file);
  const studyUid = header?.string("x0020000d");
  const seriesUid = header?.string("x0020000e");
  const sopInstanceUid = header?.string("x00080018");
  if (header === null || studyUid === undefined || seriesUid === undefined || sopInstanceUid === undefined) return null;
  return {
    file,
    size: fs.statSync(file).size,
    studyUid,
    seriesUid,
    sopInstanceUid,
    sopClassUid: header.string("x00080016") ?? "",
    transferSyntaxUid: header.string("x00020010") ?? "1.2.840.10008.1.2",
    instanceNumber: header.intString("x00200013") ?? 0,
  };
}

/** All files below a folder, in the order of their names. */
export function filesBelow(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}
