import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";

test("the decoder in resources is the one of the pinned package, byte by byte", () => {
  const code = fs.readFileSync(createRequire(import.meta.url).resolve("@thewtex/zstddec"), "utf8");
  const inPackage = /wasm = ['"]([A-Za-z0-9+/=]+)['"]/.exec(code)?.[1] ?? "";
  const inResources = fs.readFileSync(path.join(import.meta.dirname, "../../resources/zstd/zstddec.wasm"));
  expect(inPackage.length).toBeGreaterThan(10_000);
  expect(inResources.equals(Buffer.from(inPackage, "base64"))).toBe(true);
});
