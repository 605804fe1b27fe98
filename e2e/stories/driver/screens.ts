import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { demoCaseCache, makeDemoCases } from "../../fixtures/demo-cases/make-demo-cases.ts";
import { Stage } from "./stage.ts";
import { type Visit, walkCase, walkFirstRun, walkLarge, walkRest, walkSigning, walkWorklist, wearTheme } from "./walk-screens.ts";

const SIZES = [
  { width: 1_440, height: 900 },
  { width: 1_280, height: 720 },
] as const;

/** Fonts, two frames of the display, and every movement that ends (a spinner does not): what was asked for is drawn. */
const settled = (stage: Stage): Promise<unknown> =>
  stage.page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
  });

/** Pictures of every screen in both themes at both sizes: `<folder>/<name>-<theme>[-1280].png`. Answers how many. */
export async function takePictures(out: string, say: (line: string) => void): Promise<number> {
  fs.mkdirSync(out, { recursive: true });
  const folders = await makeDemoCases(demoCaseCache);
  const stage = await Stage.open({ casesDir: folders });
  let count = 0;
  const visit: Visit = async (name) => {
    for (const theme of ["dark", "light"] as const) {
      await wearTheme(stage.page, theme);
      for (const size of SIZES) {
        await stage.page.setViewportSize(size);
        await settled(stage);
        await stage.page.screenshot({ path: path.join(out, `${name}-${theme}${size.width === 1_280 ? "-1280" : ""}.png`) });
        count++;
      }
      await stage.page.setViewportSize(SIZES[0]);
    }
    say(name);
  };
  try {
    await stage.page.setViewportSize(SIZES[0]);
    await walkFirstRun(stage, visit);
    await walkWorklist(stage, visit, /Lindqvist/);
    await walkCase(stage, visit);
    await walkSigning(stage, visit);
    await walkRest(stage, visit);
    await walkLarge(stage, visit);
  } finally {
    await stage.page.screenshot({ path: path.join(out, "last.png") }).catch(() => undefined);
    await stage.close();
  }
  return count;
}

/** `node e2e/commands/screens.mjs [--out DIR]`: for eyes, beside the pictures that set the bar. */
export async function runScreensCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { out: { type: "string", default: "out/screens" } } });
  const out = path.resolve(values.out);
  const count = await takePictures(out, (line) => void process.stdout.write(`${line}\n`));
  process.stdout.write(`${count} pictures in ${out}\n`);
  return 0;
}
