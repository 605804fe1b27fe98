import type { Host } from "#shared/contract/host.ts";

const TICK_MS = 5_000;
/** A jump of the wall clock against the monotonic clock by more than this means that the computer slept. */
const SLEPT_MS = 20_000;

export type OwnHost = { readonly host: Host /** Somebody used the window. */; active(): void; close(): void };

/** What this shell offers core: no key store, idle by our own window's input, suspend by the clocks, no notifications (design D22). */
export function ownHost(facts: Pick<Host, "remarks" | "demoServiceBase">, openInBrowser: (url: string) => void): OwnHost {
  let lastActive = performance.now();
  const idle = new Set<{ readonly minutes: () => number; readonly callback: () => void; fired: boolean }>();
  const suspend = new Set<() => void>();
  let [wall, monotonic] = [Date.now(), performance.now()];
  const timer = setInterval(() => {
    const jump = Date.now() - wall - (performance.now() - monotonic);
    [wall, monotonic] = [Date.now(), performance.now()];
    if (jump > SLEPT_MS) for (const callback of suspend) callback();
    for (const entry of idle) {
      const over = performance.now() - lastActive > entry.minutes() * 60_000;
      if (over && !entry.fired) entry.callback();
      entry.fired = over;
    }
  }, TICK_MS);
  timer.unref();
  const host: Host = {
    shell: "loopback",
    deviceSecret: null,
    openInBrowser: async (url) => openInBrowser(url),
    onIdle: (minutes, callback) => {
      const entry = { minutes, callback, fired: false };
      idle.add(entry);
      return () => idle.delete(entry);
    },
    onSuspend: (callback) => {
      suspend.add(callback);
      return () => suspend.delete(callback);
    },
    onOsLock: () => () => undefined,
    notify: () => undefined,
    protectScreen: () => undefined,
    ...facts,
  };
  return {
    host,
    active: () => {
      lastActive = performance.now();
    },
    close: () => clearInterval(timer),
  };
}
