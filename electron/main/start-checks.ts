/** What decides whether the program starts at all. */
export type StartFacts = {
  readonly packaged: boolean;
  readonly platform: NodeJS.Platform;
  /** Without the program itself. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The user id; null where there is none (Windows). */
  readonly uid: number | null;
  readonly hasSwitch: (name: string) => boolean;
};

/** Switches of a packaged program that do no harm: the display, the language, the key store, what installers add. All others are refused. */
const HARMLESS: ReadonlySet<string> = new Set([
  "disable-gpu",
  "force-color-profile",
  "force-device-scale-factor",
  "high-dpi-support",
  "lang",
  "ozone-platform",
  "ozone-platform-hint",
  "password-store",
  "updated",
]);

/** Also refused when they came some other way than by an argument (Electron reads a few from the environment). */
const DANGEROUS = [
  "no-sandbox",
  "disable-web-security",
  "host-resolver-rules",
  "host-rules",
  "ignore-certificate-errors",
  "inspect",
  "js-flags",
  "load-extension",
  "log-net-log",
  "proxy-pac-url",
  "proxy-server",
  "remote-debugging-pipe",
  "remote-debugging-port",
  "user-data-dir",
];

/** The names of switches as Chromium reads them: one or two dashes, under Windows also a slash. */
function switchNames(args: readonly string[], platform: NodeJS.Platform): string[] {
  const form = platform === "win32" ? /^(?:--?|\/)([^=]+)/ : /^--?([^=]+)/;
  return args
    .map((arg) => form.exec(arg)?.[1]?.toLowerCase())
    .filter((name): name is string => name !== undefined && !name.startsWith("psn_")); // the Finder's process number
}

/** The test switch adds a debugging port: it exists only in a source checkout. */
export const isTest = (facts: StartFacts): boolean => !facts.packaged && facts.env["OVERREAD_TEST"] === "1";

/** No sandbox is to be had for root; tolerated in a source checkout on a bare machine only. */
export const withoutSandbox = (facts: StartFacts): boolean => !facts.packaged && facts.uid === 0;

/** Why the program does not start, in words; null = it may. A source checkout may do anything. */
export function refusalToStart(facts: StartFacts): string | null {
  if (!facts.packaged) return null;
  if (facts.uid === 0) return "Overread does not run as administrator (root). Start it from an ordinary account.";
  if (facts.env["OVERREAD_TEST"] !== undefined) return "OVERREAD_TEST is set: this program has no test switch. Unset it and start again.";
  const refused = [
    ...switchNames(facts.args, facts.platform).filter((name) => !HARMLESS.has(name)),
    ...DANGEROUS.filter(facts.hasSwitch),
  ][0];
  if (refused === undefined) return null;
  const more = refused === "no-sandbox" ? " This system offers no sandbox to this kind of package: install the .deb instead." : "";
  return `Overread does not start with the switch --${refused}: it would weaken the protection of patient data. Start it without.${more}`;
}

/** To be said on screen and on the terminal. */
export const sandboxRemark = (facts: StartFacts): string | null =>
  withoutSandbox(facts)
    ? "Overread runs as administrator (root): the window has no sandbox. Use an ordinary account for real cases."
    : null;
