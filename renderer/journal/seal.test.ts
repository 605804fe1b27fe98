import { expect, test } from "vitest";
import { createSeal } from "./seal.ts";

const keyBase64 = btoa(String.fromCharCode(...new Uint8Array(32).fill(7)));

test("P20: a sealed keystroke holds no word of its text", async () => {
  const seal = await createSeal({ sessionId: "s1", keyBase64 });
  const sealed = await seal.close({ text: "metastatic adenocarcinoma" });
  expect(new TextDecoder().decode(sealed)).not.toContain("adenocarcinoma");
  expect(await seal.open(sealed)).toEqual({ text: "metastatic adenocarcinoma" });
});

test("a changed byte, another session and another key open nothing", async () => {
  const seal = await createSeal({ sessionId: "s1", keyBase64 });
  const sealed = await seal.close("text");
  const changed = sealed.slice();
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  expect(await seal.open(changed)).toBeNull();
  const other = await createSeal({ sessionId: "s2", keyBase64 });
  expect(await other.open(sealed)).toBeNull();
});

test("two seals of the same text differ: the nonce is random", async () => {
  const seal = await createSeal({ sessionId: "s1", keyBase64 });
  expect(await seal.close("text")).not.toEqual(await seal.close("text"));
});
