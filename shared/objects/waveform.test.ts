import { describe, expect, test } from "vitest";
import { millivoltsOf } from "./channel-scale.ts";
import { items, type MadeChannel, objectFile, waveformGroup } from "./made-objects.ts";
import type { Waveform } from "./object-value.ts";
import { readObject } from "./read-object.ts";

const noInflate = () => "damaged" as const;
const ECG = "9.1.1";

const read = (...groups: readonly (readonly number[])[]) => readObject(objectFile(ECG, items(0x54000100, ...groups)), noInflate);

function waveform(...groups: readonly (readonly number[])[]): Waveform {
  const result = read(...groups);
  if (!result.ok || result.value.kind !== "waveform") throw new Error(result.ok ? result.value.kind : result.failure.detail);
  return result.value;
}

const whole: MadeChannel = { name: "Lead I", sensitivity: "1.25", unit: "uV", correction: "2", baseline: "10" };

describe("P30: waveforms (PS3.3 C.10.9)", () => {
  test("channels lie between each other; mV = sample × sensitivity × correction + baseline, in the unit of the sensitivity", () => {
    const [group] = waveform(waveformGroup([whole, { ...whole, name: "Lead II", unit: "mV", baseline: "0" }], [100, 1, -200, -2])).groups;
    expect(group).toMatchObject({ origin: "original", samplesPerSecond: 500 });
    expect(group?.channels.map(({ name, samples }) => [name, samples])).toEqual([
      ["Lead I", [100, -200]],
      ["Lead II", [1, -2]],
    ]);
    // 100 × 1.25 µV × 2 + 10 µV = 260 µV; −2 × 1.25 mV × 2 = −5 mV
    expect(group?.channels.map((channel) => [0, 1].map((at) => millivoltsOf(channel, at)))).toEqual([
      [expect.closeTo(0.26, 9), expect.closeTo(-0.49, 9)],
      [expect.closeTo(2.5, 9), expect.closeTo(-5, 9)],
    ]);
  });

  const scales: readonly { readonly what: string; readonly channel: MadeChannel; readonly why: string }[] = [
    { what: "no sensitivity", channel: { name: "I", unit: "uV" }, why: "the file does not say what a step is worth" },
    { what: "no unit", channel: { sensitivity: "1" }, why: "the file gives no unit" },
    { what: "a pressure", channel: { sensitivity: "1", unit: "mm[Hg]" }, why: "its unit is mm[Hg], not a voltage" },
    { what: "a sensitivity of zero", channel: { sensitivity: "0", unit: "mV" }, why: "the numbers of its scale are impossible" },
    { what: "a baseline that is no number", channel: { ...whole, baseline: "high" }, why: "the numbers of its scale are impossible" },
  ];
  test.each(scales)("with $what there is nothing in mV, and it is said why", ({ channel, why }) => {
    const [made] = waveform(waveformGroup([channel], [5, 6])).groups[0]?.channels ?? [];
    expect(made?.scale).toEqual({ at: "none", why });
    expect(made && millivoltsOf(made, 0)).toBeNull();
  });

  test("a missing correction or baseline is taken as 1 and 0, and said", () => {
    const [made] = waveform(waveformGroup([{ sensitivity: "2", unit: "mV" }], [3, 4])).groups[0]?.channels ?? [];
    expect(made?.scale).toMatchObject({ at: "millivolts", perStep: 2, baseline: 0 });
    expect(made?.scale.at === "millivolts" && made.scale.assumed).toHaveLength(2);
  });

  test("the padding value is no sample", () => {
    const [made] = waveform(waveformGroup([whole], [7, -32768], { padding: -32768 })).groups[0]?.channels ?? [];
    expect(made?.samples).toEqual([7, null]);
  });

  test("a group with fewer samples than it announces is named, the others stay; alone it is refused", () => {
    const short = waveformGroup([whole], [1, 2], { count: 50 });
    expect(waveform(waveformGroup([whole], [1, 2]), short).problems).toEqual([
      "Recording 2 is not shown: it holds fewer samples than it announces.",
    ]);
    expect(read(short)).toMatchObject({ ok: false, failure: { code: "unreadable-object" } });
  });

  test("P11: an announced number of samples that no page can hold is refused before anything is made of it", () => {
    expect(read(waveformGroup([whole], [1, 2], { count: 0xffffffff }))).toMatchObject({ ok: false, failure: { code: "oversized-object" } });
  });

  test("without a sampling rate there is no time, so nothing is shown", () => {
    expect(read(waveformGroup([whole], [1, 2], { hz: "0" }))).toMatchObject({ ok: false });
  });
});
