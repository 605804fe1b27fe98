import { z } from "zod";

/** What a modality value measures, for people: name and unit. Without a meaning of its own a value is the stored value. */
export const Quantity = z.object({ name: z.string(), unit: z.string() });
export type Quantity = z.infer<typeof Quantity>;

export const storedQuantity: Quantity = { name: "stored value", unit: "" };

/** Rescale Type and Modality LUT Type, PS3.3 C.11.1.1.2. */
const byType: { readonly [type: string]: Quantity } = {
  HU: { name: "Hounsfield units", unit: "HU" },
  HU_MOD: { name: "modified Hounsfield units", unit: "HU (modified)" },
  OD: { name: "optical density", unit: "OD/1000" },
  MGML: { name: "density", unit: "mg/ml" },
  Z_EFF: { name: "effective atomic number", unit: "Z" },
  ED: { name: "electron density", unit: "10²³/ml" },
  EDW: { name: "electron density relative to water", unit: "" },
  PCT: { name: "percentage", unit: "%" },
};

/** Units of PET images, PS3.3 C.8.9.1.1.3. Grams per millilitre are already a standardised uptake value (T6). */
const byPetUnits: { readonly [units: string]: Quantity } = {
  BQML: { name: "activity concentration", unit: "Bq/ml" },
  GML: { name: "SUV", unit: "g/ml" },
  CNTS: { name: "counts", unit: "counts" },
  CPS: { name: "count rate", unit: "counts/s" },
  PROPCNTS: { name: "proportional to counts", unit: "" },
  PROPCPS: { name: "proportional to count rate", unit: "" },
  PCNT: { name: "percentage", unit: "%" },
  CM2ML: { name: "SUV by body surface", unit: "cm²/ml" },
};

export type QuantityFacts = {
  readonly modality: string | null;
  readonly rescaled: boolean;
  readonly type: string | null;
  readonly petUnits: string | null;
  /** Image Type, value 1. */
  readonly original: boolean;
};

/** T1: the HU label belongs to CT whose rescale type is HU, or to original CT that does not say. */
export function quantityOf({ modality, rescaled, type, petUnits, original }: QuantityFacts): Quantity {
  if (petUnits !== null && modality === "PT") return byPetUnits[petUnits] ?? { name: "PET value", unit: petUnits };
  if (!rescaled) return storedQuantity;
  if (type !== null && type !== "US") {
    if (type.startsWith("HU") && modality !== "CT") return { name: "rescaled value", unit: "" };
    return byType[type] ?? { name: "rescaled value", unit: "" };
  }
  if (modality === "CT" && type === null && original) return byType["HU"] ?? storedQuantity;
  return { name: "rescaled value", unit: "" };
}
