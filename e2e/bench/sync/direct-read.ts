import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { ServiceReader } from "../../stories/driver/service-reader.ts";

const PARALLEL = 4;

/** The same images read by `curl` into files, four at a time as core does; bytes and time. */
export async function readWithCurl(reader: ServiceReader, urls: readonly string[], dir: string): Promise<{ bytes: number; ms: number }> {
  fs.mkdirSync(dir, { recursive: true });
  const config = [
    `header = "Authorization: Bearer ${reader.token}"`,
    `header = "Accept: multipart/related; type=\\"application/dicom\\"; transfer-syntax=*"`,
    "fail",
    "silent",
    ...urls.flatMap((url, index) => [`url = "${url}"`, `output = "${path.join(dir, String(index))}"`]),
  ].join("\n");
  const started = performance.now();
  const child = spawn("curl", ["--parallel", "--parallel-max", String(PARALLEL), "--config", "-"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.stdin.end(config);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("exit", resolve);
    child.once("error", () => reject(new Error("curl is not installed: there is nothing to compare the download with")));
  });
  const ms = performance.now() - started;
  if (code !== 0) throw new Error(`curl ended with ${code}`);
  const bytes = fs.readdirSync(dir).reduce((sum, name) => sum + fs.statSync(path.join(dir, name)).size, 0);
  fs.rmSync(dir, { recursive: true });
  return { bytes, ms };
}
