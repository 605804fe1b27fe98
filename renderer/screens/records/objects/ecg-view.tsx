import { useMemo, useState } from "react";
import type { Channel, Waveform, WaveformGroup } from "#shared/objects/object-value.ts";
import { visibleText } from "#shared/report/hidden.ts";
import { byPlace } from "../../../ui/by-place.ts";
import { Notice } from "../../../ui/notice.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { Segmented } from "../../../ui/segmented.tsx";
import { gridPath, hasStandardSheet, laySheet, leadOf, MAX_SECONDS, rangeOf, type SheetSettings, secondsOf } from "./ecg-sheet.ts";
import { objectsWords } from "./words.ts";

const shortName = ({ name }: Channel): string => leadOf(name) ?? name;

const isDrawn = ({ scale }: Channel): boolean => scale.at === "millivolts";

const writeSeconds = (group: WaveformGroup): string => String(Math.round(secondsOf(group) * 100) / 100);

/** The paper: squares of 1 and 5 mm, a pulse of 1 mV before each row, the leads by name. */
function Paper({ group, settings }: { readonly group: WaveformGroup; readonly settings: SheetSettings }) {
  const words = objectsWords().ecg;
  const sheet = useMemo(() => laySheet(group, settings), [group, settings]);
  const { width, height, rows } = sheet;
  const leads = visibleText(group.channels.filter(isDrawn).map(shortName).join(", "));
  return (
    <svg
      className="ecg-paper"
      role="img"
      aria-label={words.sheet(leads, writeSeconds(group))}
      width={`${width}mm`}
      height={`${height}mm`}
      viewBox={`0 0 ${width} ${height}`}
    >
      <path className="ecg-fine" d={gridPath(width, height, 1, 5)} />
      <path className="ecg-bold" d={gridPath(width, height, 5, null)} />
      {rows.map(({ top, baseline, pulse, traces }) => (
        <g key={top}>
          <path className="ecg-pulse" data-baseline={baseline} d={pulse} />
          {traces.map(({ label, x, path }, index) => (
            <g key={`${label}-${x}`}>
              {index === 0 ? null : <path className="ecg-turn" d={`M${x} ${baseline - 2.5}v5`} />}
              <path className="ecg-trace" data-lead={label} d={path} />
              <text className="ecg-label" x={x + 1} y={top + 4.5}>
                {visibleText(label)}
              </text>
            </g>
          ))}
        </g>
      ))}
    </svg>
  );
}

/** What is not drawn, and why; and what was taken for granted of what is. */
function Limits({ group, problems }: { readonly group: WaveformGroup; readonly problems: readonly string[] }) {
  const words = objectsWords().ecg;
  const missing = Map.groupBy(group.channels, ({ scale }) => (scale.at === "none" ? scale.why : ""));
  const assumed = new Set(group.channels.flatMap(({ scale }) => (scale.at === "none" ? [] : scale.assumed)));
  const said = [
    ...problems,
    ...[...missing].flatMap(([why, channels]) => (why === "" ? [] : [words.notDrawn(channels.map(shortName).join(", "), why)])),
    ...assumed,
    ...(group.channels.some(isDrawn) ? [] : [words.nothing]),
    ...(secondsOf(group) > MAX_SECONDS ? [words.first(MAX_SECONDS / 60)] : []),
  ];
  return said.map((text) => (
    <Notice key={text} tone="warn">
      {visibleText(text)}
    </Notice>
  ));
}

function LeadTable({ group }: { readonly group: WaveformGroup }) {
  const words = objectsWords().ecg;
  const { columns } = words;
  return (
    <table className="ecg-leads">
      <caption>
        {words.table} <span>{words.sampled(writeSeconds(group), group.samplesPerSecond)}</span>
      </caption>
      <thead>
        <tr>
          {[columns.lead, columns.low, columns.high, columns.filter].map((text) => (
            <th key={text} scope="col">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {group.channels.filter(isDrawn).map((channel) => {
          const [low, high] = rangeOf(channel);
          return (
            <tr key={channel.name}>
              <th scope="row">{visibleText(shortName(channel))}</th>
              <td className="num">{words.millivolts(low)}</td>
              <td className="num">{words.millivolts(high)}</td>
              <td className="num">{channel.filter ?? ""}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Annotations({ annotations, recordedAt }: Pick<Waveform, "annotations" | "recordedAt">) {
  const words = objectsWords().ecg;
  return annotations.length === 0 && recordedAt === null ? null : (
    <dl className="ecg-said">
      {recordedAt === null ? null : (
        <div>
          <dt>{words.recorded}</dt>
          <dd className="num">{words.moment(recordedAt)}</dd>
        </div>
      )}
      {byPlace(annotations).map(({ entry: { caption, value }, key }) => (
        <div key={key}>
          <dt>{caption === null ? "" : visibleText(caption)}</dt>
          <dd dir="auto">{visibleText(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

const SPEEDS = ["25", "50"] as const;
const GAINS = ["5", "10", "20"] as const;

/** A waveform in true millimetres, with the switches of an ECG cart. */
export function EcgView({ value, title }: { readonly value: Waveform; readonly title: string }) {
  const words = objectsWords().ecg;
  const [at, setAt] = useState("0");
  const [settings, setSettings] = useState<SheetSettings>({ mmPerSecond: 25, mmPerMillivolt: 10, layout: "standard" });
  const group = value.groups[Number(at)] ?? value.groups[0];
  if (group === undefined) return null;
  return (
    <ScrollArea className="ecg" label={title}>
      <div className="resource-sheet ecg-sheet">
        <div className="ecg-tools">
          {value.groups.length < 2 ? null : (
            <Segmented
              label={words.recordings}
              segments={value.groups.map(({ label }, index) => ({
                value: String(index),
                label: visibleText(words.recording(index + 1, label)),
              }))}
              value={at}
              onChange={setAt}
            />
          )}
          <Segmented
            label={words.speed}
            segments={SPEEDS.map((speed) => ({ value: speed, label: words.speedOf(Number(speed)) }))}
            value={SPEEDS.find((speed) => Number(speed) === settings.mmPerSecond) ?? "25"}
            onChange={(speed) => setSettings({ ...settings, mmPerSecond: speed === "50" ? 50 : 25 })}
          />
          <Segmented
            label={words.gain}
            segments={GAINS.map((gain) => ({ value: gain, label: words.gainOf(Number(gain)) }))}
            value={GAINS.find((gain) => Number(gain) === settings.mmPerMillivolt) ?? "10"}
            onChange={(gain) => setSettings({ ...settings, mmPerMillivolt: gain === "5" ? 5 : gain === "20" ? 20 : 10 })}
          />
          {!hasStandardSheet(group) ? null : (
            <Segmented
              label={words.layout}
              segments={[
                { value: "standard", label: words.standard },
                { value: "whole", label: words.whole },
              ]}
              value={settings.layout}
              onChange={(layout) => setSettings({ ...settings, layout })}
            />
          )}
        </div>
        <Annotations annotations={value.annotations} recordedAt={value.recordedAt} />
        <Limits group={group} problems={value.problems} />
        {group.origin === "derived" ? <p className="object-note">{words.derived}</p> : null}
        <Paper group={group} settings={settings} />
        <p className="object-note">
          {words.scale} {value.annotations.length === 0 ? null : words.by}
        </p>
        <LeadTable group={group} />
      </div>
    </ScrollArea>
  );
}
