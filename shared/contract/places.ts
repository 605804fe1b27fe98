/** What a shell knows of the machine: `process.platform`, the environment, the person's home folder. */
export type MachineFacts = {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
};

const join = (platform: string, ...parts: readonly string[]): string => parts.join(platform === "win32" ? "\\" : "/");

/** DATA, where vaults and accounts lie (design §3); `OVERREAD_DATA` goes first. Both shells use the same. May be relative. */
export function dataFolder({ platform, env, home }: MachineFacts): string {
  if (env["OVERREAD_DATA"] !== undefined) return env["OVERREAD_DATA"];
  if (platform === "win32") return join(platform, env["APPDATA"] ?? join(platform, home, "AppData", "Roaming"), "Overread");
  if (platform === "darwin") return join(platform, home, "Library", "Application Support", "Overread");
  return join(platform, env["XDG_DATA_HOME"] ?? join(platform, home, ".local", "share"), "overread");
}

/** Where the device secret lies: outside the data folder, so that a copy of it alone opens nothing; `OVERREAD_CONFIG` goes first. */
export function configFolder({ platform, env, home }: MachineFacts): string {
  if (env["OVERREAD_CONFIG"] !== undefined) return env["OVERREAD_CONFIG"];
  if (platform === "win32") return join(platform, env["LOCALAPPDATA"] ?? join(platform, home, "AppData", "Local"), "Overread");
  if (platform === "darwin") return join(platform, home, "Library", "Preferences", "overread");
  return join(platform, env["XDG_CONFIG_HOME"] ?? join(platform, home, ".config"), "overread");
}
