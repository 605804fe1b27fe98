import type { Face } from "./fonts.ts";
import type { Type } from "./text-layout.ts";

export const INK = "#15171c";
export const QUIET = "#5a5f69";
export const ACCENT = "#0b4f8a";
export const RULE = "#c9ccd2";
/** 18 mm. */
export const MARGIN = 51;

/** Sizes in points. */
export type TextStyle = { readonly face: Face; readonly size: number; readonly lineHeight: number; readonly color?: string };

export const styles = {
  body: { face: "serif", size: 10.5, lineHeight: 15.4 },
  lede: { face: "serif-italic", size: 12, lineHeight: 17, color: QUIET },
  question: { face: "serif-italic", size: 10.5, lineHeight: 15.4, color: QUIET },
  strong: { face: "serif-bold", size: 10.5, lineHeight: 15.4 },
  small: { face: "sans", size: 8, lineHeight: 11.5, color: QUIET },
  data: { face: "sans", size: 8.5, lineHeight: 12.5 },
  dataStrong: { face: "sans-medium", size: 8.5, lineHeight: 12.5 },
  quietData: { face: "sans", size: 8.5, lineHeight: 12.5, color: QUIET },
  verdict: { face: "sans-bold", size: 10, lineHeight: 14 },
  number: { face: "sans-bold", size: 8.5, lineHeight: 15.4, color: ACCENT },
  heading: { face: "sans-bold", size: 8.5, lineHeight: 12, color: ACCENT },
  title: { face: "serif-bold", size: 23, lineHeight: 28 },
  service: { face: "sans-bold", size: 11, lineHeight: 14 },
  signer: { face: "serif-bold", size: 13, lineHeight: 19 },
} as const satisfies Record<string, TextStyle>;

const OLD_STYLE = ["onum"] as const;
const AS_THEY_ARE = [] as const;

/** Old-style figures in running text; those of the data's face are lining ones by themselves (guide §9). */
export const typeOf = ({ face, size }: TextStyle): Type => ({ face, size, features: face.startsWith("serif") ? OLD_STYLE : AS_THEY_ARE });
