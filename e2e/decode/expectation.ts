import fs from "node:fs";
import { z } from "zod";

const Frame = z.object({
  frame: z.int(),
  sha256: z.string(),
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  probes: z.array(z.array(z.number())),
  exact: z.boolean(),
  tolerance: z.object({ maxAbs: z.number(), meanAbs: z.number() }).optional(),
  /** The frame as 8-bit RGB, for palettes and YBR. */
  rgb: z.object({ sha256: z.string(), probes: z.array(z.array(z.number())) }).optional(),
});
export type ExpectedFrame = z.infer<typeof Frame>;

const File = z.object({
  file: z.string(),
  kind: z.string(),
  must: z.enum(["decode", "refuse", "warn", "either"]),
  why: z.string().nullish(),
  container: z.string().optional(),
  patientName: z.string().nullish(),
  photometric: z.string().optional(),
  frames: z.array(Frame).optional(),
});
export type ExpectedFile = z.infer<typeof File>;

const Expectation = z.object({ files: z.array(File) });

export const readExpectation = (path: string): ReadonlyMap<string, ExpectedFile> =>
  new Map(Expectation.parse(JSON.parse(fs.readFileSync(path, "utf8"))).files.map((file) => [file.file, file]));
