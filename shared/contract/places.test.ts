import { describe, expect, test } from "vitest";
import { configFolder, dataFolder } from "./places.ts";

// design §3, "data" and "device secret, logs"
const LINUX = { platform: "linux", env: {}, home: "/home/a" };
const MAC = { platform: "darwin", env: {}, home: "/Users/a" };
const WINDOWS = {
  platform: "win32",
  env: { APPDATA: "C:\\Users\\a\\AppData\\Roaming", LOCALAPPDATA: "C:\\Users\\a\\AppData\\Local" },
  home: "C:\\Users\\a",
};

describe("where things lie on each system", () => {
  test.each([
    [LINUX, "/home/a/.local/share/overread", "/home/a/.config/overread"],
    [{ ...LINUX, env: { XDG_DATA_HOME: "/d", XDG_CONFIG_HOME: "/c" } }, "/d/overread", "/c/overread"],
    [MAC, "/Users/a/Library/Application Support/Overread", "/Users/a/Library/Preferences/overread"],
    [WINDOWS, "C:\\Users\\a\\AppData\\Roaming\\Overread", "C:\\Users\\a\\AppData\\Local\\Overread"],
    [{ ...WINDOWS, env: {} }, "C:\\Users\\a\\AppData\\Roaming\\Overread", "C:\\Users\\a\\AppData\\Local\\Overread"],
    [{ ...MAC, env: { OVERREAD_DATA: "/x", OVERREAD_CONFIG: "/y" } }, "/x", "/y"],
  ])("%j", (facts, data, config) => {
    expect(dataFolder(facts)).toBe(data);
    expect(configFolder(facts)).toBe(config);
  });
});
