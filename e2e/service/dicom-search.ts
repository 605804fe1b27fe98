import type { DicomJson, JsonAttribute } from "./dicom-json.ts";

/** What QIDO-RS answers at each level (PS3.18 tables 10.6.3-3 to -5), as far as the files say it. */
const attributesOf = {
  study: [
    "00080005",
    "00080020",
    "00080030",
    "00080050",
    "00080090",
    "00081030",
    "00100010",
    "00100020",
    "00100030",
    "00100040",
    "0020000D",
    "00200010",
  ],
  series: ["00080005", "00080060", "0008103E", "00200011", "0020000D", "0020000E"],
  instance: ["00080005", "00080016", "00080018", "0020000D", "0020000E", "00200013", "00280008", "00280010", "00280011", "00280100"],
} as const;

export type SearchLevel = keyof typeof attributesOf;

export function pick(json: DicomJson, level: SearchLevel): Record<string, JsonAttribute> {
  return Object.fromEntries(attributesOf[level].flatMap((tag) => (json[tag] === undefined ? [] : [[tag, json[tag]]])));
}

/** Keywords that may stand in a query; every other one is refused, so that a wrong filter never looks like "everything". */
const keywords: Readonly<Record<string, string>> = {
  StudyInstanceUID: "0020000D",
  SeriesInstanceUID: "0020000E",
  SOPInstanceUID: "00080018",
  PatientID: "00100020",
  Modality: "00080060",
  ModalitiesInStudy: "00080060",
  SOPClassUID: "00080016",
  StudyDate: "00080020",
  AccessionNumber: "00080050",
};

const paging = new Set(["limit", "offset", "includefield", "fuzzymatching"]);

/** The parameters of a query that are no known attribute. */
export function unknownKeys(query: URLSearchParams): string[] {
  return [...query.keys()].filter((key) => !paging.has(key) && keywords[key] === undefined && !Object.values(keywords).includes(key));
}

/** Exact matching, and lists of UIDs separated by `,` or `\`. */
export function matches(json: DicomJson, query: URLSearchParams): boolean {
  return [...query].every(([key, value]) => {
    if (paging.has(key)) return true;
    const found = json[keywords[key] ?? key]?.Value?.map(String) ?? [];
    return value.split(/[,\\]/).some((wanted) => found.includes(wanted));
  });
}

/** The page that `limit` and `offset` name; at most 200 entries. */
export function pageOf<T>(found: readonly T[], query: URLSearchParams): T[] {
  const offset = Number(query.get("offset") ?? 0);
  const limit = Math.min(Number(query.get("limit") ?? 100), 200);
  return found.slice(offset, offset + limit);
}
