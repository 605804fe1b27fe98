import { createRequire } from "node:module";
import type { Page } from "playwright";

const axeFile = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

type Violation = {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
};

/**
 * axe on the window as it stands: one line for each place that breaks a rule. Its source is evaluated over the debugging port, which the
 * page's policy does not hinder (a script element would be refused).
 */
export async function axeViolations(page: Page, source: string): Promise<string[]> {
  await page.evaluate(source);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
    return (await axe.run({ resultTypes: ["violations"] })).violations;
  });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${JSON.stringify(node.target)} ${node.failureSummary ?? ""}`));
}

export { axeFile };

/**
 * Controls that nobody can bring onto the screen: after scrolling to each, its middle is outside the window or covered by something that is
 * not part of it. Also names a window that scrolls sideways as a whole.
 */
export function unreachable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.scrollingElement;
    if (root !== null && root.scrollWidth > window.innerWidth + 1) found.push(`the window is ${root.scrollWidth} wide`);
    const modal = document.querySelector<HTMLElement>("[role=dialog]:not([data-closed])");
    const controls = (modal ?? document).querySelectorAll<HTMLElement>("button, input, textarea, [tabindex='0'], [role=radio], [role=tab]");
    for (const control of controls) {
      if (control.closest("[inert], [aria-hidden=true]") !== null || control.classList.contains("sr-only")) continue;
      control.scrollIntoView({ block: "nearest", inline: "nearest" });
      const box = control.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      const [x, y] = [
        (Math.max(0, box.left) + Math.min(innerWidth, box.right)) / 2,
        (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2,
      ];
      const at = document.elementFromPoint(x, y);
      const label = control.closest("label");
      const hit = at !== null && (control.contains(at) || at.contains(control) || label?.contains(at) === true);
      const name = control.getAttribute("aria-label") ?? control.textContent?.trim().slice(0, 40) ?? "";
      if (!hit || box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth || box.top >= innerHeight)
        found.push(
          `${control.tagName.toLowerCase()} “${name}” at ${Math.round(box.left)},${Math.round(box.top)} is under ${at?.className ?? "nothing"}`,
        );
    }
    return found;
  });
}

/** Controls that lie beyond the left or right edge of the window, where nothing scrolls to them. */
export const beside = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      [...document.querySelectorAll("button, [role=radio], textarea")]
        .map((control) => control.getBoundingClientRect())
        .filter((box) => box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5)).length,
  );

/** Usual widths of windows. */
export const USUAL_WIDTHS = [1_280, 1_366, 1_440, 1_536, 1_600, 1_920] as const;
