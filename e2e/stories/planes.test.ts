import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoCaseCache, makeDemoCases } from "../fixtures/demo-cases/make-demo-cases.ts";
import { beside, USUAL_WIDTHS } from "./driver/inspect.ts";
import { Stage } from "./driver/stage.ts";

let stage: Stage;
let page: Page;
beforeAll(async () => {
  const [folder = ""] = await makeDemoCases(demoCaseCache, { only: ["chest-ct"] });
  stage = await Stage.open({ casesDir: folder });
  page = stage.page;
  await page.setViewportSize({ width: 1_440, height: 900 });
  await stage.firstRun();
  const row = await stage.accept("Lindqvist");
  await row.getByText("Ready offline").waitFor();
  await row.click();
  await page.locator("[data-viewport='0'] [data-rendered$=':ready']").waitFor();
}, 180_000);
afterAll(() => stage.close());

const plane = (name: "axial" | "coronal" | "sagittal") => page.locator(`[data-plane='${name}']`);
const rendered = (name: "axial" | "coronal" | "sagittal") => plane(name).locator("[data-rendered]").getAttribute("data-rendered");
const depthMm = async (name: "axial" | "coronal" | "sagittal"): Promise<number> => {
  const text = (await plane(name).locator(".overlay-window").textContent()) ?? "";
  return Number(/(-?[\d.]+) mm/.exec(text.replaceAll("−", "-"))?.[1]);
};

test("P2, T10: the case opens with the CT of a year ago beside the current one, each named; Shift+P brings it back", async () => {
  const study = (at: number) => page.locator(`[data-viewport='${at}'] .overlay-study`);
  await study(0).getByText("NOW 2 Nov 2026").waitFor();
  await study(1).getByText("PRIOR 27 Oct 2025").waitFor();
  await page.locator("[data-viewport='0']").focus();
  await page.keyboard.press("Shift+1");
  await page.locator("[data-viewport='1']").waitFor({ state: "detached" });
  await page.locator("[data-viewport='0']").focus();
  await page.keyboard.press("Shift+P");
  await study(1).getByText("PRIOR 27 Oct 2025").waitFor();
});

test("P27: P shows three planes of the series, named as computed, with their side letters", async () => {
  await page.locator("[data-viewport='0']").focus();
  await page.keyboard.press("p");
  for (const name of ["axial", "coronal", "sagittal"] as const) {
    await plane(name).locator(`[data-rendered^='${name}:']`).waitFor();
    await plane(name).getByText("COMPUTED PLANE").waitFor();
  }
  const letters = (name: "axial" | "coronal" | "sagittal") => plane(name).locator(".side-letter").allTextContents();
  // top, right, bottom, left of a patient seen from the feet, from the front, from the left
  expect([await letters("axial"), await letters("coronal"), await letters("sagittal")]).toEqual([
    ["A", "L", "P", "R"],
    ["H", "L", "F", "R"],
    ["H", "P", "F", "A"],
  ]);
});

test("P4: a click on the axial plane takes the other planes through that point of the patient", async () => {
  const [coronal, sagittal] = [await depthMm("coronal"), await depthMm("sagittal")];
  const box = await plane("axial").boundingBox();
  if (box === null) throw new Error("no axial plane");
  await page.mouse.click(box.x + box.width * 0.6, box.y + box.height * 0.45);
  await expect.poll(() => depthMm("coronal")).not.toBe(coronal);
  await expect.poll(() => depthMm("sagittal")).not.toBe(sagittal);
});

test("keys go through the patient and tip a plane; a slab has its name; Escape gives the images back", async () => {
  const before = await depthMm("axial");
  await plane("axial").focus();
  await page.keyboard.press("ArrowDown");
  // one step is the distance between two images of this series
  await expect.poll(async () => Math.abs((await depthMm("axial")) - before)).toBeCloseTo(2.5, 1);
  await page.keyboard.press("Shift+ArrowRight");
  await plane("axial").getByText("Oblique").waitFor();
  await page.getByRole("button", { name: "Planes upright again" }).click();
  await expect.poll(() => rendered("axial")).toMatch(/^axial:/);
  await page.getByRole("button", { name: /^Thickness/ }).click();
  await page.getByRole("menuitemradio", { name: "MIP 20 mm" }).click();
  // the plane itself says which of it is drawn
  await plane("coronal").getByText("MIP 20 mm").waitFor();
  // from the series' own image in the last field too
  await page.locator("[data-viewport='0']").focus();
  await page.keyboard.press("Escape");
  await page.locator("[data-viewport='0'] [data-rendered$=':ready']").waitFor();
  expect(await page.locator("[data-plane]").count()).toBe(0);
});

test("T18: at every usual width the whole window of a CT with its prior is on the screen", async () => {
  for (const width of USUAL_WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    await expect.poll(async () => [width, await beside(page)]).toEqual([width, 0]);
  }
});
