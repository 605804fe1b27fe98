import { expect, test } from "vitest";
import { FIRST_FRAME_STYLE } from "#shared/contract/page-policy.ts";
import style from "./first-frame.css?raw";
import page from "./index.html?raw";
import tokens from "./ui/tokens.css?raw";

test("the first frame's rules are those that the page's policy allows", async () => {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style.trim()));
  expect(`sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}`).toBe(FIRST_FRAME_STYLE);
});

test("the first frame has the colours of the dark theme, in which every window starts", () => {
  const dark = tokens.slice(tokens.indexOf('[data-theme="dark"] {')).split("}")[0] ?? "";
  const colours = style.match(/#[0-9a-f]{6}/g) ?? [];
  expect(colours.length).toBeGreaterThan(3);
  expect(colours.filter((colour) => !dark.includes(colour))).toEqual([]);
  expect(page).toContain('data-theme="dark"');
});
