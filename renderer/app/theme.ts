import type { Settings } from "#shared/contract/settings.ts";
import type { Route } from "./routes.ts";

export type Theme = "dark" | "light";

/** Guide §2: dark for images and sign-in, light for everything that is read and written, unless the reader chose one. */
export function themeFor(setting: Settings["theme"], scene: Route | "unlock"): Theme {
  if (setting !== "follow-view") return setting;
  if (scene === "unlock") return "dark";
  return scene.at === "case" && scene.view === "images" ? "dark" : "light";
}
