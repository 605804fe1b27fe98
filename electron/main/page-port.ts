import type { MessagePortMain, WebContents, WebFrameMain } from "electron";
import { PAGE_ORIGIN } from "./app-protocol.ts";

export type PagePort = {
  /** Core was started again: a page that already has a port gets the next one without asking. */
  renew(): void;
};

/**
 * Hands the page its port to core: when the page says that it listens, once per load, and only to the main frame of our own origin
 * (reliability §1.1, 17). The preload script carries the question here and the port back.
 */
export function servePagePort(contents: WebContents, connectPage: () => MessagePortMain): PagePort {
  let served = false;
  const hand = (frame: WebFrameMain): void => {
    served = true;
    frame.postMessage("overread-port", null, [connectPage()]);
  };
  contents.on("did-start-navigation", ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) served = false;
  });
  contents.ipc.on("overread-ready", ({ senderFrame }) => {
    if (senderFrame === null || senderFrame.parent !== null || senderFrame.origin !== PAGE_ORIGIN || served) return;
    hand(senderFrame);
  });
  return {
    renew: () => {
      if (served && !contents.isDestroyed()) hand(contents.mainFrame);
    },
  };
}
