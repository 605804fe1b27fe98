import http from "node:http";
import type { AddressInfo } from "node:net";
import { installedBrowser } from "../../electron/commands/find-shell.ts";
import { openBrowser } from "../../electron/loopback/open-chromium.ts";

/** An empty page that tells when it was painted, as the browser itself noted it. */
const EMPTY = `<!doctype html><meta charset="utf-8"><title>empty</title><body>empty<script>
new PerformanceObserver((list) => { for (const entry of list.getEntriesByName("first-contentful-paint")) fetch("/painted?" + (performance.timeOrigin + entry.startTime)); }).observe({ type: "paint", buffered: true });
</script>`;

/**
 * A program of its own, started by the bench as the app is started: opens an empty page in the same browser with the same switches over
 * the same pipe, but with no core and no page of ours behind it. Prints when the page was painted (ms since the epoch) and ends.
 */
async function main(): Promise<void> {
  const executable = installedBrowser();
  if (executable === undefined) throw new Error("no browser is installed");
  const server = http.createServer();
  const painted = new Promise<number>((resolve) => {
    server.on("request", (request, response) => {
      if (request.url?.startsWith("/painted")) resolve(Number(request.url.split("?")[1]));
      response.writeHead(200, { "Content-Type": "text/html" }).end(request.url === "/" ? EMPTY : "");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await openBrowser({
    executable,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headless: true,
    debuggingPort: false,
    cookie: "none",
    listening: Promise.resolve(),
    onMessage: () => undefined,
  });
  process.stdout.write(`${await painted}\n`);
  browser.close();
  await browser.gone;
  server.closeAllConnections();
  server.close();
}

await main();
