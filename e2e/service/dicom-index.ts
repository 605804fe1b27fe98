import fs from "node:fs";
import { readHeader } from "../fixtures/dicom-header.ts";

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
