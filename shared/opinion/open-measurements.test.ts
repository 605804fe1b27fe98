import { expect, test } from "vitest";
import type { MarkFigure } from "../measure/kept-mark.ts";
import { openMeasurements } from "./open-measurements.ts";
import { emptyOpinion } from "./opinion.ts";

const figure = (name: MarkFigure["name"], value: number, unit: string, text: string): MarkFigure => ({ name, value, unit, text });
const marks = [
  { name: "M1", figures: [figure("long", 17.24, "mm", "17.2 mm"), figure("short", 14.1, "mm", "14.1 mm")] },
  { name: "M2", figures: [figure("length", 39.31, "mm at detector", "39.3 mm at detector")] },
  { name: "M3", figures: [figure("length", 23.4, "mm", "23.4 mm")] },
  { name: "M4", figures: [figure("angle", 34.5, "°", "34.5°")] },
  { name: "M5", figures: [figure("length", 12, "mm, estimated", "12.0 mm, estimated")] },
  { name: "M6", figures: null },
  {
    name: "R1",
    figures: [
      figure("area", 312.4, "mm²", "312.4 mm²"),
      figure("mean", -830.4, "HU", "−830 HU"),
      figure("deviation", 21.2, "HU", "21 HU"),
      figure("min", -900, "HU", "−900 HU"),
      figure("max", -700, "HU", "−700 HU"),
    ],
  },
  { name: "R2", figures: [figure("mean", 3.42, "g/ml", "3.42 g/ml"), figure("area", 40, "px²", "40 px²")] },
];
const verdict = (findings: string): string =>
  openMeasurements({ ...emptyOpinion, findings }, [], marks)
    .map(({ isSure }) => (isSure ? "block" : "warn"))
    .join(" ");

// by hand: another number than the image's, in every spelling a physician may use
test.each([
  "M3 99.9 mm",
  "M3: 99.9 mm",
  "M3 (99.9 mm)",
  "(M3, see above) M3 = 99.9 mm",
  "M3 measures 99.9 mm.",
  "M3 – 99.9 mm",
  "M3 - 99.9 mm",
  "M3-99.9 mm",
  "M3 99.9mm",
  "M3 99,9 mm",
  "M3 9.99 cm",
  "M3: 9,99cm",
  "m3 99.9 mm",
  "M 3: 99.9 mm",
  "M-3: 99.9 mm",
  "M3 99.9",
  "M3: 99",
  "M3 misst 99,9 mm",
  "M3 99.9 millimetres",
  "A nodule of 99.9 mm (M3).",
  "A nodule of 9.9 cm [see M3].",
  "M1 17.2 × 99.9 mm",
  "M1 17.2 x 99.9 mm",
  "M1 99.9 × 14.1 mm",
  "M1 14.1 mm",
  "M1 17.2 mm, short axis 99.9 mm",
  "M3 length 99.9 mm",
  "M3 23.4 cm",
  "M3 23.4 HU",
  "M4 45°",
  "M4: 45 degrees",
  "M4: 45 deg",
  "R1 830 HU",
  "R1 −830 HU ± 99, 312.4 mm²",
  "R1 −830 HU ± 21, 999.9 mm²",
  "R1 −830 ± 99 HU",
  "R1 max −100 HU",
  "R1 21 HU",
  "R1: area 9 cm²",
  "R2 9.9 g/ml",
  "R2: 9.9",
  "M2 39.3 mm",
  "M2 12 mm at detector",
  "M5 12.0 mm",
  "M6 99.9 mm",
  "M6: 12 mm",
  "12 mm (M6)",
  "M1/M3: 99.9 mm",
  "M3 23.4 mm in May; now M3 99.9 mm",
])("P15: %j blocks signing", (text) => expect(verdict(text)).toBe("block"));

// by hand: what is near the name may mean something else; a reason is asked
test.each(["M3 has grown to 99.9 mm.", "M3 is 99.9 mm long", "M3, in the left upper lobe, 99.9 mm", "M3\n99.9 mm", "see M6", "M9 99.9 mm"])(
  "P15: %j asks for a reason",
  (text) => expect(verdict(text)).toBe("warn"),
);

// by hand: honest texts
test.each([
  "M3 23.4 mm",
  "M3: 23.4mm",
  "M3 (23,4 mm)",
  "M3 2.3 cm",
  "M3 about 23 mm",
  "m3 23.4 mm",
  "M3 -23.4 mm",
  "M3\n23.4 mm",
  "A nodule of 23 mm (M3)",
  "M3 23.4 mm, formerly 12.0 mm",
  "M3 has grown from 12.0 mm to 23.4 mm.",
  "M3 is 3 cm from the pleura.",
  "M3 (3 cm above the diaphragm)",
  "M3 lies in segment 8. A cyst of 40 mm in the liver.",
  "M1 17.2 × 14.1 mm",
  "M1 14.1 × 17.2 mm",
  "M1 17 x 14 mm",
  "M1 1.7 × 1.4 cm",
  "M1 17.2 mm × 14.1 mm",
  "M1 short axis 14.1 mm",
  "M1 14.1 mm (short axis)",
  "M1 17.2 mm",
  "M2 39.3 mm at detector",
  "M5 12.0 mm, estimated",
  "M5 12 mm (estimated)",
  "M4 34.5°",
  "M4: 35 degrees",
  "M4 34.5°, 12 mm from the base",
  "R1 −830 HU ± 21, 312.4 mm²",
  "R1 -830 ± 21 HU; 3.1 cm²",
  "R1 max −700 HU",
  "R2 3.42 g/ml",
  "R2: 3.4",
  "Stage cT2 N1 M1, 3 lesions",
  "pT2 N1 M1: 2",
  "R1 resection, 3 mm margin",
  "stage M1 (2023)",
  "M1 (2023)",
  "M1 in 3 segments; see M1.",
  "1.8 m2; 75 mg/m2, 99.9 mm",
  "L3 99.9 mm, T2 99.9 mm",
  "M3 on 12.05.2026",
  "M1 17.2 × 14.1 mm, M3 23.4 mm",
])("P15: %j is in order", (text) => expect(verdict(text)).toBe(""));

test("P15: the point says what the image and the text say, once for each field", () => {
  const opinion = { ...emptyOpinion, findings: "M3: 99.9 mm, again M3: 99.9 mm", limits: "M2 39.3 mm" };
  expect(openMeasurements(opinion, [], marks).map(({ field, text }) => `${field}: ${text}`)).toEqual([
    "findings: The findings: M3 measures 23.4 mm on the image, the text says 99.9 mm.",
    "limits: The limits: M2 measures 39.3 mm at detector on the image: write “at detector” behind the number.",
  ]);
});

test("P15, R8: a text of the longest length with as many names is read at once", () => {
  const text = "M3 23.4 mm × 12, ± 4 ".repeat(2900);
  expect(openMeasurements({ ...emptyOpinion, findings: text }, [], marks).length).toBeLessThan(3);
});
