import fs from "node:fs";
import path from "node:path";

/** The only fields a log line may have: no names, dates of birth, free text, file names or addresses. */
export type LogFields = {
  readonly caseId?: string;
  readonly reportId?: string;
  readonly code?: string;
  readonly ms?: number;
  readonly bytes?: number;
  readonly count?: number;
  readonly status?: number;
  readonly attempt?: number;
};

export type Log = (event: string, fields?: LogFields) => void;

const MAX_BYTES = 1024 * 1024;
const FILES = 5;

/**
 * Writes JSON lines into `folder`, five files of 1 MiB each, the oldest thrown away. A line that cannot be written (a full disk) is
 * lost: what is told about a failure must never become one.
 */
export function openLog(folder: string, now: () => number): Log {
  const file = (index: number): string => path.join(folder, `overread.${index}.log`);
  const write = (line: string): void => {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    if ((fs.statSync(file(0), { throwIfNoEntry: false })?.size ?? 0) + line.length > MAX_BYTES) {
      for (let index = FILES - 1; index > 0; index--) if (fs.existsSync(file(index - 1))) fs.renameSync(file(index - 1), file(index));
    }
    fs.appendFileSync(file(0), line, { mode: 0o600 });
  };
  return (event, fields = {}) => {
    try {
      write(`${JSON.stringify({ at: new Date(now()).toISOString(), event, ...fields })}\n`);
    } catch {
      // said above
    }
  };
}
