import http from "node:http";
import type { AddressInfo } from "node:net";

/** Servers of a test, each on a free loopback port. */
export class MadeServers {
  readonly #servers: http.Server[] = [];

  /** Starts one; its origin. */
  async start(listener: http.RequestListener): Promise<string> {
    const server = http.createServer(listener);
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Ends all of them, with what is still open. */
  close(): void {
    for (const server of this.#servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  }
}
