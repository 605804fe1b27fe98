import os from "node:os";
import path from "node:path";

export const root = path.join(import.meta.dirname, "../..");

/** Where vaults and accounts lie (design §3); `OVERREAD_DATA` goes first. Both shells use the same. */
export function dataDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env["OVERREAD_DATA"] !== undefined) return path.resolve(env["OVERREAD_DATA"]);
  if (process.platform === "win32") return path.join(env["APPDATA"] ?? path.join(os.homedir(), "AppData", "Roaming"), "Overread");
  if (process.platform === "darwin") return path.join(os.homedir(), "Library", "Application Support", "Overread");
  return path.join(env["XDG_DATA_HOME"] ?? path.join(os.homedir(), ".local", "share"), "overread");
}

/** Where the device secret lies without a key store: outside the data folder; `OVERREAD_CONFIG` goes first. */
export function configDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env["OVERREAD_CONFIG"] !== undefined) return path.resolve(env["OVERREAD_CONFIG"]);
  if (process.platform === "win32") return path.join(env["LOCALAPPDATA"] ?? path.join(os.homedir(), "AppData", "Local"), "overread");
  if (process.platform === "darwin") return path.join(os.homedir(), "Library", "Preferences", "overread");
  return path.join(env["XDG_CONFIG_HOME"] ?? path.join(os.homedir(), ".config"), "overread");
}
