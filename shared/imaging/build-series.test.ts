import { describe, expect, test } from "vitest";
import type { SeriesId } from "../result/ids.ts";
import { buildSeries } from "./build-series.ts";
import { SeriesFrames } from "./frame-table.ts";
import type { InstanceIndex } from "./instance-index.ts";
import { madeLook } from "./made-look.ts";
import { madeStudy } from "./made-volume.ts";

type Made = { readonly uid: string; readonly z?: number; readonly y?: number; readonly number?: number; readonly time?: string };

/** An axial CT image of one study and series at a height. */
function image({ uid, z, y = 0, number = 1, time = "" }: Made, more: Partial<InstanceIndex> = {}): InstanceIndex {
  const plane =
    z === undefined
      ? null
      : {
          position: [0, y, z] as [number, number, number],
          row: [1, 0, 0] as [number, number, number],
          column: [0, 1, 0] as [number, number, number],
        };
  return {
    objectKind: "image",
    objectName: "CT image",
    ...madeStudy,
    series: {
      seriesInstanceUid: "2.1.1",
      modality: "CT",
      number: 1,
      description: "",
      protocol: "",
      bodyPart: "",
      laterality: "",
      date: "",
      time: "",
      contrast: "",
    },
    frameOfReferenceUid: null,
    instance: {
      instanceKey: `key-${uid}`,
      sopInstanceUid: uid,
      sopClassUid: "",
      number,
      imageType: ["ORIGINAL"],
      viewPosition: "",
      laterality: "",
      patientOrientation: [],
      acquisitionTime: time,
      contentTime: "",
      burnedIn: "unknown",
      announcedFrames: 1,
      warnings: [],
    },
    fault: null,
    hasPictures: true,
    looks: [madeLook()],
    frames: [
      {
        look: 0,
        frameNumber: 1,
        place: { runs: [[0, 8]], skipBits: 0, inflated: false },
        fault: null,
        plane,
        durationMs: null,
        stack: "",
        temporalPosition: null,
        triggerTimeMs: null,
      },
    ],
    preambleInUse: false,
    transferSyntaxUid: "1.2.840.10008.1.2.1",
    ...more,
  };
}

const options = { idOf: (key: string) => key.length.toString(16).padStart(32, "0") as SeriesId, patient: null };
const build = (...indexes: readonly InstanceIndex[]) => buildSeries(indexes, options);
const uidsOf = (series: SeriesFrames | undefined): string[] =>
  (series?.frames ?? []).map(({ instance }) => series?.instances[instance]?.sopInstanceUid ?? "");
const heights = (...all: readonly number[]): InstanceIndex[] => all.map((z, i) => image({ uid: `u${i}`, z, number: i + 1 }));

describe("order and geometry", () => {
  test("images stand by position in the sense of their numbers, whatever order they came in", () => {
    const { series } = build(
      image({ uid: "c", z: 10, number: 3 }),
      image({ uid: "a", z: 30, number: 1 }),
      image({ uid: "b", z: 20, number: 2 }),
    );
    expect(uidsOf(series[0])).toEqual(["a", "b", "c"]);
    expect(series[0]?.stack).toMatchObject({ kind: "volume", positions: 3, spacingMm: 10, uniform: true, mprRefusal: null });
    expect(SeriesFrames.safeParse(series[0]).success).toBe(true);
  });

  test("row 57: a missing slice is stated in mm and forbids other planes (T5)", () => {
    const [series] = build(...heights(0, 2.5, 5, 10, 12.5)).series;
    expect(series?.stack.gaps).toEqual([{ after: 2, mm: 5 }]);
    expect(series?.stack.mprRefusal).toBe("a gap in the stack");
    expect(series?.notices.map(({ text }) => text)).toEqual(["Between images 3 and 4 lie 5.0 mm; the others are 2.5 mm apart."]);
  });

  test("T5: uneven distances and a tilted gantry forbid other planes", () => {
    expect(build(...heights(0, 2.5, 5.3, 7.5)).series[0]?.stack.mprRefusal).toBe("uneven distances between the images");
    const tilted = [0, 1, 2, 3].map((i) => image({ uid: `u${i}`, z: i * 5, y: i * 5 * Math.tan(Math.PI / 10), number: i + 1 }));
    expect(build(...tilted).series[0]?.stack.mprRefusal).toBe("the gantry was tilted by 18.0°");
  });

  test("one place taken several times is a time series: time by time, place by place", () => {
    const taken = [1, 2].flatMap((time) => [0, 5, 10].map((z, i) => image({ uid: `t${time}z${i}`, z, number: 3 * (time - 1) + i + 1 })));
    const { series } = build(...taken);
    expect(uidsOf(series[0])).toEqual(["t1z0", "t1z1", "t1z2", "t2z0", "t2z1", "t2z2"]);
    expect(series[0]?.frames.map(({ phase }) => phase)).toEqual([0, 0, 0, 1, 1, 1]);
    expect(series[0]?.stack).toMatchObject({ kind: "phases", phases: 2, positions: 3 });
  });

  test("without geometry the file numbers order, and no other plane is cut", () => {
    const { series } = build(image({ uid: "b", number: 2 }), image({ uid: "a", number: 1 }));
    expect(uidsOf(series[0])).toEqual(["a", "b"]);
    expect(series[0]?.stack.mprRefusal).toBe("the file does not say where the images lie");
  });
});

describe("P12: what does not belong in one stack is split and marked", () => {
  test("a localizer among axial images, and images of another size", () => {
    const localizer = image({ uid: "l", z: 99, number: 9 });
    const small = { ...image({ uid: "s", z: 0, number: 8 }), looks: [madeLook({ pixel: { rows: 64, columns: 64 } })] };
    const { series } = build(
      ...heights(0, 5, 10),
      { ...localizer, instance: { ...localizer.instance, imageType: ["ORIGINAL", "PRIMARY", "LOCALIZER"] } },
      small,
    );
    expect(series.map(({ frames, part }) => [frames.length, part?.of])).toEqual(
      expect.arrayContaining([
        [3, 3],
        [1, 3],
        [1, 3],
      ]),
    );
    expect(new Set(series.map(({ seriesKey }) => seriesKey)).size).toBe(3);
    expect(series.every(({ notices }) => notices.some(({ code }) => code === "split"))).toBe(true);
  });

  test("row 57: both versions of a duplicate are shown, never in one stack", () => {
    const copy = { ...image({ uid: "u1", z: 2.5, number: 2 }) };
    const { series } = build(...heights(0, 2.5, 5), { ...copy, instance: { ...copy.instance, instanceKey: "second" } });
    expect(series.map(({ frames }) => frames.length).sort()).toEqual([1, 3]);
    expect(series.find(({ frames }) => frames.length === 1)?.notices.map(({ code }) => code)).toEqual(["duplicate"]);
  });

  test("row 57: another patient's image is in quarantine, and the stack shows its gap", () => {
    const foreign = image(
      { uid: "x", z: 2.5, number: 2 },
      { patient: { id: "2", issuer: "", name: "Roe^Max", birthDate: "19700202", sex: "M" } },
    );
    const { series, quarantined } = build(...heights(0, 5, 7.5, 10), foreign);
    expect(uidsOf(series[0])).not.toContain("x");
    expect(quarantined.map((entry) => uidsOf(entry.series))).toEqual([["x"]]);
    expect(series[0]?.stack.gaps).toHaveLength(1);
  });
});

describe("T15, P11: what cannot be shown keeps its place and its name", () => {
  test("an unreadable instance stands in its series by number, and its list has another revision", () => {
    const broken = image({ uid: "x", number: 2 }, { fault: { code: "frames-missing", detail: "" }, frames: [], looks: [] });
    const [series] = build(image({ uid: "a", z: 0, number: 1 }), broken, image({ uid: "c", z: 5, number: 3 })).series;
    expect(uidsOf(series)).toEqual(["a", "x", "c"]);
    expect(series?.frames[1]).toMatchObject({ place: null, look: null, fault: { code: "frames-missing" } });
    expect(series?.notices[0]?.text).toBe("Image 2, frame 1: Pictures that this file announces are not in it.");
    const [without] = build(image({ uid: "a", z: 0, number: 1 }), image({ uid: "c", z: 5, number: 3 })).series;
    expect(without?.revision).not.toBe(series?.revision);
  });

  test("objects without pictures are listed apart", () => {
    const report = image({ uid: "r" }, { hasPictures: false, frames: [], looks: [], objectKind: "structured-report" });
    const { series, others } = build(...heights(0, 5), report);
    expect(series).toHaveLength(1);
    expect(others.map(({ instanceKey }) => instanceKey)).toEqual(["key-r"]);
  });
});
