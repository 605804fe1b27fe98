import type { Session, WebContents } from "electron";
import { PAGE_ORIGIN } from "./app-protocol.ts";

/** Copying text by a click, and the whole screen for images; everything else that a page could ask for is refused (reliability §1.1, 5). */
const ALLOWED: ReadonlySet<string> = new Set(["clipboard-sanitized-write", "fullscreen"]);

const isOwn = (address: string): boolean => address === PAGE_ORIGIN || address.startsWith(`${PAGE_ORIGIN}/`);

/** Does the address belong to the page, or to something the page made itself? */
const isOwnRequest = (url: string): boolean => isOwn(url) || url.startsWith(`blob:${PAGE_ORIGIN}/`);

/** Shuts the page's session: no permissions, devices, downloads or dictionaries, and no request to anywhere else. */
export function closeSession(session: Session, allowDevTools: boolean): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(ALLOWED.has(permission) && isOwn(requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => ALLOWED.has(permission) && isOwn(origin));
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on("will-download", (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !(isOwnRequest(url) || (allowDevTools && url.startsWith("devtools:"))) }),
  );
}

/** No contents of this program, however they came to be, go anywhere else, open windows or hold others. */
export function closeContents(contents: WebContents): void {
  contents.on("will-navigate", (event) => event.preventDefault());
  contents.on("will-frame-navigate", (event) => event.preventDefault());
  contents.on("will-redirect", (event) => event.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}
