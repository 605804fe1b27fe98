import { MIN_PASSPHRASE } from "./unlock-slice.ts";

export type Strength = { readonly share: number; readonly word: "too-short" | "weak" | "fair" | "good" | "strong" };

/**
 * A rough guess, for the bar only: length and variety, repeated characters count once. Core decides whether a passphrase is too
 * common; this never refuses anything but the length.
 */
export function strengthOf(passphrase: string): Strength {
  const characters = [...passphrase];
  if (characters.length < MIN_PASSPHRASE) return { share: (characters.length / MIN_PASSPHRASE) * 0.25, word: "too-short" };
  const distinct = new Set(characters).size;
  const words = passphrase.trim().split(/\s+/).length;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\p{L}\d\s]/u, /[^ -~]/].filter((kind) => kind.test(passphrase)).length;
  const bits = Math.min(characters.length, distinct * 1.6) * (1.9 + kinds * 0.45) + words * 4;
  if (bits < 32) return { share: 0.35, word: "weak" };
  if (bits < 46) return { share: 0.55, word: "fair" };
  if (bits < 62) return { share: 0.8, word: "good" };
  return { share: 1, word: "strong" };
}
