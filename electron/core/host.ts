import type { CoreStart, FromCore, MainPort, ToCore } from "#shared/contract/core-process.ts";
import type { Core } from "#shared/contract/host.ts";
import { serveBytes } from "./byte-server.ts";
import { startCore } from "./core.ts";
import { type ShellHost, shellHost } from "./shell-host.ts";

/** Entry of Electron's utility process: options and ports come in as messages, core goes out. Electron itself is not imported. */
type ParentPort = {
  on(event: "message", listener: (event: { readonly data: unknown; readonly ports: readonly MainPort[] }) => void): void;
  postMessage(message: FromCore): void;
};

function serveShell(parent: ParentPort): void {
  let running: { readonly shell: ShellHost; readonly core: Promise<Core> } | null = null;

  const start = (message: CoreStart, bytesPort: MainPort | undefined): void => {
    const shell = shellHost(message, (told) => parent.postMessage(told));
    const { dataDir, configDir, version } = message;
    const core = startCore({ host: shell.host, dataDir, configDir, version });
    running = { shell, core };
    if (bytesPort !== undefined) serveBytes(bytesPort, async (...asked) => (await core).bytes(...asked));
    // a core that cannot start ends this process (unhandled rejection), and the shell says so
    void core.then(() => parent.postMessage({ kind: "ready" }));
  };

  parent.on("message", ({ data, ports }) => {
    const message = data as ToCore;
    const [port] = ports;
    if (message.kind === "start") start(message, port);
    else if (message.kind === "page" && port !== undefined) void running?.core.then((core) => core.connect(port));
    else if (message.kind === "window-gone") void running?.core.then((core) => core.lock("window-gone"));
    else if (message.kind === "close") void running?.core.then((core) => core.close()).then(() => process.exit(0));
    else running?.shell.receive(message);
  });
}

const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
if (parentPort === undefined) throw new Error("This file is the entry of Electron's utility process; it is not started by hand.");
serveShell(parentPort);
