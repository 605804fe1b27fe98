import type { FrameResult, ScannedFile } from "./decode-types.ts";
import type { ExpectedFile, ExpectedFrame } from "./expectation.ts";

/** What became of one frame, against the oracle. */
export type Verdict =
  | "identical"
  /** An edge tile whose samples are all equal; the reference lays them in the rows of the whole tile, so that its picture is skewed. */
  | "identical-laid-otherwise"
  | "tolerance"
  | "refused-as-reference"
  | "refused-reference-decodes"
  | "wrong"
  | "crashed"
  | "no-reference";

export type Judged = { readonly file: string; readonly frame: number; readonly verdict: Verdict; readonly why: string };

type Outcome = FrameResult["outcome"];

const CRASHED = "decoder-stopped";

/** The largest distance between the samples at the probes and those expected. */
function worstProbe(expected: ExpectedFrame, probes: readonly (readonly number[])[]): number {
  let worst = 0;
  for (const [i, probe] of expected.probes.entries()) {
    for (const [k, value] of probe.slice(2).entries()) worst = Math.max(worst, Math.abs(value - (probes[i]?.[k] ?? Number.NaN)));
  }
  return worst;
}

function withinTolerance(expected: ExpectedFrame, outcome: Extract<Outcome, { ok: true }>): boolean {
  const { tolerance } = expected;
  if (expected.exact || tolerance === undefined) return false;
  const worst = worstProbe(expected, outcome.probes);
  const near = Math.abs(outcome.min - expected.min) <= tolerance.maxAbs && Math.abs(outcome.max - expected.max) <= tolerance.maxAbs;
  // The oracle's mean is rounded to four places.
  return worst <= tolerance.maxAbs && near && Math.abs(outcome.mean - expected.mean) <= tolerance.meanAbs + 1e-4;
}

function judgeDecoded(
  file: ExpectedFile,
  expected: ExpectedFrame,
  outcome: Extract<Outcome, { ok: true }>,
): Omit<Judged, "file" | "frame"> {
  if (file.photometric !== undefined && file.photometric !== "" && file.photometric !== outcome.photometric) {
    return { verdict: "wrong", why: `${outcome.photometric} in place of ${file.photometric}` };
  }
  if (outcome.sha256 === expected.sha256) return { verdict: "identical", why: "" };
  if (outcome.pouredSha256 === expected.sha256) {
    return {
      verdict: "identical-laid-otherwise",
      why: "the stream is narrower than the frame; the reference pours it over the frame's rows",
    };
  }
  if (withinTolerance(expected, outcome)) return { verdict: "tolerance", why: "" };
  return {
    verdict: "wrong",
    why: `worst probe differs by ${worstProbe(expected, outcome.probes)}, mean ${outcome.mean} in place of ${expected.mean}`,
  };
}

const mayRefuse = (file: ExpectedFile): boolean => file.must !== "decode";

function judgeRefused(file: ExpectedFile, why: string): Omit<Judged, "file" | "frame"> {
  return { verdict: mayRefuse(file) || (file.frames ?? []).length === 0 ? "refused-as-reference" : "refused-reference-decodes", why };
}

function judgeFrame(file: ExpectedFile, frame: number, outcome: Outcome | null, why: string): Judged {
  const expected = file.frames?.find((candidate) => candidate.frame === frame);
  const named = { file: file.file, frame };
  if (outcome !== null && !outcome.ok && outcome.code === CRASHED) return { ...named, verdict: "crashed", why: outcome.detail };
  if (outcome === null || !outcome.ok) {
    const reason = outcome === null ? why : `${outcome.code}: ${outcome.detail}`;
    return { ...named, ...judgeRefused(file, reason) };
  }
  if (expected !== undefined) return { ...named, ...judgeDecoded(file, expected, outcome) };
  const nothingToSee = file.must === "refuse" || (file.must === "decode" && file.kind !== "image");
  if (nothingToSee) return { ...named, verdict: "wrong", why: "shown, although the reference shows nothing" };
  return { ...named, verdict: "no-reference", why: file.why ?? "" };
}

function refusalOf({ reading }: ScannedFile): string {
  if (reading.kind === "refused") return `${reading.code}: ${reading.detail}`;
  return reading.kind === "not-dicom" ? "not DICOM" : "no picture";
}

/** All frames of one file: those expected, those decoded, and one refusal for a file that gives none. */
export function judgeFile(expected: ExpectedFile, scanned: ScannedFile, results: readonly FrameResult[]): Judged[] {
  const outcomes = new Map<number, Outcome>();
  for (const { index, outcome } of results) {
    const frame = scanned.job?.frames.find((candidate) => candidate.index === index)?.frame;
    if (frame !== undefined) outcomes.set(frame, outcome);
  }
  const frames = new Set([...(expected.frames ?? []).map(({ frame }) => frame), ...outcomes.keys()]);
  if (frames.size === 0) {
    // Nothing was expected and nothing was shown: a refusal only where the oracle asks for one.
    return expected.must === "decode" ? [] : [{ file: expected.file, frame: 0, verdict: "refused-as-reference", why: refusalOf(scanned) }];
  }
  return [...frames].sort((a, b) => a - b).map((frame) => judgeFrame(expected, frame, outcomes.get(frame) ?? null, refusalOf(scanned)));
}
