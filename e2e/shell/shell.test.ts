import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { securityHeaders } from "#shared/contract/page-policy.ts";
import { lockedFailure } from "#shared/result/failure.ts";
import { pageHandler } from "../../electron/main/app-protocol.ts";
import { openOnDouble, Preventable } from "./running-shell.ts";

type Opened = Awaited<ReturnType<typeof openOnDouble>>;
let opened: Opened;

beforeEach(async () => {
  opened = await openOnDouble();
});
afterEach(() => opened.close());

describe("the window (reliability §1.1, value by value)", () => {
  test("web preferences are exactly these", () => {
    expect(opened.window.options.webPreferences).toEqual({
      session: opened.session,
      preload: "/out/preload/preload.cjs",
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      devTools: true,
    });
  });

  test("no developer tools in a packaged program", async () => {
    const packaged = await openOnDouble((electron) => {
      electron.app.isPackaged = true;
    });
    expect(packaged.window.options.webPreferences?.devTools).toBe(false);
    packaged.close();
  });

  test("the session lives in memory: no `persist:`, no cache", () => {
    expect([...opened.double.sessions.keys()]).toEqual(["overread"]);
    expect(opened.session.options).toEqual({ cache: false });
    expect(opened.session.spellChecker).toBe(false);
  });

  test("1180 × 680 at least, shown when it is drawn, always called Overread: no patient's name in titles", () => {
    expect(opened.window.options).toMatchObject({ title: "Overread", minWidth: 1180, minHeight: 680, show: false });
    expect(opened.window.calls).toEqual([]);
    opened.window.emit("ready-to-show");
    expect(opened.window.calls).toEqual(["show"]);
    const event = new Preventable();
    opened.window.emit("page-title-updated", event, "Okafor-Lind");
    expect(event.prevented).toBe(true);
  });

  test("only the start page is loaded", () => expect(opened.window.loaded).toEqual(["app://overread/"]));

  test.each(["will-navigate", "will-frame-navigate", "will-redirect", "will-attach-webview"])("%s is prevented", (name) => {
    const event = new Preventable();
    opened.window.webContents.emit(name, event);
    expect(event.prevented).toBe(true);
  });

  test("no window opens another", () => {
    expect(opened.window.webContents.openHandler?.({ url: "https://example.org" } as never)).toEqual({ action: "deny" });
  });
});

describe("permissions and requests", () => {
  const WANTED = ["clipboard-sanitized-write", "fullscreen"];

  test.each([
    ...WANTED,
    "clipboard-read",
    "media",
    "geolocation",
    "notifications",
    "midi",
    "hid",
    "serial",
    "usb",
    "openExternal",
    "display-capture",
    "fileSystem",
    "local-fonts",
    "persistent-storage",
    "unknown",
  ])("%s", (permission) => {
    const { permissionRequest, permissionCheck } = opened.session;
    const ask = (requestingUrl: string): boolean => {
      let granted = false;
      const answer = (said: boolean): void => {
        granted = said;
      };
      permissionRequest?.(null as never, permission as never, answer, { requestingUrl } as never);
      return granted;
    };
    const check = (origin: string): boolean | undefined => permissionCheck?.(null, permission as never, origin, {} as never);
    const wanted = WANTED.includes(permission);
    expect([ask("app://overread/"), check("app://overread/")]).toEqual([wanted, wanted]);
    expect([ask("https://example.org/"), check("https://example.org/")]).toEqual([false, false]);
    expect(check("app://overread.example.org/")).toBe(false);
  });

  test("no devices, no downloads", () => {
    expect(opened.session.devicePermission?.({ deviceType: "usb" } as never)).toBe(false);
    const event = new Preventable();
    opened.session.emit("will-download", event);
    expect(event.prevented).toBe(true);
  });

  test.each([
    ["app://overread/assets/start.js", false],
    ["blob:app://overread/1f0e", false],
    ["devtools://devtools/bundled/x.js", false], // a source checkout; packaged: see below
    ["http://example.org/", true],
    ["https://example.org/", true],
    ["file:///etc/passwd", true],
    ["ws://127.0.0.1:80/", true],
    ["app://overread.example.org/", true],
    ["blob:https://example.org/1f0e", true],
  ])("%s cancelled: %s", (url, cancel) => {
    const answers: object[] = [];
    opened.session.beforeRequest?.({ url }, (answer) => answers.push(answer));
    expect(answers).toEqual([{ cancel }]);
  });
});

describe("app://overread/…", () => {
  const get = (url: string, init?: RequestInit): Promise<Response> => opened.handler(new Request(url, init));

  const expectPolicy = (response: Response): void => {
    for (const [name, value] of Object.entries(securityHeaders(null))) expect(response.headers.get(name)).toBe(value);
    expect(response.headers.get("Content-Security-Policy")).not.toContain("ws:");
  };

  test("files of the page, with their type and the whole policy", async () => {
    const start = await get("app://overread/");
    expect([start.status, start.headers.get("Content-Type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await start.text()).toBe("<!doctype html><title>Overread</title>");
    expectPolicy(start);
    const script = await get("app://overread/assets/start.js");
    expect([script.status, script.headers.get("Content-Type")]).toEqual([200, "text/javascript; charset=utf-8"]);
    expectPolicy(script);
  });

  test.each([
    "app://overread/other.html",
    "app://overread/assets/start.js.map",
    "app://overread/../secret.txt",
    "app://overread/%2e%2e/secret.txt",
    "app://overread/assets/..%2f..%2fsecret.txt",
    "app://overread//etc/passwd",
    "app://other/index.html",
  ])("404 for %s, with the policy", async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("");
    expectPolicy(response);
  });

  test("405 for anything but GET", async () => {
    const response = await get("app://overread/", { method: "POST", body: "x" });
    expect(response.status).toBe(405);
    expectPolicy(response);
  });

  test("bytes that core does not answer any more: in words, under the policy", async () => {
    for (let count = 0; count < 5; count++) opened.double.children.at(-1)?.emit("exit", 1); // given up
    const response = await get("app://overread/frames/a/b");
    expect([response.status, response.headers.get("Content-Type")]).toEqual([503, "application/json"]);
    expect(await response.json()).toMatchObject({ code: "disconnected" });
    expectPolicy(response);
  });

  test("bytes of core: type, length and the policy; a refusal keeps its status", async () => {
    const handler = pageHandler(path.join(opened.folder, "page"), async (asked, query) =>
      asked === "/thumbnails/a/b"
        ? { ok: true, contentType: "image/png", length: 3, body: new Blob([query]).stream() }
        : { ok: false, status: 423, failure: lockedFailure },
    );
    const picture = await handler(new Request("app://overread/thumbnails/a/b?1,2"));
    expect([picture.status, picture.headers.get("Content-Type"), picture.headers.get("Content-Length")]).toEqual([200, "image/png", "3"]);
    expect(await picture.text()).toBe("1,2");
    expectPolicy(picture);
    const locked = await handler(new Request("app://overread/documents/a/b"));
    expect([locked.status, await locked.json()]).toEqual([423, lockedFailure]);
    expectPolicy(locked);
  });
});

describe("the page's port", () => {
  const { contents, ready } = {
    contents: () => opened.window.webContents,
    ready: (frame: object | null) => opened.window.webContents.ipc.emit("overread-ready", { senderFrame: frame }),
  };
  const pagesGiven = (): number => opened.child.messages.filter(({ message }) => (message as { kind: string }).kind === "page").length;

  test("handed to the main frame of our origin when it asks, once per load", () => {
    ready(contents().mainFrame);
    ready(contents().mainFrame);
    expect(contents().posted.map(({ channel, ports }) => [channel, ports.length])).toEqual([["overread-port", 1]]);
    expect(pagesGiven()).toBe(1);
    contents().emit("did-start-navigation", { isMainFrame: true, isSameDocument: true });
    contents().emit("did-start-navigation", { isMainFrame: false, isSameDocument: false });
    ready(contents().mainFrame);
    expect(pagesGiven()).toBe(1);
    contents().emit("did-start-navigation", { isMainFrame: true, isSameDocument: false });
    ready(contents().mainFrame);
    expect(pagesGiven()).toBe(2);
  });

  test("nobody else gets one: another origin, a frame inside, a frame that is gone", () => {
    ready({ ...contents().mainFrame, origin: "https://example.org" });
    ready({ ...contents().mainFrame, origin: "app://other" });
    ready({ ...contents().mainFrame, parent: contents().mainFrame });
    ready(null);
    expect(contents().posted).toEqual([]);
    expect(pagesGiven()).toBe(0);
  });

  test("a core that was started again gets a new line to a page that had one", () => {
    opened.child.emit("exit", 1);
    expect(opened.double.children).toHaveLength(2);
    expect(contents().posted).toEqual([]); // the page has not asked yet
    ready(contents().mainFrame);
    opened.double.children[1]?.emit("exit", 1);
    expect(contents().posted).toHaveLength(2);
    expect(opened.double.children[2]?.messages.map(({ message }) => (message as { kind: string }).kind)).toEqual(["start", "page"]);
  });
});

describe("core's process", () => {
  test("is started with its places, a port for bytes, and no switch that weakens TLS", async () => {
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    const started = await openOnDouble(undefined, { demoServiceBase: "http://127.0.0.1:9", remarks: ["a remark"] });
    delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    expect(started.child.file).toBe("/out/core/host.js");
    expect(started.child.options).not.toHaveProperty("env.NODE_TLS_REJECT_UNAUTHORIZED");
    expect(started.child.options).toHaveProperty("env.PATH");
    const [first] = started.child.messages;
    expect(first?.ports).toHaveLength(1);
    expect(first?.message).toEqual({
      kind: "start",
      dataDir: path.join(started.folder, "data"),
      configDir: path.join(started.folder, "config"),
      version: "0.0.0-double",
      hasKeyStore: true,
      remarks: ["a remark"],
      demoServiceBase: "http://127.0.0.1:9",
    });
    started.close();
  });

  test("dying again and again: five starts in a minute, then an end in words", () => {
    for (let count = 0; count < 6; count++) opened.double.children.at(-1)?.emit("exit", 1);
    expect(opened.double.children).toHaveLength(5);
    expect(opened.double.errorBoxes[0]).toContain("as they were last saved");
    expect(opened.double.exits[0]).toBe(1);
  });

  test("a page that crashes locks core and is loaded again, three times a minute", () => {
    const crash = (): void => void opened.window.webContents.emit("render-process-gone", {}, { reason: "crashed" });
    crash();
    expect(opened.child.messages.at(-1)?.message).toEqual({ kind: "window-gone" });
    expect(opened.window.loaded).toHaveLength(2);
    crash();
    crash();
    expect(opened.double.errorBoxes).toEqual([]);
    crash();
    expect(opened.window.loaded).toHaveLength(4);
    expect(opened.double.errorBoxes).toHaveLength(1);
  });

  test("closing the window waits until core is closed", async () => {
    opened.electron.app.emit("window-all-closed");
    expect(opened.double.calls).toEqual(["quit", "quit prevented"]);
    expect(opened.child.messages.at(-1)?.message).toEqual({ kind: "close" });
    opened.child.emit("exit", 0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(opened.double.calls).toEqual(["quit", "quit prevented", "quit"]);
    expect(opened.double.children).toHaveLength(1);
  });

  test("a second start of the program raises the window, unless it is gone and core is just closing", () => {
    opened.electron.app.emit("second-instance");
    expect(opened.window.calls).toEqual(["show", "focus"]);
    opened.window.destroyed = true;
    opened.electron.app.emit("second-instance");
    opened.child.emit("message", { kind: "protect-screen", on: true });
    expect(opened.window.calls).toEqual(["show", "focus"]);
  });
});
