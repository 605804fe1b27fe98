import { defectFailure, diskFullFailure, fail } from "#shared/result/failure.ts";
import type { Log } from "../log.ts";

const defectAnswer = () => fail(defectFailure);
const diskFullAnswer = () => fail(diskFullFailure);

/** A disk without room may befall everything that writes: no bug, and said as what it is. */
const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT", "SQLITE_FULL"].includes(String(error.code));

/**
 * Wraps the code of one procedure: an exception is a bug, logged by name and shown as `defect`; nothing of it crosses to the page.
 * The contract's router refuses at compile time an answer with a code that the contract does not list.
 */
export function guarded<Input, Answer>(
  name: string,
  log: Log,
  work: (input: Input, signal: AbortSignal) => Answer | Promise<Answer>,
): (options: {
  readonly input: Input;
  readonly signal?: AbortSignal | undefined;
}) => Promise<Answer | ReturnType<typeof defectAnswer | typeof diskFullAnswer>> {
  return async ({ input, signal }) => {
    try {
      return await work(input, signal ?? new AbortController().signal);
    } catch (error) {
      if (isDiskFull(error)) return diskFullAnswer();
      log("defect", { code: `${name}: ${error instanceof Error ? `${error.name} ${firstFrame(error)}` : "thrown value"}` });
      return defectAnswer();
    }
  };
}

/** Where it happened, without the message: a message may quote a record. */
function firstFrame(error: Error): string {
  const frame = error.stack?.split("\n").find((line) => line.trimStart().startsWith("at ")) ?? "";
  return /([\w.-]+:\d+):\d+\)?$/.exec(frame.trim())?.[1] ?? "";
}
