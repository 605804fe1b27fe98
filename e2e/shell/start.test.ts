import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { refusalToStart, type StartFacts, sandboxRemark } from "../../electron/main/start-checks.ts";

const facts = (changed: Partial<StartFacts> = {}): StartFacts => ({
  packaged: true,
  platform: "linux",
  args: [],
  env: {},
  uid: 1000,
  hasSwitch: () => false,
  ...changed,
});

describe("what a packaged program refuses (reliability §1.1)", () => {
  test("nothing unusual: it starts; display, language and key store may be chosen", () => {
    expect(refusalToStart(facts())).toBeNull();
    const args = ["--ozone-platform=wayland", "--force-device-scale-factor=1.5", "--lang=de", "--password-store=kwallet6", "--updated"];
    expect(refusalToStart(facts({ args }))).toBeNull();
    expect(refusalToStart(facts({ platform: "darwin", args: ["-psn_0_12345"] }))).toBeNull();
  });

  test.each([
    "--remote-debugging-port=9222",
    "--remote-debugging-pipe",
    "-remote-debugging-port=0",
    "--load-extension=/tmp/x",
    "--proxy-server=http://other",
    "--ignore-certificate-errors",
    "--host-rules=MAP * 10.0.0.1",
    "--host-resolver-rules=MAP * 10.0.0.1",
    "--no-sandbox",
    "--inspect",
    "--js-flags=--expose-gc",
    "--a-switch-nobody-knows",
  ])("the switch %s", (arg) => {
    expect(refusalToStart(facts({ args: [arg] }))).toContain(/^--?([^=]+)/.exec(arg)?.[1]);
  });

  test("under Windows also a slash and capitals; elsewhere a slash is a file", () => {
    expect(refusalToStart(facts({ platform: "win32", args: ["/Remote-Debugging-Port=9222"] }))).toContain("remote-debugging-port");
    expect(refusalToStart(facts({ args: ["/remote-debugging-port=9222"] }))).toBeNull();
  });

  test("a switch that came from the environment", () => {
    expect(refusalToStart(facts({ hasSwitch: (name) => name === "no-sandbox" }))).toContain("no-sandbox");
  });

  test("root, and the test switch", () => {
    expect(refusalToStart(facts({ uid: 0 }))).toContain("root");
    expect(refusalToStart(facts({ env: { OVERREAD_TEST: "1" } }))).toContain("OVERREAD_TEST");
    expect(refusalToStart(facts({ env: { OVERREAD_TEST: "0" } }))).toContain("OVERREAD_TEST");
  });

  test("a source checkout refuses nothing, and says in words that root has no sandbox", () => {
    const root = facts({ packaged: false, uid: 0, args: ["--no-sandbox"], env: { OVERREAD_TEST: "1" } });
    expect(refusalToStart(root)).toBeNull();
    expect(sandboxRemark(root)).toContain("no sandbox");
    expect(sandboxRemark(facts({ packaged: false }))).toBeNull();
  });
});

/** The entry as Electron loads it, on a fresh double. */
async function load(prepare: (double: typeof import("../support/electron-double.ts")) => void = () => undefined) {
  vi.resetModules();
  const electron = await import("../support/electron-double.ts");
  prepare(electron);
  await import("../../electron/main/main.ts");
  return electron;
}

describe("the entry of the main process", () => {
  const config = path.join(os.tmpdir(), `overread-main-${process.pid}`);

  beforeEach(() => {
    vi.stubEnv("OVERREAD_CONFIG", config);
    vi.spyOn(process, "getuid").mockReturnValue(1000);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    fs.rmSync(config, { recursive: true, force: true });
  });

  test("its import ends before Electron is ready: a top-level await of ready would never start the program", async () => {
    const { double } = await load();
    expect(double.windows).toHaveLength(0);
    expect(double.exits).toEqual([]);
  });

  test("the scheme is registered once, before ready, and without a way past the policy", async () => {
    const { double } = await load();
    expect(double.schemes).toEqual([
      { scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
    ]);
  });

  test("sandboxed before ready, except for root in a source checkout", async () => {
    expect((await load()).double.calls).toContain("enableSandbox");
    vi.spyOn(process, "getuid").mockReturnValue(0);
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect((await load()).double.calls).not.toContain("enableSandbox");
    expect(process.stderr.write).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/no sandbox.*\n$/));
  });

  test("Chromium's own files lie outside the data folder", async () => {
    const { double } = await load();
    expect(double.paths.get("userData")).toBe(path.join(config, "electron"));
    expect(fs.statSync(path.join(config, "electron")).mode & 0o777).toBe(0o700);
  });

  test("a second program gives up", async () => {
    const { double } = await load((electron) => {
      electron.double.isFirstInstance = false;
    });
    expect(double.calls).toContain("quit");
  });

  test("the test switch opens a debugging port in a source checkout only; a packaged program does not start with it", async () => {
    expect((await load()).double.switches.has("remote-debugging-port")).toBe(false);
    vi.stubEnv("OVERREAD_TEST", "1");
    expect((await load()).double.switches.get("remote-debugging-port")).toBe("0");
    const packaged = await load((electron) => {
      electron.app.isPackaged = true;
    });
    expect(packaged.double.switches.size).toBe(0);
    expect(packaged.double.exits).toEqual([1]);
    expect(packaged.double.schemes).toEqual([]);
  });
});
