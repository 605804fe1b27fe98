import type { Settings } from "#shared/contract/settings.ts";
import { counted, inPageLanguage } from "../../ui/words.ts";

const themes: Readonly<Record<Settings["theme"], string>> = {
  "follow-view": "Follow the view",
  dark: "Always dark",
  light: "Always light",
};
const densities: Readonly<Record<Settings["density"], string>> = { compact: "Compact", regular: "Regular", comfortable: "Comfortable" };

const en = {
  themes,
  densities,
  title: "Settings",
  parts: { look: "Look and paper", keys: "Keys and mouse", safety: "Lock and vault", about: "About" } as const,
  partsLabel: "Parts of the settings",
  theme: "Theme",
  themeHint: "Images are read in the dark, text in the light. Ctrl Shift L switches now.",
  density: "Rows",
  textSize: "Text size",
  textSizeHint: "Of everything but the images.",
  percent: (value: number) => `${value} %`,
  paper: "Paper of reports",
  overlay: "Overlay text on images",
  overlayOn: "Show identity, series, window and image number in every viewport",
  mouse: "Mouse",
  mousePresets: {
    A: "A: left = chosen tool, right = zoom, middle = pan",
    B: "B: left = frames, right = window and level, middle = pan",
    C: "C: left = chosen tool, right = window and level, middle = zoom",
  } as const,
  mouseHint: "The wheel moves frames in all three, with Ctrl it zooms. Left and right together move frames, too.",
  drag: "Window drag",
  dragUp: "Up makes the image darker (else brighter)",
  priors: "A prior hangs",
  priorSides: { left: "to the left of the current images", right: "to the right of the current images" },
  letters: "Single letters",
  lettersOn: "Single letters are commands while no text field has the focus",
  keys: "Keys",
  keysHint: "Choose a command, then press the new key. Delete turns a key off, Escape leaves it as it is.",
  find: "Find a command",
  press: "Press a key",
  off: "Off",
  change: (label: string) => `Change the key of ${label}`,
  restore: "As shipped",
  restoreOne: (label: string) => `Give ${label} its own key back`,
  conflict: (key: string, one: string, other: string) => `${key} now means both “${one}” and “${other}”. Change one of them.`,
  lockAfter: "Lock after",
  minutes: (count: number) => counted(count, "minute", "minutes"),
  lockHint: "Without input. It also locks when the computer is suspended or locked.",
  prepared: "Prepared images",
  preparedHint:
    "A second, sealed copy of images that opens at once. Series not used for longest go first; the images themselves always stay.",
  preparedSize: (gib: number) => (gib === 0 ? "None" : `${gib} GB`),
  vault: "Vault",
  vaultHint: "Reads the audit trail from its first line and every sealed file behind the lists. It changes nothing.",
  check: "Check my vault",
  checking: "Checking",
  whole: (entries: number, blobs: number) =>
    `Whole: ${counted(entries, "audit entry", "audit entries")} in one chain, ${counted(blobs, "sealed file", "sealed files")} read.`,
  notWhole: "Something does not fit.",
  notWholeSafe: "Nothing was changed. Tell support what stands here; cases can be fetched again.",
  later:
    "This version has no recovery code, no backup of drafts and no second device: a forgotten passphrase cannot be replaced. Reports that were delivered stay at the service.",
  about: "About Overread",
  version: (version: string) => `Version ${version}`,
  purpose:
    "Overread helps a qualified physician to view records and images and to write a second opinion. It detects nothing, ranks nothing by disease and proposes no diagnosis.",
  notCertified:
    "Overread is not certified as a medical device: neither cleared by the FDA nor marked under the European Medical Device Regulation. Whoever uses it in care must see to that.",
  display: "This display was not checked for reading images. Judge subtle findings on a display that was.",
  network:
    "Overread contacts only the service you signed in to and what that service names. Nothing else leaves this device, no statistics either.",
  demo: "The demo service holds synthetic data of invented patients, not for clinical use.",
  notThere: "This version has no messages, no statistics, no blind reading, no measuring tools, no second signer and no templates.",
  licence: "Overread is free software under the MIT licence. It stands on the work of others, whose licences are included:",
  remarks: "About this start",
};

export const settingsWords = (): typeof en => inPageLanguage({ en });
