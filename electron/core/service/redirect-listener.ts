import http from "node:http";
import type { AddressInfo } from "node:net";

/** One page without any script, for the browser tab that was used to sign in. */
const page = (text: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Overread</title></head><body><h1>Overread</h1><p>${text}</p></body></html>`;

const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  Connection: "close",
};

export type RedirectListener = {
  /** `http://127.0.0.1:{port}/callback` */
  readonly redirectUri: string;
  /** The address the browser came back to; null after five minutes or when stopped. */
  readonly arrived: Promise<URL | null>;
  close(): void;
};

/**
 * Listens on the loopback address for the end of a sign-in (RFC 8252 §7.3): a request whose `state` is the expected one, then it
 * closes. Anything else is answered 404 and does not end the wait.
 */
export async function listenForRedirect(state: string, timeoutMs: number, signal: AbortSignal): Promise<RedirectListener> {
  const server = http.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  let settle: (url: URL | null) => void = () => {};
  const arrived = new Promise<URL | null>((resolve) => {
    settle = resolve;
  });
  const close = (): void => {
    clearTimeout(timer);
    signal.removeEventListener("abort", close);
    server.close();
    settle(null);
  };
  const timer = setTimeout(close, timeoutMs);
  signal.addEventListener("abort", close, { once: true });
  server.on("request", (request, response) => {
    const address = request.url ?? "/";
    const url = URL.canParse(address, redirectUri) ? new URL(address, redirectUri) : null;
    if (request.method !== "GET" || url?.pathname !== "/callback" || url.searchParams.get("state") !== state) {
      response.writeHead(404, HEADERS).end(page("There is nothing here."));
      return;
    }
    const refused = url.searchParams.has("error");
    response
      .writeHead(200, HEADERS)
      .end(
        page(
          refused
            ? "The sign-in was not completed. You can close this tab."
            : "This part is done. Go back to Overread; this tab can be closed.",
        ),
      );
    settle(url);
    close();
  });
  return { redirectUri, arrived, close };
}
