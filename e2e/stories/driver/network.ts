import { CutProxy } from "./cut-proxy.ts";
import type { ServiceProcess } from "./service-process.ts";

/** The way between the app and all that it talks to. */
export type Network = {
  /** For the app: its requests go where the network can be cut. */
  readonly env: Readonly<Record<string, string>>;
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** True when nothing of the service can be reached the way the app goes, and the app did go that way before. */
  isCut(): Promise<boolean>;
  close(): void;
};

/**
 * Own service: the network is cut by stopping it. What is not ours, a foreign service or an archive, runs on: there a proxy of the driver
 * refuses the app's connections.
 */
export async function openNetwork(service: ServiceProcess | null, foreign: readonly string[]): Promise<Network> {
  const proxy = foreign.length > 0 ? new CutProxy() : null;
  return {
    env: (await proxy?.start()) ?? {},
    async cut() {
      proxy?.cut();
      await service?.stop();
    },
    async restore() {
      await service?.start();
      proxy?.restore();
    },
    async isCut() {
      if (service !== null && (await answers(`${service.base}/metadata`))) return false;
      if (proxy === null) return true;
      const reached = await Promise.all(foreign.map((address) => proxy.reaches(address)));
      return proxy.passed > 0 && !reached.includes(true);
    },
    close: () => proxy?.close(),
  };
}

const answers = (address: string): Promise<boolean> =>
  fetch(address).then(
    (answer) => answer.ok,
    () => false,
  );
