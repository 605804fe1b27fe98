import { expect, test } from "vitest";
import csv from "./contrast.csv?raw";
import tokens from "./tokens.css?raw";

/** WCAG 2.x relative luminance of an sRGB colour. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function ratio(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The colour that a token has in a theme, as tokens.css says it now. */
function colour(theme: string, name: string): string | undefined {
  const block = (head: string) => tokens.slice(tokens.indexOf(head)).split("}")[0] ?? "";
  const places = [block(theme === "light" ? '[data-theme="light"] {' : '[data-theme="dark"] {'), block(":root {")];
  return places.map((text) => new RegExp(`--${name}:\\s*(#[0-9a-f]{6})`, "i").exec(text)?.[1]).find((hex) => hex !== undefined);
}

const pairs = csv
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(","))
  .map(([theme = "", foreground = "", background = "", , , , minimum = ""]) => ({ theme, foreground, background, minimum }));

test("U15: every measured colour pair of both themes still has its contrast", () => {
  expect(pairs.length).toBeGreaterThan(250);
  const weak = pairs
    .map((pair) => ({ ...pair, one: colour(pair.theme, pair.foreground), other: colour(pair.theme, pair.background) }))
    .filter(({ one, other, minimum }) => one === undefined || other === undefined || ratio(one, other) < Number(minimum));
  expect(weak).toEqual([]);
});
