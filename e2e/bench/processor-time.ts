import fs from "node:fs";

/** The kernel counts in hundredths of a second on every machine that Debian runs on (`getconf CLK_TCK`). */
export const TICK_MS = 10;

type Line = { readonly parent: number; readonly ticks: number };

/** Parent, and time of the process with that of its children that have ended, out of `/proc/PID/stat` (proc(5)). */
export function readStat(text: string): Line {
  // the name in brackets may hold anything
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
  return { parent: Number(fields[1]), ticks };
}

/** Every process that this one has started, directly or not: window, core and servers. Empty where there is no `/proc`. */
export function processesBelow(pid: number): ReadonlyMap<number, Line> {
  const lines = new Map<number, Line>();
  if (!fs.existsSync("/proc/self/stat")) return lines;
  for (const name of fs.readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      lines.set(Number(name), readStat(fs.readFileSync(`/proc/${name}/stat`, "utf8")));
    } catch {
      // it has ended meanwhile
    }
  }
  const isBelow = (one: number): boolean => {
    const parent = lines.get(one)?.parent ?? 0;
    return parent === pid || (parent > 1 && isBelow(parent));
  };
  return new Map([...lines].filter(([one]) => isBelow(one)));
}

/** Processor time, in ms, of everything that this process has started. NaN where there is no `/proc`. */
export function processorTimeBelow(pid: number): number {
  const below = processesBelow(pid);
  return below.size === 0 ? Number.NaN : [...below.values()].reduce((sum, { ticks }) => sum + ticks, 0) * TICK_MS;
}
