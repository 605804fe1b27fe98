import fs from "node:fs";
import { chromium } from "playwright";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A Chromium for tests: `OVERREAD_CHROMIUM` goes first, then an installed browser, then Playwright's own. */
export function findChromium(): string {
  const wanted = process.env["OVERREAD_CHROMIUM"];
  const found = [...(wanted === undefined ? [] : [wanted]), ...PLACES, chromium.executablePath()].find((place) => fs.existsSync(place));
  if (found === undefined)
    throw new Error("No Chromium was found. Install one (Debian: apt-get install chromium) or set OVERREAD_CHROMIUM.");
  return found;
}
