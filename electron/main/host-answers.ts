import { Notification, powerMonitor, shell } from "electron";
import type { HostCall, ToCore } from "#shared/contract/core-process.ts";
import type { KeyStore } from "./key-store.ts";

const TICK_MS = 5_000;

/** Sign-in pages only: https, or http on a loopback address (the demo service). Never a file, another program's scheme or a password. */
export function mayOpen(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== "" || password !== "") return false;
  return (
    protocol === "https:" || (protocol === "http:" && (/^127(\.\d{1,3}){3}$/.test(hostname) || ["localhost", "[::1]"].includes(hostname)))
  );
}

/** `openElsewhere`: in place of the system browser, for tests. */
export type AnswerOptions = { readonly keyStore: KeyStore | null; readonly openElsewhere: ((url: string) => void) | null };

/** Answers what core asks of its shell (design D22). */
export function hostAnswers({ keyStore, openElsewhere }: AnswerOptions): (call: HostCall) => Promise<Uint8Array | null> {
  return async (call) => {
    if (call.name === "open-in-browser") {
      if (!mayOpen(call.url)) throw new Error("this address is not opened");
      if (openElsewhere === null) await shell.openExternal(call.url);
      else openElsewhere(call.url);
      return null;
    }
    if (keyStore === null) throw new Error("there is no key store");
    if (call.name === "secret-get") return keyStore.get(call.vaultId);
    await keyStore.set(call.vaultId, call.secret);
    return null;
  };
}

/** Tells core how long the computer was not used, and when it goes to sleep or its screen is locked. Returns a way to stop. */
export function watchPower(tell: (message: ToCore) => void): () => void {
  const suspend = (): void => tell({ kind: "suspend" });
  const lock = (): void => tell({ kind: "os-lock" });
  powerMonitor.on("suspend", suspend);
  powerMonitor.on("lock-screen", lock);
  const timer = setInterval(() => tell({ kind: "idle", seconds: powerMonitor.getSystemIdleTime() }), TICK_MS);
  return () => {
    clearInterval(timer);
    powerMonitor.off("suspend", suspend);
    powerMonitor.off("lock-screen", lock);
  };
}

/** The text comes from core and holds no patient data. */
export function notify(text: string, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title: "Overread", body: text, silent: true });
  notification.on("click", onClick);
  notification.show();
}
