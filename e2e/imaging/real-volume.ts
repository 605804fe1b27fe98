import fs from "node:fs";
import path from "node:path";
import { parseInstance } from "#shared/dicom/parse-instance.ts";
import { buildSeries } from "#shared/imaging/build-series.ts";
import { indexInstance } from "#shared/imaging/instance-index.ts";
import type { SeriesId } from "#shared/result/ids.ts";
import { inflate } from "../decode/scan-folder.ts";
import { bytesOf, dataFolder } from "./data-folder.ts";
import type { MadeSeries } from "./made-series.ts";

/** The largest series of a folder of real files, with its frames' bytes, as `makeSeries` gives made ones. */
export function realSeries(id: number, folder: string): MadeSeries {
  const files = fs.readdirSync(path.join(dataFolder ?? "", folder));
  const indexes = files.flatMap((file) => {
    const indexed = indexInstance(bytesOf(`${folder}/${file}`), { instanceKey: file, inflate });
    return indexed.ok ? [indexed.value] : [];
  });
  const seriesId = id.toString(16).padStart(32, "0") as SeriesId;
  const all = buildSeries(indexes, { idOf: () => seriesId, patient: null }).series;
  const [series] = [...all].sort((a, b) => b.frames.length - a.frames.length);
  if (series === undefined) throw new Error(`${folder}: no series`);
  function frameBytes(index: number): Uint8Array | null {
    const frame = series?.frames[index];
    const file = series?.instances[frame?.instance ?? -1]?.instanceKey;
    const parsed = file === undefined ? null : parseInstance(bytesOf(`${folder}/${file}`), inflate);
    if (frame?.place == null || parsed === null || !parsed.ok) return null;
    const { bytes } = parsed.value;
    return Buffer.concat(frame.place.runs.map(([offset, length]) => bytes.subarray(offset, offset + length)));
  }
  return { series, frameBytes };
}
