import { oc } from "@orpc/contract";
import { z } from "zod";

const common = ["locked", "cancelled", "defect", "disconnected", "disk-full"] as const;

function failureOf<const Codes extends readonly string[]>(codes: Codes) {
  return z.object({
    code: z.enum([...codes, ...common]),
    happened: z.string(),
    safe: z.string(),
    todo: z.string(),
    detail: z.string().optional(),
  });
}

/**
 * One entry of the contract: what the page may ask, what core answers. The answer is always a `Result`: a failure with a code
 * that is not in `failures` (or common to all) does not compile. oRPC's own errors are left for bugs and malformed input.
 */
export function procedure<Input extends z.ZodType, Output extends z.ZodType, const Codes extends readonly string[] = []>(entry: {
  readonly input: Input;
  readonly output: Output;
  readonly failures?: Codes;
}) {
  const codes = (entry.failures ?? []) as Codes;
  return oc
    .input(entry.input)
    .output(
      z.discriminatedUnion("ok", [
        z.object({ ok: z.literal(true), value: entry.output }),
        z.object({ ok: z.literal(false), failure: failureOf(codes) }),
      ]),
    );
}

/** For procedures that take nothing. */
export const nothing = z.object({});
