import { SeriesId } from "../result/ids.ts";
import type { KeptMark } from "./kept-mark.ts";

/** A mark for tests: a length of 23.4 mm on the first image of a series, changed where asked. */
export const madeMark = (id: string, more: Partial<KeptMark> = {}): KeptMark => ({
  id,
  letter: "M",
  number: 0,
  place: {
    seriesId: SeriesId.parse("5".repeat(32)),
    studyUid: "1.2.3",
    seriesUid: "1.2.3.4",
    sopInstanceUid: "1.2.3.4.5",
    frameNumber: 1,
  },
  shape: {
    kind: "length",
    points: [
      { x: 10, y: 10 },
      { x: 33.4, y: 10 },
    ],
  },
  text: "",
  labelAt: null,
  lesion: null,
  target: null,
  sliceMm: null,
  figures: [{ name: "length", value: 23.4, unit: "mm", text: "23.4 mm" }],
  scale: { label: "mm", note: "mm" },
  ...more,
});
