import { z } from "zod";
import { nothing, procedure } from "./procedure.ts";

export const Settings = z.object({
  theme: z.enum(["follow-view", "dark", "light"]),
  density: z.enum(["compact", "regular", "comfortable"]),
  textScalePercent: z.int().min(80).max(200),
  paper: z.enum(["A4", "Letter"]),
  lockAfterMinutes: z.int().min(1).max(30),
  mousePreset: z.enum(["A", "B", "C"]),
  windowDragUpIsDarker: z.boolean(),
  singleLetterKeys: z.boolean(),
  /** Command id → shortcut, only where it differs from the table. */
  shortcuts: z.record(z.string(), z.string()),
  showOverlayText: z.boolean(),
  /** T13: on which side of the current images a prior hangs. */
  priorSide: z.enum(["left", "right"]),
  /** How much of the disk prepared images may take (2^30 bytes); 0 = none are made, and images are decoded each time. */
  preparedImagesGib: z.int().min(0).max(64),
});
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = {
  theme: "follow-view",
  density: "regular",
  textScalePercent: 100,
  paper: "A4",
  lockAfterMinutes: 10,
  mousePreset: "A",
  windowDragUpIsDarker: false,
  singleLetterKeys: true,
  shortcuts: {},
  showOverlayText: true,
  priorSide: "right",
  preparedImagesGib: 4,
};

/** What "Check my vault" found: the audit chain and every file behind a row. */
export const VaultCheck = z.object({ whole: z.boolean(), auditEntries: z.int(), blobs: z.int(), problems: z.array(z.string()) });
export type VaultCheck = z.infer<typeof VaultCheck>;

export const settings = {
  get: procedure({ input: nothing, output: Settings }),
  set: procedure({ input: Settings.partial(), output: Settings }),
  checkVault: procedure({ input: nothing, output: VaultCheck }),
};
