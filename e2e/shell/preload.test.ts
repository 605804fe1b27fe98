import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

type Posted = { readonly message: unknown; readonly origin: string; readonly ports: readonly unknown[] };

/** A window as the preload script finds it: it listens and posts, and nothing may be put on it. */
class WindowDouble extends EventTarget {
  readonly posted: Posted[] = [];
  postMessage(message: unknown, origin: string, ports: readonly unknown[] = []): void {
    this.posted.push({ message, origin, ports });
  }
  hear(data: unknown, source: unknown = this): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data, source }));
  }
}

describe("the preload script", () => {
  let page: WindowDouble;
  let electron: typeof import("../support/electron-double.ts");

  beforeEach(async () => {
    vi.resetModules();
    page = new WindowDouble();
    vi.stubGlobal("window", page);
    vi.stubGlobal("location", { origin: "app://overread" });
    electron = await import("../support/electron-double.ts");
    await import("../../electron/preload/preload.ts");
  });
  afterEach(() => void vi.unstubAllGlobals());

  test("says to the main process that the page listens, and only that", () => {
    page.hear({ kind: "overread-ready" });
    expect(electron.double.calls).toEqual(["send overread-ready"]);
    page.hear({ kind: "something else" });
    page.hear(null);
    page.hear({ kind: "overread-ready" }, { another: "window" });
    expect(electron.double.calls).toHaveLength(1);
  });

  test("passes the port on to the page of this origin", () => {
    const port = { a: "port" };
    electron.ipcRenderer.emit("overread-port", { ports: [port] });
    expect(page.posted).toEqual([{ message: { kind: "overread-port" }, origin: "app://overread", ports: [port] }]);
  });

  test("passes a menu command on by its id", () => {
    electron.ipcRenderer.emit("overread-command", {}, "session.lock");
    expect(page.posted).toEqual([{ message: { kind: "overread-command", id: "session.lock" }, origin: "app://overread", ports: [] }]);
  });

  test("puts nothing on the window and hears nothing else from the main process", () => {
    expect(Object.keys(page)).toEqual(["posted"]);
    expect(electron.ipcRenderer.eventNames()).toEqual(["overread-port", "overread-command"]);
  });
});
