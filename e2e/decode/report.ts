import type { FrameResult, ScannedFile } from "./decode-types.ts";
import type { Judged, Verdict } from "./judge.ts";

/** At most this many frames may be refused that the reference decodes, each named. */
export const MAX_EXCEPTIONS = 5;

export type Totals = { readonly [verdict in Verdict]: number };

export function totalsOf(judged: readonly Judged[]): Totals {
  const count = (verdict: Verdict): number => judged.filter((entry) => entry.verdict === verdict).length;
  return {
    identical: count("identical"),
    "identical-laid-otherwise": count("identical-laid-otherwise"),
    tolerance: count("tolerance"),
    "refused-as-reference": count("refused-as-reference"),
    "refused-reference-decodes": count("refused-reference-decodes"),
    wrong: count("wrong"),
    crashed: count("crashed"),
    "no-reference": count("no-reference"),
  };
}

export const closingLine = (totals: Totals): string =>
  [
    `frames: ${totals.identical + totals["identical-laid-otherwise"]} identical`,
    `${totals.tolerance} within tolerance`,
    `${totals["refused-as-reference"]} refused (as the reference)`,
    `${totals["refused-reference-decodes"]} refused (reference decodes)`,
    `${totals.wrong} wrong`,
    `${totals.crashed} crashed`,
  ].join(", ");

/** Everything the exit code asks for. */
export const holds = (totals: Totals, leftOut: readonly string[]): boolean =>
  totals.wrong === 0 && totals.crashed === 0 && leftOut.length === 0 && totals["refused-reference-decodes"] <= MAX_EXCEPTIONS;

const round = (value: number): string => String(Math.round(value * 1e4) / 1e4);

/** One line per frame: min, max, mean and SHA-256 of its canonical bytes, or why there are none. */
export function frameLines(scanned: ScannedFile, results: readonly FrameResult[]): string[] {
  const { reading, file } = scanned;
  if (reading.kind === "not-dicom") return [];
  if (reading.kind === "no-picture") return [`${file}  no picture`];
  if (reading.kind === "refused") return [`${file}  refused ${reading.code} (${reading.detail})`];
  return results.map(({ index, outcome }) => {
    const name = `${file} #${scanned.job?.frames.find((frame) => frame.index === index)?.frame ?? index + 1}`;
    if (!outcome.ok) return `${name}  refused ${outcome.code} (${outcome.detail})`;
    const size = `${outcome.columns}×${outcome.rows}×${outcome.samples} ${outcome.container} ${outcome.photometric}`;
    return `${name}  min ${outcome.min} max ${outcome.max} mean ${round(outcome.mean)} sha256 ${outcome.sha256}  ${size}`;
  });
}

/** The frames a person should look at. */
export function remarkLines(judged: readonly Judged[]): string[] {
  const titles: { readonly [verdict in Verdict]?: string } = {
    "refused-reference-decodes": "refused, although the reference decodes it",
    "identical-laid-otherwise": "same samples, laid at their place",
    wrong: "WRONG",
    crashed: "CRASHED",
    "no-reference": "decoded, without a reference to compare with",
  };
  return judged.flatMap(({ file, frame, verdict, why }) =>
    titles[verdict] === undefined ? [] : [`${titles[verdict]}: ${file} #${frame} (${why})`],
  );
}
