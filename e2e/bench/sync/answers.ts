import fs from "node:fs";
import type { RequestLogLine } from "../../service/request-log.ts";

/** What the service sent of one kind: when the first and the last answer was whole (ms since the epoch), and how much. */
export type Answers = {
  readonly count: number;
  readonly bytes: number;
  readonly beganAt: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly paths: readonly string[];
};

const WHAT = { images: /\/series\//, documents: /\/Binary\// } as const;

/** The whole answers of that kind in the service's log. */
export function answersOf(logFile: string, what: keyof typeof WHAT): Answers {
  const lines = fs
    .readFileSync(logFile, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RequestLogLine)
    .filter(({ method, path, status, complete }) => method === "GET" && WHAT[what].test(path) && status === 200 && complete);
  const ends = lines.map(({ time }) => Date.parse(time));
  return {
    count: lines.length,
    bytes: lines.reduce((sum, { bytes }) => sum + bytes, 0),
    beganAt: Math.min(...lines.map(({ time, ms }) => Date.parse(time) - ms)),
    firstAt: Math.min(...ends),
    lastAt: Math.max(...ends),
    paths: lines.map(({ path }) => path),
  };
}
