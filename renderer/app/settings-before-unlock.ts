import type { Settings } from "#shared/contract/settings.ts";

/** How the window looks while the vault is closed: the reader's own settings lie inside it. */
export const settingsBeforeUnlock: Settings = {
  theme: "follow-view",
  density: "regular",
  textScalePercent: 100,
  paper: "A4",
  lockAfterMinutes: 10,
  mousePreset: "A",
  windowDragUpIsDarker: false,
  priorSide: "right",
  singleLetterKeys: true,
  shortcuts: {},
  showOverlayText: true,
  preparedImagesGib: 4,
};
