import { type Attributes, firstItem, hasValue, numberOf, textOf } from "../dicom/attributes.ts";
import { type Tag, tags } from "../dicom/tags.ts";
import type { Channel, ChannelScale } from "./object-value.ts";

/** UCUM units of voltage, and the spellings that devices use for them, in mV. */
const MILLIVOLTS: ReadonlyMap<string, number> = new Map([
  ["V", 1_000],
  ["mV", 1],
  ["uV", 0.001],
  ["µV", 0.001],
  ["μV", 0.001],
  ["nV", 0.000001],
]);

const none = (why: string): ChannelScale => ({ at: "none", why });

/** A number that may be missing; NaN when it stands there and is none. */
function given(channel: Attributes, tag: Tag): number | null {
  return hasValue(channel, tag) ? (numberOf(channel, tag) ?? Number.NaN) : null;
}

/**
 * What a stored step is worth (PS3.3 C.10.9.1.4): sample × sensitivity × correction + baseline, in the unit of the sensitivity. A missing
 * sensitivity or a unit that is no voltage is never replaced by a usual one; a missing correction or baseline is taken as 1 or 0, and said.
 */
export function channelScaleOf(channel: Attributes): ChannelScale {
  const sensitivity = given(channel, tags.channelSensitivity);
  if (sensitivity === null) return none("the file does not say what a step is worth");
  const unitItem = firstItem(channel, tags.channelSensitivityUnitsSequence);
  const unit = unitItem === null ? null : textOf(unitItem, tags.codeValue);
  if (unit === null) return none("the file gives no unit");
  const factor = MILLIVOLTS.get(unit);
  if (factor === undefined) return none(`its unit is ${unit}, not a voltage`);
  const correction = given(channel, tags.channelSensitivityCorrectionFactor);
  const baseline = given(channel, tags.channelBaseline);
  const perStep = sensitivity * (correction ?? 1) * factor;
  const offset = (baseline ?? 0) * factor;
  if (!(perStep > 0) || !Number.isFinite(perStep) || !Number.isFinite(offset)) return none("the numbers of its scale are impossible");
  const assumed = [
    ...(correction === null ? ["No correction factor is stated; it is taken as 1."] : []),
    ...(baseline === null ? ["No baseline is stated; it is taken as 0."] : []),
  ];
  return { at: "millivolts", perStep, baseline: offset, assumed };
}

/** A sample in mV; null where nothing was recorded or the scale is not known. */
export function millivoltsOf({ scale, samples }: Channel, at: number): number | null {
  const sample = samples[at];
  return scale.at === "none" || sample === null || sample === undefined ? null : sample * scale.perStep + scale.baseline;
}
