import http from "node:http";
import net, { type AddressInfo, type Socket } from "node:net";

/**
 * A forward proxy between the app and a service that is not ours: cut, it ends open tunnels and answers 502 to everything (a socket
 * dropped without an answer would make the app's HTTP library repeat without end).
 */
export class CutProxy {
  readonly #server: http.Server;
  readonly #tunnels = new Set<Socket>();
  #cut = false;

  constructor() {
    this.#server = http.createServer((request, response) => this.#forward(request, response));
    this.#server.on("connect", (request, client: Socket, head: Buffer) => {
      const [host = "", port = "443"] = (request.url ?? "").split(/:(?=\d+$)/);
      if (this.#cut) {
        client.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n");
        return;
      }
      const upstream = net.connect(Number(port), host, () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
      for (const socket of [client, upstream]) {
        this.#tunnels.add(socket);
        socket.on("error", () => socket.destroy());
        socket.on("close", () => this.#tunnels.delete(socket));
      }
    });
  }

  #forward(request: http.IncomingMessage, response: http.ServerResponse): void {
    if (this.#cut) {
      response.writeHead(502, { Connection: "close" }).end();
      return;
    }
    const upstream = http.request(request.url ?? "", { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on("error", () => response.destroy());
    request.pipe(upstream);
  }

  /** Starts; answers the environment for the app. */
  async start(): Promise<Readonly<Record<string, string>>> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: "" };
  }

  cut(): void {
    this.#cut = true;
    for (const socket of this.#tunnels) socket.destroy();
  }

  restore(): void {
    this.#cut = false;
  }

  close(): void {
    for (const socket of this.#tunnels) socket.destroy();
    this.#server.close();
  }
}
