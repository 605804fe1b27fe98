import fs from "node:fs";
import { processesBelow, TICK_MS } from "../processor-time.ts";

const MIB_OF_KIB = 1 / 1024;

/** Which process of the app: core, or the page that is the window. */
const MARK = { core: "server-process", renderer: "--type=renderer" } as const;
type Which = keyof typeof MARK;

const readProcess = (pid: number, name: "cmdline" | "status"): string => {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return ""; // it has ended meanwhile
  }
};

/** Resident memory of the largest process of that kind, in MiB (`VmRSS` of proc(5)). */
function residentMib(pids: readonly number[], which: Which): number {
  const found = pids
    .filter((pid) => readProcess(pid, "cmdline").includes(MARK[which]))
    .map((pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readProcess(pid, "status"))?.[1] ?? 0));
  return Math.max(0, ...found) * MIB_OF_KIB;
}

/** Processor time in ms, of the kind and of everything that the bench has started; NaN where there is no `/proc`. */
export type ProcessorMs = Readonly<Record<Which | "service" | "all", number>>;

export function processorMsNow(): ProcessorMs {
  const below = [...processesBelow(process.pid)].map(([pid, line]) => ({ cmdline: readProcess(pid, "cmdline"), ms: line.ticks * TICK_MS }));
  const sum = (mark: string): number =>
    below.filter(({ cmdline }) => cmdline.includes(mark)).reduce((total, { ms }) => total + ms, below.length === 0 ? Number.NaN : 0);
  return { core: sum(MARK.core), renderer: sum(MARK.renderer), service: sum("service.mjs"), all: sum("") };
}

export type MemoryMib = Readonly<Record<Which, number>>;

/** Core and page as they stand now. */
export function memoryNow(): MemoryMib {
  const pids = [...processesBelow(process.pid).keys()];
  return { core: residentMib(pids, "core"), renderer: residentMib(pids, "renderer") };
}

/** Looks twice a second until `end`, which answers the most that was seen. */
export function watchMemory(): { readonly end: () => MemoryMib } {
  let most: MemoryMib = { core: 0, renderer: 0 };
  const look = (): void => {
    const { core, renderer } = memoryNow();
    most = { core: Math.max(most.core, core), renderer: Math.max(most.renderer, renderer) };
  };
  const timer = setInterval(look, 500);
  return {
    end: () => {
      clearInterval(timer);
      look();
      return most;
    },
  };
}
