import type { CaseId } from "#shared/result/ids.ts";

export type CaseView = "images" | "records" | "opinion";

export type Route =
  | { readonly at: "worklist" }
  | { readonly at: "case"; readonly caseId: CaseId; readonly view: CaseView }
  | { readonly at: "outbox" }
  | { readonly at: "settings"; readonly part: "look" | "keys" | "safety" | "about" }
  | { readonly at: "parts" };

/** Where the window is: one route, and the cases that are open as tabs, each with the view it was left in. */
export type Navigation = { readonly route: Route; readonly open: readonly { readonly caseId: CaseId; readonly view: CaseView }[] };

export const atWorklist: Navigation = { route: { at: "worklist" }, open: [] };

export const go = (navigation: Navigation, route: Exclude<Route, { at: "case" }>): Navigation => ({ ...navigation, route });

/** Opens a case as a tab, or goes back to its tab in the view it was left in; never replaces another case (T11). */
export function openCase(navigation: Navigation, caseId: CaseId, view?: CaseView): Navigation {
  const tab = navigation.open.find((entry) => entry.caseId === caseId);
  const next = view ?? tab?.view ?? "images";
  const open =
    tab === undefined
      ? [...navigation.open, { caseId, view: next }]
      : navigation.open.map((entry) => (entry.caseId === caseId ? { caseId, view: next } : entry));
  return { route: { at: "case", caseId, view: next }, open };
}

export function closeCase(navigation: Navigation, caseId: CaseId): Navigation {
  const at = navigation.open.findIndex((entry) => entry.caseId === caseId);
  const open = navigation.open.filter((entry) => entry.caseId !== caseId);
  if (navigation.route.at !== "case" || navigation.route.caseId !== caseId) return { ...navigation, open };
  const neighbour = open[Math.min(Math.max(at, 0), open.length - 1)];
  return { open, route: neighbour === undefined ? { at: "worklist" } : { at: "case", ...neighbour } };
}

/** The next or previous of the open cases, round and round. */
export function stepCase(navigation: Navigation, step: 1 | -1): Navigation {
  const { route, open } = navigation;
  if (open.length === 0) return navigation;
  const at = route.at === "case" ? open.findIndex((entry) => entry.caseId === route.caseId) : step === 1 ? -1 : 0;
  const next = open[(at + step + open.length) % open.length];
  return next === undefined ? navigation : { ...navigation, route: { at: "case", ...next } };
}
