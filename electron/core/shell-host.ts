import type { CoreStart, FromCore, HostCall, ToCore } from "#shared/contract/core-process.ts";
import type { Host } from "#shared/contract/host.ts";

export type ShellHost = {
  readonly host: Host;
  /** Takes a message of the main process; those that are not for the host are left alone. */
  receive(message: ToCore): void;
};

type Waiting = { readonly resolve: (value: Uint8Array | null) => void; readonly reject: (error: Error) => void };

/** The `Host` of Electron's core process: each question goes to the main process as a message (design D22). */
export function shellHost(start: CoreStart, tell: (message: FromCore) => void): ShellHost {
  const waiting = new Map<number, Waiting>();
  const idle = new Set<{ readonly minutes: () => number; readonly callback: () => void; fired: boolean }>();
  const suspend = new Set<() => void>();
  const osLock = new Set<() => void>();
  let nextId = 1;

  const ask = (call: HostCall): Promise<Uint8Array | null> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      tell({ kind: "host-call", id, call });
    });
  const listenIn = (callbacks: Set<() => void>) => (callback: () => void) => {
    callbacks.add(callback);
    return () => callbacks.delete(callback);
  };

  const host: Host = {
    shell: "electron",
    deviceSecret: start.hasKeyStore
      ? {
          get: (vaultId) => ask({ name: "secret-get", vaultId }),
          set: async (vaultId, secret) => {
            await ask({ name: "secret-set", vaultId, secret: new Uint8Array(secret) });
          },
        }
      : null,
    openInBrowser: async (url) => {
      await ask({ name: "open-in-browser", url });
    },
    onIdle: (minutes, callback) => {
      const entry = { minutes, callback, fired: false };
      idle.add(entry);
      return () => idle.delete(entry);
    },
    onSuspend: listenIn(suspend),
    onOsLock: listenIn(osLock),
    notify: (text) => tell({ kind: "notify", text }),
    protectScreen: (on) => tell({ kind: "protect-screen", on }),
    remarks: start.remarks,
    demoServiceBase: start.demoServiceBase,
  };

  return {
    host,
    receive: (message) => {
      if (message.kind === "host-answer") {
        const asked = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.error === null) asked?.resolve(message.value);
        else asked?.reject(new Error(message.error));
      } else if (message.kind === "idle") {
        for (const entry of idle) {
          const over = message.seconds > entry.minutes() * 60;
          if (over && !entry.fired) entry.callback();
          entry.fired = over;
        }
      } else if (message.kind === "suspend") for (const callback of suspend) callback();
      else if (message.kind === "os-lock") for (const callback of osLock) callback();
    },
  };
}
