import type { Outcome } from "./import-stage.ts";

/** Runs `from` up to, not including, `to`. */
export type ParentMessage = {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly folder: string | undefined;
  /** Memory without the readers is measured after so many runs, and at the end. */
  readonly warmUp: number;
  /** Memory with them is measured after so many runs, and at the end. */
  readonly middle: number;
};

export type ChildMessage =
  | { readonly kind: "ready"; readonly files: number }
  | { readonly kind: "ran"; readonly run: number; readonly name: string; readonly outcome: Outcome }
  | { readonly kind: "memory"; readonly what: "core" | "whole"; readonly bytes: number };
