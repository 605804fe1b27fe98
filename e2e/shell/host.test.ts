import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FromCore, HostCall, ToCore } from "#shared/contract/core-process.ts";
import { shellHost } from "../../electron/core/shell-host.ts";
import { mayOpen } from "../../electron/main/host-answers.ts";
import { openOnDouble } from "./running-shell.ts";

const VAULT = "00112233445566778899aabbccddeeff";
const start = { kind: "start", dataDir: "", configDir: "", version: "", hasKeyStore: true, remarks: [], demoServiceBase: null } as const;

type Opened = Awaited<ReturnType<typeof openOnDouble>>;
let opened: Opened;

beforeEach(async () => {
  opened = await openOnDouble();
});
afterEach(() => opened.close());

/** Core asks; the answer of the main process. */
async function ask(call: HostCall): Promise<Extract<ToCore, { kind: "host-answer" }>> {
  const before = opened.child.messages.length;
  opened.child.emit("message", { kind: "host-call", id: 7, call } satisfies FromCore);
  await vi.waitUntil(() => opened.child.messages.length > before);
  return opened.child.messages.at(-1)?.message as Extract<ToCore, { kind: "host-answer" }>;
}

describe("what may be opened in the system browser (reliability §1.1, 15)", () => {
  test.each([
    ["https://id.example.org/authorize?client_id=overread-desktop", true],
    ["http://127.0.0.1:8080/authorize", true],
    ["http://127.7.8.9/authorize", true],
    ["http://localhost:8080/authorize", true],
    ["http://[::1]:8080/authorize", true],
    ["http://id.example.org/authorize", false],
    ["http://127.0.0.1.example.org/", false],
    ["http://localhost.example.org/", false],
    ["https://user:password@id.example.org/", false],
    ["file:///etc/passwd", false],
    ["javascript:alert(1)", false],
    ["overread://x", false],
    ["smb://server/share", false],
    ["not an address", false],
  ])("%s: %s", (url, may) => expect(mayOpen(url)).toBe(may));

  test("it is opened for core, or refused", async () => {
    expect(await ask({ name: "open-in-browser", url: "https://id.example.org/" })).toMatchObject({ id: 7, error: null });
    expect(await ask({ name: "open-in-browser", url: "file:///etc/passwd" })).toMatchObject({ id: 7, error: "this address is not opened" });
    expect(opened.double.opened).toEqual(["https://id.example.org/"]);
  });

  test("the test switch says the address in place of opening it", async () => {
    opened.close();
    const said = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    opened = await openOnDouble((electron) => electron.double.paths.set("userData", "/nowhere"), { test: true });
    await ask({ name: "open-in-browser", url: "https://id.example.org/" });
    expect(said).toHaveBeenCalledWith('{"open":"https://id.example.org/"}\n');
    expect(opened.double.opened).toEqual([]);
    said.mockRestore();
  });
});

describe("the device secret", () => {
  const secret = Uint8Array.from({ length: 32 }, (_, index) => index * 7);

  test("is sealed by the key store, lies outside the data folder, and comes back", async () => {
    expect(await ask({ name: "secret-get", vaultId: VAULT })).toMatchObject({ value: null, error: null });
    expect(await ask({ name: "secret-set", vaultId: VAULT, secret })).toMatchObject({ error: null });
    const file = path.join(opened.folder, "config/key-store", `${VAULT}.secret`);
    const sealed = fs.readFileSync(file);
    expect(sealed.includes(Buffer.from(secret))).toBe(false);
    expect(sealed.toString()).not.toContain(Buffer.from(secret).toString("base64"));
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(fs.existsSync(path.join(opened.folder, "data"))).toBe(false);
    expect((await ask({ name: "secret-get", vaultId: VAULT })).value).toEqual(secret);
  });

  test("sealed by another key store: it is gone, not wrong", async () => {
    fs.mkdirSync(path.join(opened.folder, "config/key-store"), { recursive: true });
    fs.writeFileSync(path.join(opened.folder, "config/key-store", `${VAULT}.secret`), "of another computer");
    expect(await ask({ name: "secret-get", vaultId: VAULT })).toMatchObject({ value: null, error: null });
  });

  test("a vault's id is never a path", async () => {
    expect((await ask({ name: "secret-get", vaultId: "../../device" })).error).not.toBeNull();
  });

  test.each([
    [{ available: true, backend: "basic_text" }, "linux", false],
    [{ available: true, backend: "unknown" }, "linux", false],
    [{ available: false, backend: "gnome_libsecret" }, "linux", false],
    [{ available: true, backend: "kwallet6" }, "linux", true],
    [{ available: true, backend: "basic_text" }, "darwin", true],
  ] as const)("%j on %s: key store %s", async (keyStore, platform, there) => {
    opened.double.keyStore = keyStore;
    const { openKeyStore } = await import("../../electron/main/key-store.ts");
    expect((await openKeyStore("/nowhere", platform)) !== null).toBe(there);
  });

  test("none to be had: core is told, and the screen says it", async () => {
    opened.close();
    opened = await openOnDouble((electron) => {
      electron.double.keyStore.available = false;
    });
    expect(opened.child.messages[0]?.message).toMatchObject({ hasKeyStore: false, remarks: [expect.stringContaining("key store")] });
    expect((await ask({ name: "secret-get", vaultId: VAULT })).error).not.toBeNull();
  });
});

describe("P19 sleep, screen lock and idleness reach core", () => {
  test("the main process tells them", () => {
    opened.electron.powerMonitor.emit("suspend");
    opened.electron.powerMonitor.emit("lock-screen");
    expect(opened.child.messages.slice(1).map(({ message }) => message)).toEqual([{ kind: "suspend" }, { kind: "os-lock" }]);
  });

  test("core calls back once per spell of idleness, by the minutes that hold at that moment", () => {
    const { host, receive } = shellHost(start, () => undefined);
    let minutes = 10;
    let calls = 0;
    const stop = host.onIdle(
      () => minutes,
      () => calls++,
    );
    const seconds = (...values: readonly number[]): number => {
      for (const value of values) receive({ kind: "idle", seconds: value });
      return calls;
    };
    expect(seconds(0, 599, 600)).toBe(0);
    expect(seconds(601, 900)).toBe(1);
    expect(seconds(0, 601)).toBe(2);
    minutes = 1;
    expect(seconds(0, 61)).toBe(3);
    stop();
    expect(seconds(0, 10_000)).toBe(3);
  });

  test("sleep and lock until the listener is taken away", () => {
    const { host, receive } = shellHost(start, () => undefined);
    const heard: string[] = [];
    const stop = host.onSuspend(() => heard.push("suspend"));
    host.onOsLock(() => heard.push("lock"));
    receive({ kind: "suspend" });
    receive({ kind: "os-lock" });
    stop();
    receive({ kind: "suspend" });
    expect(heard).toEqual(["suspend", "lock"]);
  });
});

describe("core's host over messages", () => {
  test("each question gets its own answer, in any order; a refusal rejects", async () => {
    const told: FromCore[] = [];
    const { host, receive } = shellHost(start, (message) => told.push(message));
    const first = host.deviceSecret?.get(VAULT);
    const second = host.openInBrowser("https://id.example.org/");
    const [one, two] = told.map((message) => (message.kind === "host-call" ? message.id : -1)) as [number, number];
    receive({ kind: "host-answer", id: two, value: null, error: "this address is not opened" });
    receive({ kind: "host-answer", id: one, value: new Uint8Array([1]), error: null });
    expect(await first).toEqual(new Uint8Array([1]));
    await expect(second).rejects.toThrow("this address is not opened");
  });

  test("no key store: core keeps its secret in a file", () => {
    expect(shellHost({ ...start, hasKeyStore: false }, () => undefined).host.deviceSecret).toBeNull();
  });

  test("notifications and screen protection", () => {
    opened.child.emit("message", { kind: "notify", text: "A report was delivered." } satisfies FromCore);
    opened.child.emit("message", { kind: "protect-screen", on: true } satisfies FromCore);
    expect(opened.double.notifications).toEqual([{ title: "Overread", body: "A report was delivered.", silent: true }]);
    expect(opened.window.calls).toEqual(["protect true"]);
  });
});
