import { expect, test } from "vitest";
import { madeLook } from "./made-look.ts";
import { readPixel, valueText } from "./modality-probe.ts";
import { type QuantityFacts, quantityOf } from "./quantity.ts";

const ct: QuantityFacts = { modality: "CT", rescaled: true, type: null, petUnits: null, original: true };

test.each<{ name: string; facts: Partial<QuantityFacts>; unit: string }>([
  { name: "CT of type HU", facts: { type: "HU" }, unit: "HU" },
  { name: "original CT that does not say", facts: {}, unit: "HU" },
  { name: "derived CT that does not say", facts: { original: false }, unit: "" },
  { name: "CT that says unspecified", facts: { type: "US" }, unit: "" },
  { name: "CT without rescale", facts: { rescaled: false }, unit: "" },
  { name: "an MR that calls itself HU", facts: { modality: "MR", type: "HU" }, unit: "" },
  { name: "optical density of a digitised film", facts: { modality: "CR", type: "OD" }, unit: "OD/1000" },
  { name: "PET in Bq/ml", facts: { modality: "PT", petUnits: "BQML" }, unit: "Bq/ml" },
  { name: "PET that is SUV already (T6)", facts: { modality: "PT", petUnits: "GML" }, unit: "g/ml" },
  { name: "PET counts are not SUV (P7)", facts: { modality: "PT", petUnits: "CNTS" }, unit: "counts" },
])("T1: $name has the unit '$unit'", ({ facts, unit }) => {
  expect(quantityOf({ ...ct, ...facts }).unit).toBe(unit);
});

test("T3: the cursor shows the modality value of the stored pixel with its unit", () => {
  const look = madeLook({
    modality: { kind: "rescale", slope: 1, intercept: -1024 },
    quantity: { name: "Hounsfield units", unit: "HU" },
    padding: { from: 0, to: 0 },
  });
  expect(readPixel(look, [412])).toMatchObject({ stored: [412], value: -612, text: "−612 HU", padding: false });
  expect(readPixel(look, [0])).toMatchObject({ text: "padding", padding: true });
  expect(readPixel(madeLook({ pixel: { samplesPerPixel: 3 } }), [1, 2, 3])).toMatchObject({ value: null, text: "R 1 G 2 B 3" });
});

test.each([
  { value: -0.2, unit: "HU", text: "0 HU" },
  { value: 2.345, unit: "g/ml", text: "2.35 g/ml" },
  { value: 1234.56, unit: "Bq/ml", text: "1234.6 Bq/ml" },
  { value: 7, unit: "", text: "7" },
])("T7: $value is written $text", ({ value, unit, text }) => {
  expect(valueText(value, unit)).toBe(text);
});
