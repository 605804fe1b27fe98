import { chromium } from "playwright";
import { findChromium } from "../../support/chromium.ts";

export type Credentials = { readonly user: string; readonly password: string };

const MOVE_MS = 10_000;

/**
 * Walks a service's sign-in page in a browser of its own, as a person would in the system browser: fills user name and password where
 * the page has such fields, presses the button that allows, and takes a page that redirects at once. Throws in words when the service asks
 * for the password once more.
 */
export async function signInAt(address: string, { user, password }: Credentials): Promise<void> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    let given = false;
    for (let step = 0; step < 4 && !/\/callback\?/.test(page.url()); step++) {
      const name = page.locator("input[name=username], input[type=email], input[name=user]").first();
      if (await name.isVisible()) await name.fill(user);
      const secret = page.locator("input[name=password], input[type=password]").first();
      if (await secret.isVisible()) {
        if (given) throw new Error("The service does not take this user name and password.");
        await secret.fill(password);
        given = true;
      }
      const allow = page.getByRole("button", { name: /allow|authori[sz]e|sign in|log in|continue|yes/i }).first();
      const button = (await allow.count()) > 0 ? allow : page.locator("button[type=submit], input[type=submit], button").first();
      if ((await button.count()) === 0) break;
      // a page that signs in by script goes nowhere at first: then the loop looks again
      const moved = page.waitForEvent("framenavigated", { timeout: MOVE_MS }).catch(() => undefined);
      await button.click();
      await moved;
      await page.waitForLoadState("load");
    }
    await page.waitForURL(/\/callback\?/, { timeout: 30_000 });
  } finally {
    await browser.close();
  }
}
