import type { Locator, Page } from "playwright";

const MAX_STOPS = 160;

/** What has the focus, in the words a screen reader would use; for messages of failing stories. */
const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return "nothing";
    const name = element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40) ?? "";
    return `${element.getAttribute("role") ?? element.tagName.toLowerCase()} “${name}”`;
  });

/** Hands on the keyboard and nowhere else: every step is a key press; locators only look. */
export class Keyboard {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async press(key: string, times = 1): Promise<void> {
    for (let time = 0; time < times; time++) await this.page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  async isOn(target: Locator): Promise<boolean> {
    return (await target.and(this.page.locator(":focus")).count()) > 0;
  }

  /** Tab (or Shift Tab) until the target has the focus; fails with the stops that were met when it is not reached. */
  async tabTo(target: Locator, back = false): Promise<void> {
    const stops: string[] = [];
    for (let stop = 0; stop < MAX_STOPS; stop++) {
      if (await this.isOn(target)) return;
      await this.press(back ? "Shift+Tab" : "Tab");
      stops.push(await focusedName(this.page));
    }
    throw new Error(`not reached by Tab: ${target}; met: ${stops.slice(0, 40).join(", ")}`);
  }

  /** Tab to a text field and type. */
  async fill(target: Locator, text: string): Promise<void> {
    await this.tabTo(target);
    await this.type(text);
  }

  /** Within a radio group (one Tab stop): to the option by the arrows, chosen with Space where an arrow alone does not choose. */
  async choose(group: Locator, option: string): Promise<void> {
    const wanted = group.getByRole("radio", { name: option, exact: true });
    await this.tabTo(group.getByRole("radio"));
    const count = await group.getByRole("radio").count();
    for (let step = 0; step < count && !(await this.isOn(wanted)); step++) await this.press("ArrowRight");
    await this.press("Space");
    await wanted.and(this.page.locator("[aria-checked=true], :checked")).waitFor();
  }
}

/** Counts every trusted event of a pointing device in the window from now on. Clicks that keys make are not among them. */
export async function watchPointer(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counter = document.documentElement;
    counter.dataset["pointerEvents"] = "0";
    for (const kind of ["pointerdown", "pointermove", "mousedown", "mousemove", "wheel", "touchstart"]) {
      window.addEventListener(
        kind,
        (event) => {
          if (event.isTrusted) counter.dataset["pointerEvents"] = String(Number(counter.dataset["pointerEvents"]) + 1);
        },
        { capture: true, passive: true },
      );
    }
  });
  return () => page.evaluate(() => Number(document.documentElement.dataset["pointerEvents"]));
}
