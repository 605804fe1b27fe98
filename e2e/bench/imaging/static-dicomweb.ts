import fs from "node:fs";
import path from "node:path";
import { parseInstance } from "#shared/dicom/parse-instance.ts";
import type { DataSet } from "../../fixtures/dicom-writer.ts";
import { type BenchSeries, CT_IMAGE, headerOf, instanceUidOf, OPEN_BEFORE, openBeforeUid, seriesFiles, studyUid } from "./bench-series.ts";

/** Between the parts of every answer with a frame. */
export const BOUNDARY = "overread-bench";

type Json = Readonly<Record<string, { readonly vr: string; readonly Value: readonly unknown[] }>>;

/** A data set in the DICOM JSON Model (PS3.18 F.2). */
function jsonOf(dataSet: DataSet): Json {
  const plain = (vr: string, value: unknown): unknown => {
    if (vr === "PN") return { Alphabetic: value };
    return vr === "DS" || vr === "IS" ? Number(value) : value;
  };
  return Object.fromEntries(
    dataSet.map(([tag, vr, value]) => [tag, { vr, Value: (Array.isArray(value) ? value : [value]).map((one) => plain(vr, one)) }]),
  );
}

/** The one frame of a file, as it is stored. */
function frameOf(file: string): { readonly syntaxUid: string; readonly frame: Uint8Array } {
  const parsed = parseInstance(fs.readFileSync(file), () => "damaged");
  if (!parsed.ok || parsed.value.pixel === null) throw new Error(`${file} has no pixels`);
  const { bytes, pixel, syntax } = parsed.value;
  if (pixel.kind === "native") return { syntaxUid: syntax.uid, frame: bytes.subarray(pixel.offset, pixel.offset + pixel.length) };
  const parts = pixel.fragments.fragments.map(({ offset, length }) => bytes.subarray(offset, offset + length));
  return { syntaxUid: syntax.uid, frame: Buffer.concat(parts) };
}

function write(file: string, content: string | Uint8Array): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

/** One part of `multipart/related` with its end (PS3.18 8.6.1.2.1). */
function multipartOf(syntaxUid: string, frame: Uint8Array): Buffer {
  const head = `--${BOUNDARY}\r\nContent-Type: application/octet-stream; transfer-syntax=${syntaxUid}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), frame, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
}

/**
 * The study below `seriesDir` as files that a plain server answers DICOMweb with (QIDO-RS of the study and its series, WADO-RS metadata and
 * frames), made once in `outDir`. `series-names.json` tells the page of the bench which UID a name has.
 */
export function makeStaticDicomweb(seriesDir: string, outDir: string, all: readonly BenchSeries[]): string {
  if (fs.existsSync(path.join(outDir, "whole"))) return outDir;
  fs.rmSync(outDir, { recursive: true, force: true });
  const study = path.join(outDir, "studies", studyUid);
  const named = [
    { name: OPEN_BEFORE, uid: openBeforeUid, number: 0 },
    ...all.map(({ syntax, seriesUid }, index) => ({ name: syntax.name, uid: seriesUid, number: index + 1 })),
  ];
  const found: Json[] = [];
  let instances = 0;
  for (const { name, uid, number } of named) {
    const files = seriesFiles(seriesDir, name);
    instances += files.length;
    const metadata = files.map((file, index) => {
      const { syntaxUid, frame } = frameOf(path.join(seriesDir, name, file));
      const instance = instanceUidOf(name, index);
      write(path.join(study, "series", uid, "instances", instance, "frames/1"), multipartOf(syntaxUid, frame));
      return jsonOf([
        ["00080016", "UI", CT_IMAGE],
        ["00080018", "UI", instance],
        ["00083002", "UI", syntaxUid],
        ...headerOf(uid, name, number, index),
      ]);
    });
    write(path.join(study, "series", uid, "metadata"), JSON.stringify(metadata));
    const [one] = metadata;
    found.push({ ...one, ...jsonOf([["00201209", "IS", String(files.length)]]) });
  }
  write(path.join(study, "series/index.json"), JSON.stringify(found));
  const counts: DataSet = [
    ["00080061", "CS", "CT"],
    ["00201206", "IS", String(named.length)],
    ["00201208", "IS", String(instances)],
  ];
  write(path.join(outDir, "studies/index.json"), JSON.stringify([{ ...found[0], ...jsonOf(counts) }]));
  write(path.join(outDir, "series-names.json"), JSON.stringify(Object.fromEntries(named.map(({ name, uid }) => [name, uid]))));
  write(path.join(outDir, "whole"), "");
  return outDir;
}
