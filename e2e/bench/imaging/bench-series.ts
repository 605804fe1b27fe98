import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseInstance } from "#shared/dicom/parse-instance.ts";
import { type DataSet, transferSyntax, uidOf, writeDicom } from "../../fixtures/dicom-writer.ts";
import { sharedPath } from "../../support/shared-folder.ts";
import { encodeSeries, runTool, type Slices, type Syntax, syntaxes } from "./encode-series.ts";

/** The side of each slice. */
const SIDE = 512;
/** Decoded bytes of one slice. */
export const SLICE_BYTES = SIDE * SIDE * 2;
export const CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2";
/** A short series, the first of the case: the one that is on the screen before a measurement. */
export const OPEN_BEFORE = "Open before";

export const studyUid = uidOf("bench study");
const seriesUidOf = (name: string): string => uidOf(`bench series ${name}`);
export const openBeforeUid = seriesUidOf(OPEN_BEFORE);
export const instanceUidOf = (name: string, index: number): string => uidOf(`bench ${name} ${index}`);

export type BenchSeries = { readonly syntax: Syntax; readonly seriesUid: string };

/** Stored values of the real chest CT (JPEG-LS), in the order of its files, decoded by DCMTK. */
function realSlices(folder: string): Int16Array[] {
  const files = fs.readdirSync(folder).filter((name) => name.endsWith(".dcm"));
  const plain = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "overread-bench-")), "plain.dcm");
  return files.toSorted().map((name) => {
    runTool("dcmdjpls", path.join(folder, name), plain);
    const parsed = parseInstance(fs.readFileSync(plain), () => "damaged");
    if (!parsed.ok) throw new Error(`${name}: ${parsed.failure.detail}`);
    const { bytes, pixel } = parsed.value;
    if (pixel?.kind !== "native") throw new Error(`${name} is not stored as it is`);
    const { offset, length } = pixel;
    if (length !== SLICE_BYTES) throw new Error(`${name} has ${length} bytes of pixels`);
    return new Int16Array(Uint8Array.from(bytes.subarray(offset, offset + length)).buffer);
  });
}

/** Slice `index`: a real one, turned around by as many columns as no other with the same source, so that no two are alike. */
function sliceOf(real: readonly Int16Array[], index: number): Int16Array {
  const source = real[index % real.length] ?? new Int16Array(0);
  const shift = Math.floor(index / real.length) * 7;
  const turned = new Int16Array(source.length);
  for (let row = 0; row < SIDE; row++) {
    const line = source.subarray(row * SIDE, (row + 1) * SIDE);
    turned.set(line.subarray(shift), row * SIDE);
    turned.set(line.subarray(0, shift), (row + 1) * SIDE - shift);
  }
  return turned;
}

/** Header of slice `index`, 1 mm apart. */
export function headerOf(series: string, description: string, number: number, index: number): DataSet {
  return [
    ["00080005", "CS", "ISO_IR 192"],
    ["00080008", "CS", ["ORIGINAL", "PRIMARY", "AXIAL"]],
    ["00080020", "DA", "20260110"],
    ["00080030", "TM", "101500"],
    ["00080060", "CS", "CT"],
    ["0008103E", "LO", description],
    ["00100010", "PN", "Bench^Series"],
    ["00100020", "LO", "BENCH-300"],
    ["00100030", "DA", "19600101"],
    ["00100040", "CS", "O"],
    ["00180050", "DS", "1"],
    ["0020000D", "UI", studyUid],
    ["0020000E", "UI", series],
    ["00200010", "SH", "1"],
    ["00200011", "IS", String(number)],
    ["00200013", "IS", String(index + 1)],
    ["00200032", "DS", ["-180", "-180", String(-index)]],
    ["00200037", "DS", ["1", "0", "0", "0", "1", "0"]],
    ["00200052", "UI", uidOf("bench frame of reference")],
    ["00280002", "US", 1],
    ["00280004", "CS", "MONOCHROME2"],
    ["00280010", "US", SIDE],
    ["00280011", "US", SIDE],
    ["00280030", "DS", ["0.703125", "0.703125"]],
    ["00280100", "US", 16],
    ["00280101", "US", 16],
    ["00280102", "US", 15],
    ["00280103", "US", 1],
    ["00281050", "DS", "40"],
    ["00281051", "DS", "400"],
    ["00281052", "DS", "0"],
    ["00281053", "DS", "1"],
  ];
}

/** Writes slices of one series into a folder of its own: values as they are, bytes as an encoded frame. */
function writerOf(outDir: string, name: string, number: number, syntaxUid: string): Slices["write"] {
  const folder = path.join(outDir, name);
  fs.mkdirSync(folder, { recursive: true });
  return (index, pixels) => {
    const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    const isNative = pixels instanceof Int16Array;
    const file = path.join(folder, `${String(index + 1).padStart(3, "0")}.dcm`);
    const content = writeDicom({
      sopClassUid: CT_IMAGE,
      sopInstanceUid: instanceUidOf(name, index),
      transferSyntaxUid: isNative ? transferSyntax.explicitLittle : syntaxUid,
      dataSet: headerOf(seriesUidOf(name), name, number, index),
      pixels: isNative ? { kind: "native", vr: "OW", bytes } : { kind: "encapsulated", frames: [bytes] },
    });
    fs.writeFileSync(file, content);
    return file;
  };
}

/**
 * The series of the bench in every syntax, each with UIDs of its own, and a short one that is open before; made once below `outDir`
 * and kept. Throws, with what to do, when the real slices or an encoder are not there.
 */
export async function makeBenchSeries(
  outDir: string,
  { slices, say }: { slices: number; say: (line: string) => void },
): Promise<readonly BenchSeries[]> {
  const folder = sharedPath("data", "01-ct-chest-series");
  if (folder === null)
    throw new Error("The real slices are not there. Set OVERREAD_SHARED to the folder that holds data/01-ct-chest-series.");
  const all = syntaxes.map((syntax) => ({ syntax, seriesUid: seriesUidOf(syntax.name) }));
  if (fs.existsSync(path.join(outDir, "whole"))) return all;
  fs.rmSync(outDir, { recursive: true, force: true });
  const real = realSlices(folder);
  const openBefore = writerOf(outDir, OPEN_BEFORE, 0, "");
  for (const index of [0, 1]) openBefore(index, sliceOf(real, 40 + index));
  for (const [number, syntax] of syntaxes.entries()) {
    say(`making ${slices} slices: ${syntax.name}`);
    const write = writerOf(outDir, syntax.name, number + 1, syntax.uid);
    await encodeSeries(syntax, { slices, side: SIDE, sliceOf: (index) => sliceOf(real, index), write });
  }
  fs.writeFileSync(path.join(outDir, "whole"), "");
  return all;
}

/** Files of one series below `outDir`, in their order. */
export const seriesFiles = (outDir: string, name: string): string[] => fs.readdirSync(path.join(outDir, name)).toSorted();

/** What every frame must come out as: one sum for each slice of the series that is stored as it is, made as the pages of the peers make it. */
export function expectedSums(outDir: string): number[] {
  return seriesFiles(outDir, "raw").map((name) => {
    const bytes = fs.readFileSync(path.join(outDir, "raw", name));
    const values = new Int16Array(Uint8Array.from(bytes.subarray(bytes.length - SLICE_BYTES)).buffer);
    let sum = 0;
    for (const value of values) sum = (Math.imul(sum, 31) + value) | 0;
    return sum;
  });
}
