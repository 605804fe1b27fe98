import fs from "node:fs";
import path from "node:path";
import { readHeader } from "../../fixtures/dicom-header.ts";

/** One pixel of one image with the text that the screen must show for it. */
export type OracleImage = {
  readonly sliceMm: number | null;
  readonly rows: number;
  readonly columns: number;
  readonly row: number;
  readonly column: number;
  readonly text: string;
};

type Expected = {
  readonly file: string;
  readonly rows: number;
  readonly cols: number;
  readonly rescaleSlope?: number;
  readonly rescaleIntercept?: number;
  readonly frames?: readonly { readonly probes: readonly (readonly number[])[] }[];
};

const TRUE_MINUS = "\u2212";
/** Values that scanners write outside the round field of view: shown as padding, not as a value. */
const OUTSIDE = -2_000;

/**
 * Expected values for a folder of images from `expected.json` beside it (what reference decoders say), rescaled as PS3.3 C.11.1.1.2
 * says; empty when there is no such file. Slices are told apart by their place along z: a folder that holds anything but one CT series has
 * no oracle here.
 */
export function oracleFor(dicomDir: string): OracleImage[] {
  const file = path.join(path.dirname(path.resolve(dicomDir)), "expected.json");
  if (!fs.existsSync(file)) return [];
  const folder = path.basename(path.resolve(dicomDir));
  const { files } = JSON.parse(fs.readFileSync(file, "utf8")) as { files: readonly Expected[] };
  const wanted = files
    .filter((entry) => entry.file.startsWith(`${folder}/`))
    .map((entry) => ({ entry, header: readHeader(path.join(path.dirname(file), entry.file)) }));
  const series = new Set(wanted.map(({ header }) => header?.string("x0020000e")));
  if (series.size !== 1 || wanted.some(({ header }) => header?.string("x00080060") !== "CT")) return [];
  return wanted.flatMap(({ entry, header }, index) => (header === null ? [] : imageOf(entry, header, index)));
}

function imageOf(entry: Expected, header: NonNullable<ReturnType<typeof readHeader>>, index: number): OracleImage[] {
  const probes = (entry.frames?.[0]?.probes ?? []).filter((probe) => probe.length === 3 && probe[2] !== OUTSIDE);
  const probe = probes[index % Math.max(1, probes.length)];
  if (probe === undefined) return [];
  const [row = 0, column = 0, stored = 0] = probe;
  const value = Math.round(stored * (entry.rescaleSlope ?? 1) + (entry.rescaleIntercept ?? 0));
  const position = (header.string("x00200032") ?? "").split("\\").map(Number);
  return [
    {
      sliceMm: position.length === 3 ? (position[2] ?? null) : null,
      rows: entry.rows,
      columns: entry.cols,
      row,
      column,
      text: `${value < 0 ? TRUE_MINUS : ""}${Math.abs(value)} HU`,
    },
  ];
}
