import { type Failure, fail, ok, type Result } from "#shared/result/failure.ts";

/** Bytes are opened in core and come by path, never through the contract (design D6). */
export const bytesFailure: Failure<"bytes-unreadable"> = {
  code: "bytes-unreadable",
  happened: "This file could not be read from this device.",
  safe: "The other records and your text are not affected.",
  todo: "Open it once more. If it fails again, fetch the case again, or name the gap as a limit.",
};

const isFailure = (value: unknown): value is Failure =>
  typeof value === "object" &&
  value !== null &&
  ["code", "happened", "safe", "todo"].every((name) => typeof (value as Record<string, unknown>)[name] === "string");

/** The whole of one document or report. The shells answer a refusal with core's failure as JSON. */
export async function readBytes(path: string, signal: AbortSignal): Promise<Result<Uint8Array<ArrayBuffer>>> {
  try {
    const response = await fetch(path, { signal, cache: "no-store" });
    if (response.ok) return ok(new Uint8Array(await response.arrayBuffer()));
    const said: unknown = await response.json().catch(() => null);
    const failure = typeof said === "object" && said !== null && "failure" in said ? said.failure : said;
    return fail(isFailure(failure) ? failure : { ...bytesFailure, detail: String(response.status) });
  } catch {
    return fail(bytesFailure);
  }
}
