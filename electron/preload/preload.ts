import { ipcRenderer } from "electron";

/**
 * Passes the page's one MessagePort to core on, and the ids of menu commands; nothing is put on `window` (reliability §1.1, 20).
 * The page says `overread-ready` when it listens; the port then comes from the main process, a new one after each start of core.
 */
window.addEventListener("message", (event: MessageEvent<{ readonly kind?: unknown } | null>) => {
  if (event.source === window && event.data?.kind === "overread-ready") ipcRenderer.send("overread-ready");
});

ipcRenderer.on("overread-port", ({ ports }) => window.postMessage({ kind: "overread-port" }, location.origin, ports));

ipcRenderer.on("overread-command", (_event, id: unknown) => window.postMessage({ kind: "overread-command", id }, location.origin));
