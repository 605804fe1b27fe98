import { chromium } from "playwright";
import { findChromium } from "../../support/chromium.ts";

export type Credentials = { readonly user: string; readonly password: string };

/**
 * Walks a service's sign-in page in a browser of its own, as a person would in the system browser: fills user name and password where
 * the page has such fields, presses the button that allows, and takes a page that redirects at once.
 */
export async function signInAt(address: string, { user, password }: Credentials): Promise<void> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    for (let step = 0; step < 4 && !/\/callback\?/.test(page.url()); step++) {
      const name = page.locator("input[name=username], input[type=email], input[name=user]").first();
      if (await name.isVisible()) await name.fill(user);
      const secret = page.locator("input[name=password], input[type=password]").first();
      if (await secret.isVisible()) await secret.fill(password);
      const allow = page.getByRole("button", { name: /allow|authori[sz]e|sign in|log in|continue|yes/i }).first();
      const button = (await allow.count()) > 0 ? allow : page.locator("button[type=submit], input[type=submit], button").first();
      if ((await button.count()) === 0) break;
      await Promise.all([page.waitForLoadState("load"), button.click()]);
      await page.waitForLoadState("load");
    }
    await page.waitForURL(/\/callback\?/, { timeout: 30_000 });
  } finally {
    await browser.close();
  }
}
