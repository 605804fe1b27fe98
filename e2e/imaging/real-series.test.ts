import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { textOf } from "#shared/dicom/attributes.ts";
import { parseInstance } from "#shared/dicom/parse-instance.ts";
import { tags } from "#shared/dicom/tags.ts";
import { buildSeries, type SeriesTable } from "#shared/imaging/build-series.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { indexInstance } from "#shared/imaging/instance-index.ts";
import type { SeriesId } from "#shared/result/ids.ts";
import { inflate } from "../decode/scan-folder.ts";
import { bytesOf, dataFolder, expectation, indexOf } from "./data-folder.ts";

type SeriesFact = {
  readonly folder: string;
  readonly seriesInstanceUID: string;
  readonly distinctPositions?: number;
  readonly spacingMin?: number;
  readonly uniform?: boolean;
  readonly shearDeg?: number;
  readonly orderAlongNormal?: readonly string[];
};

const options = { idOf: (key: string) => key.length.toString(16).padStart(32, "0") as SeriesId, patient: null };

function tableOf(folder: string): SeriesTable {
  const files = fs.readdirSync(path.join(dataFolder ?? "", folder)).sort();
  const indexes = files.flatMap((file) => {
    const indexed = indexInstance(bytesOf(`${folder}/${file}`), { instanceKey: file, inflate });
    return indexed.ok ? [indexed.value] : [];
  });
  return buildSeries(indexes, options);
}

const filesIn = (series: SeriesFrames): string[] => series.frames.map(({ instance }) => series.instances[instance]?.instanceKey ?? "");

describe.skipIf(dataFolder === null)("series of real files (needs ../shared/data)", () => {
  const facts =
    dataFolder === null
      ? []
      : (JSON.parse(fs.readFileSync(path.join(dataFolder, "facts.json"), "utf8")) as { series: SeriesFact[] }).series;
  const stacks = facts.filter(({ folder, distinctPositions = 0 }) => /^(01|02|22)/.test(folder) && distinctPositions > 2);

  test.each(stacks)("$folder $seriesInstanceUID: order, spacing and tilt as pydicom finds them", ({ folder, ...fact }) => {
    const series = tableOf(folder).series.find((candidate) => candidate.series.seriesInstanceUid === fact.seriesInstanceUID);
    if (series === undefined) throw new Error("the series is not there");
    const order = filesIn(series);
    expect([order, [...order].reverse()]).toContainEqual(fact.orderAlongNormal);
    expect(series.stack.positions).toBe(fact.distinctPositions);
    expect(series.stack.uniform).toBe(fact.uniform);
    expect(series.stack.spacingMm).toBeCloseTo(fact.spacingMin ?? 0, 2);
    expect(series.stack.shearDegrees).toBeCloseTo(fact.shearDeg ?? 0, 1);
    expect(series.stack.mprRefusal === null).toBe((fact.shearDeg ?? 0) === 0);
  });

  test.each([
    // 82 kg, 290 MBq at 10:00:00, series at 11:12:18: 82,000 / (290e6 × 2^(−4338 / 6586.2)), counted with Python
    ["pet-explicit.dcm", 4.4636407e-4],
    // 90 kg, 474.592928 MBq at 09:32:00 (no date), series at 11:00:36: 90,000 / (474592928 × 2^(−5316 / 6588))
    ["pet-jpeg-lossless-a.dcm", 3.3176371e-4],
    ["pet-implicit.dcm", "the patient's weight is not stated"],
  ])("T6: SUV of %s", (file, expected) => {
    const suv = indexOf(`09-nm-pet/${file}`).looks[0]?.suv;
    if (typeof expected === "string") expect(suv).toEqual({ kind: "refused", refused: expected });
    else expect(suv?.kind === "body-weight" ? suv.factor / expected : Number.NaN).toBeCloseTo(1, 6);
  });

  test("the chest CT begins at the head, is whole, and is in Hounsfield units", () => {
    const [series] = tableOf("01-ct-chest-series").series;
    expect(filesIn(series as SeriesFrames)[0]).toBe("ct-011.dcm");
    expect(series).toMatchObject({ part: null, notices: [], stack: { kind: "volume", positions: 80, spacingMm: 2.5 } });
    expect(series?.looks.map(({ quantity, calibration }) => [quantity.unit, calibration.label])).toEqual([["HU", "mm"]]);
  });

  test("an EPI time series: 15 places, three whole volumes and one that is not", () => {
    const series = tableOf("04-mr-series").series.find(({ stack }) => stack.kind === "phases");
    expect(series?.stack).toMatchObject({ positions: 15, phases: 4 });
    const perPhase = [0, 1, 2, 3].map((phase) => series?.frames.filter((frame) => frame.phase === phase).length);
    expect(perPhase).toEqual([15, 15, 15, 4]);
  });

  test("names in every character set read as the reference reads them", () => {
    const folder = "17-character-sets/";
    for (const { file, patientName } of expectation().values()) {
      if (!file.startsWith(folder) || patientName == null) continue;
      const parsed = parseInstance(bytesOf(file), inflate);
      const name = parsed.ok ? textOf(parsed.value.attributes, tags.patientName) : null;
      expect(`${file} ${name}`).toBe(`${file} ${patientName.replace(/[\^=]+$/, "").trim()}`);
    }
  });
});

describe.skipIf(dataFolder === null)("rows 51 to 58: bad files (needs ../shared/data)", () => {
  const malformed = [...expectation().values()].filter(({ file }) => file.startsWith("20-malformed"));

  test.each(malformed.map(({ file, must, why }) => ({ file, must, why: why ?? "" })))(
    "$file ($must: $why) ends in a table or a named failure",
    ({ file, must }) => {
      const indexed = indexInstance(bytesOf(file), { instanceKey: file, inflate });
      if (!indexed.ok) {
        expect(indexed.failure.happened).not.toBe("");
        return;
      }
      const shown = indexed.value.frames.filter(({ place }) => place !== null).length;
      const warned =
        indexed.value.fault !== null ||
        indexed.value.instance.warnings.length > 0 ||
        indexed.value.looks.some(({ warnings }) => warnings.length > 0);
      // A file that must be warned of is warned of, unless its text is the only fault.
      if (must === "warn" && shown > 0 && !file.includes("charset")) expect(warned).toBe(true);
    },
  );

  test("row 51: cut at every place of its header and at places of the rest, a file never throws", () => {
    const bytes = bytesOf("05-enhanced-multiframe/emri_small_RLE.dcm");
    const step = Math.max(1, Math.floor(bytes.length / 3000));
    for (let length = 0; length < bytes.length; length += length < 2000 ? 1 : step) {
      const indexed = indexInstance(bytes.subarray(0, length), { instanceKey: "cut", inflate });
      if (indexed.ok)
        for (const { place } of indexed.value.frames)
          for (const [offset, size] of place?.runs ?? []) expect(offset + size).toBeLessThanOrEqual(length);
    }
  });
});
