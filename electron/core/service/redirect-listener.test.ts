import net from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { listenForRedirect, type RedirectListener } from "./redirect-listener.ts";

const open: RedirectListener[] = [];
afterEach(() => {
  for (const listener of open.splice(0)) listener.close();
});
const listen = async (timeoutMs = 60_000, signal = new AbortController().signal): Promise<RedirectListener> => {
  const listener = await listenForRedirect("the-state", timeoutMs, signal);
  open.push(listener);
  return listener;
};
const status = (url: string, init: RequestInit = {}): Promise<number> => fetch(url, { redirect: "manual", ...init }).then((r) => r.status);

/** A request line as it is, without a client that would mend it. */
const raw = (port: number, line: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = "";
    const socket = net.connect(port, "127.0.0.1", () => socket.write(`${line}\r\nHost: x\r\nConnection: close\r\n\r\n`));
    socket.on("data", (piece) => {
      text += piece.toString();
    });
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
  });

describe("redirect of a sign-in", () => {
  test("row 34: only the expected state ends the wait; everything else is 404 and the wait goes on", async () => {
    const { redirectUri, arrived } = await listen();
    expect(new URL(redirectUri).hostname).toBe("127.0.0.1");
    expect(await status(`${redirectUri}?code=stolen&state=other`)).toBe(404);
    expect(await status(`${redirectUri}?code=stolen`)).toBe(404);
    expect(await status(new URL("/favicon.ico", redirectUri).href)).toBe(404);
    expect(await status(`${redirectUri}?code=a&state=the-state`, { method: "POST" })).toBe(404);
    expect(await status(`${redirectUri}?code=right&state=the-state`)).toBe(200);
    expect((await arrived)?.searchParams.get("code")).toBe("right");
  });

  test("row 34: after one valid request nobody listens any more", async () => {
    const { redirectUri, arrived } = await listen();
    await status(`${redirectUri}?code=first&state=the-state`);
    await expect(fetch(`${redirectUri}?code=second&state=the-state`)).rejects.toThrow();
    expect((await arrived)?.searchParams.get("code")).toBe("first");
  });

  test("row 34: nonsense for an address is refused and ends nothing", async () => {
    const { redirectUri } = await listen();
    const port = Number(new URL(redirectUri).port);
    for (const line of ["GET // HTTP/1.1", "GET http://[ HTTP/1.1", "GET /callback?state=%E0%A4%A HTTP/1.1"])
      expect(await raw(port, line)).toContain(" 404 ");
    expect(await status(`${redirectUri}?code=a&state=the-state`)).toBe(200);
  });

  test("the page has no script and lets nothing in", async () => {
    const { redirectUri } = await listen();
    const response = await fetch(`${redirectUri}?error=access_denied&state=the-state`);
    expect(response.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    const page = await response.text();
    expect(page).not.toContain("<script");
    expect(page).toContain("was not completed");
  });

  test("it ends by time, by being stopped, and by its signal", async () => {
    expect(await (await listen(20)).arrived).toBeNull();
    const stopped = await listen();
    stopped.close();
    expect(await stopped.arrived).toBeNull();
    const stop = new AbortController();
    const aborted = await listen(60_000, stop.signal);
    stop.abort();
    expect(await aborted.arrived).toBeNull();
  });
});
