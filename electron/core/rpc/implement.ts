import { defectFailure, fail } from "#shared/result/failure.ts";
import type { Log } from "../log.ts";

type Defect = ReturnType<typeof defectAnswer>;
const defectAnswer = () => fail(defectFailure);

/**
 * Wraps the code of one procedure: an exception is a bug, logged by name and shown as `defect`; nothing of it crosses to the page.
 * The contract's router refuses at compile time an answer with a code that the contract does not list.
 */
export function guarded<Input, Answer>(
  name: string,
  log: Log,
  work: (input: Input, signal: AbortSignal) => Answer | Promise<Answer>,
): (options: { readonly input: Input; readonly signal?: AbortSignal | undefined }) => Promise<Answer | Defect> {
  return async ({ input, signal }) => {
    try {
      return await work(input, signal ?? new AbortController().signal);
    } catch (error) {
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
