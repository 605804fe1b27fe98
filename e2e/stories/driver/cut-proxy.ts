import http from "node:http";
import net, { type AddressInfo, type Socket } from "node:net";

/**
 * A forward proxy between the app and what is not ours: cut, it ends open tunnels and answers 502 to everything (a socket dropped without
 * an answer would make the app's HTTP library repeat without end).
 */
export class CutProxy {
  readonly #server: http.Server;
  readonly #tunnels = new Set<Socket>();
  #cut = false;
  #passed = 0;

  constructor() {
    this.#server = http.createServer((request, response) => this.#forward(request, response));
    this.#server.on("connect", (request, client: Socket, head: Buffer) => this.#tunnel(request.url ?? "", client, head));
  }

  #tunnel(target: string, client: Socket, head: Buffer): void {
    client.on("error", () => client.destroy());
    if (this.#cut) {
      client.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n");
      return;
    }
    const [host = "", port = "443"] = target.split(/:(?=\d+$)/);
    const upstream = net.connect(Number(port), host.replace(/^\[|\]$/g, ""), () => {
      this.#passed++;
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    for (const socket of [client, upstream]) {
      this.#tunnels.add(socket);
      socket.on("close", () => this.#tunnels.delete(socket));
    }
  }

  #forward(request: http.IncomingMessage, response: http.ServerResponse): void {
    if (this.#cut) {
      response.writeHead(502, { Connection: "close" }).end();
      return;
    }
    const upstream = http.request(request.url ?? "", { method: request.method, headers: request.headers }, (answer) => {
      this.#passed++;
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on("error", () => response.destroy());
    });
    upstream.on("error", () => response.destroy());
    upstream.on("socket", (socket: Socket) => this.#tunnels.add(socket));
    request.pipe(upstream);
  }

  /** Starts; answers the environment for the app. */
  async start(): Promise<Readonly<Record<string, string>>> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: this.#url, HTTPS_PROXY: this.#url, NO_PROXY: "" };
  }

  get #url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many answers and tunnels went through: 0 = whoever should use this proxy goes past it. */
  get passed(): number {
    return this.#passed;
  }

  /** Whether this address can be reached through the proxy now. */
  reaches(address: string): Promise<boolean> {
    const { protocol, host } = new URL(address);
    const secure = protocol === "https:";
    const target = secure ? `${host}${host.includes(":") ? "" : ":443"}` : address;
    return new Promise((resolve) => {
      const request = http.request(this.#url, { method: secure ? "CONNECT" : "GET", path: target, headers: { Host: host } });
      request.once("connect", (answer, socket) => {
        socket.destroy();
        resolve(answer.statusCode === 200);
      });
      request.once("response", (answer) => {
        answer.resume();
        resolve((answer.statusCode ?? 502) < 500);
      });
      request.once("error", () => resolve(false));
      request.end();
    });
  }

  cut(): void {
    this.#cut = true;
    for (const socket of this.#tunnels) socket.destroy();
    this.#tunnels.clear();
  }

  restore(): void {
    this.#cut = false;
  }

  close(): void {
    for (const socket of this.#tunnels) socket.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
