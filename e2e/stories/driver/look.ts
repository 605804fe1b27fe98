import fs from "node:fs";
import path from "node:path";
import type { Page } from "playwright";
import { axeFile, axeViolations, unreachable } from "./inspect.ts";
import { wearTheme } from "./walk-screens.ts";

const SIZES = [
  { width: 1_280, height: 720 },
  { width: 1_440, height: 900 },
] as const;

/** Pictures for eyes, where the folder is named. */
const pictures = process.env["OVERREAD_PICTURES"];

/** What axe finds in both themes and at both sizes, and what is out of reach there; with a picture of each. */
export async function look(page: Page, name: string): Promise<string[]> {
  const axe = fs.readFileSync(axeFile, "utf8");
  const found: string[] = [];
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const theme of ["dark", "light"] as const) {
      await wearTheme(page, theme);
      found.push(...(await axeViolations(page, axe)).map((line) => `${name}, ${theme}, ${size.width}: ${line}`));
      if (pictures !== undefined) await page.screenshot({ path: path.join(pictures, `${name}-${theme}-${size.width}.png`) });
    }
    found.push(...(await unreachable(page)).map((line) => `${name}, ${size.width}: ${line}`));
  }
  return found;
}
