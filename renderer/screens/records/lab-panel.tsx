import { type ReactNode, useState } from "react";
import type { LabSeries } from "#shared/contract/records.ts";
import { Checkbox } from "../../ui/field.tsx";
import { writeDate } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { inTime, isOutside, latestOf, nameParts, referenceOf, resultOf, trendBox } from "./lab-facts.ts";
import { LabTrend } from "./lab-trend.tsx";
import { recordsWords } from "./words.ts";

const WIDTH = 70;
const HEIGHT = 16;

/** A line of all values over the reference band; the number beside it carries the meaning. */
function Sparkline({ series }: { readonly series: LabSeries }) {
  const box = trendBox(series, WIDTH, HEIGHT);
  if (box === null) return null;
  const last = box.points.at(-1) ?? [0, 0];
  const outside = isOutside(latestOf(series));
  return (
    <svg className="sparkline" width={WIDTH} height={HEIGHT} aria-hidden="true">
      {box.band === null ? null : (
        <rect className="sparkline-band" x="0" width={WIDTH} y={box.band[0]} height={Math.max(1, box.band[1] - box.band[0])} />
      )}
      <polyline className="sparkline-line" points={box.points.map((point) => point.join(",")).join(" ")} />
      <circle className={outside ? "sparkline-out" : "sparkline-dot"} cx={last[0]} cy={last[1]} r="2.2" />
    </svg>
  );
}

function LabRow(props: { readonly series: LabSeries; readonly open: boolean; readonly onOpen: () => void }) {
  const { series } = props;
  const words = recordsWords();
  const latest = latestOf(series);
  const out = isOutside(latest);
  const name = nameParts(series.name);
  return (
    <tr>
      <td>
        <button type="button" className="lab-name" title={series.name} aria-expanded={props.open} onClick={props.onOpen}>
          {name.what}
          {name.where === "" ? null : <small className="ell"> {name.where}</small>}
        </button>
      </td>
      <td className={`lab-value num ${out ? "tone-warn" : ""}`}>
        {out ? (
          <>
            <Icon name={latest?.flag === "high" ? "up" : "down"} size={12} />
            <span className="sr-only">{latest?.flag === "high" ? words.high : words.low} </span>
          </>
        ) : null}
        {resultOf(latest, series.unit)}
      </td>
      <td className="lab-unit">{series.unit === "" ? words.noUnit : series.unit}</td>
      <td>
        <Sparkline series={series} />
      </td>
      <td className="lab-reference num">{referenceOf(series)}</td>
    </tr>
  );
}

const CATEGORIES: readonly LabSeries["category"][] = ["laboratory", "vital-signs", "other"];

/** M17: the latest value of each code and unit, with its trend and reference range, exactly as given; below them what else is `beside`. */
export function LabPanel({ labs, beside }: { readonly labs: readonly LabSeries[]; readonly beside: ReactNode }) {
  const words = recordsWords();
  const [outOnly, setOutOnly] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const dates = [...new Set(labs.flatMap((series) => series.values.map((value) => value.date)))].sort((a, b) => a.localeCompare(b));
  const shown = outOnly ? labs.filter((series) => inTime(series).some(isOutside)) : labs;
  const chosen = labs.find((series) => series.key === open);
  return (
    <aside className="labs" aria-label={words.labs}>
      <header className="labs-head">
        <h2>{words.labs}</h2>
        <span className="num">
          {dates.length === 0 ? "" : words.labDates(dates.length, writeDate(dates[0] ?? null), writeDate(dates.at(-1) ?? null))}
        </span>
      </header>
      {labs.length === 0 ? (
        <p className="record-none">{words.noLabs}</p>
      ) : (
        <ScrollArea className="labs-scroll" label={words.values}>
          <table className="lab-table">
            <colgroup>
              <col />
              <col className="lab-col-value" />
              <col className="lab-col-unit" />
              <col className="lab-col-trend" />
              <col className="lab-col-reference" />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">{words.columns.test}</th>
                <th scope="col" className="lab-value">
                  {words.columns.result}
                </th>
                <th scope="col">{words.columns.unit}</th>
                <th scope="col">{words.columns.trend}</th>
                <th scope="col" className="lab-reference">
                  {words.columns.reference}
                </th>
              </tr>
            </thead>
            {CATEGORIES.filter((category) => shown.some((series) => series.category === category)).map((category) => (
              <tbody key={category}>
                <tr className="lab-section">
                  <th scope="rowgroup" colSpan={5}>
                    {words.categories[category]}
                  </th>
                </tr>
                {shown
                  .filter((series) => series.category === category)
                  .map((series) => (
                    <LabRow
                      key={series.key}
                      series={series}
                      open={series.key === open}
                      onOpen={() => setOpen(series.key === open ? null : series.key)}
                    />
                  ))}
              </tbody>
            ))}
          </table>
        </ScrollArea>
      )}
      {chosen === undefined ? null : <LabTrend key={chosen.key} series={chosen} onClose={() => setOpen(null)} />}
      {labs.length === 0 ? null : (
        <footer className="labs-foot">
          <Checkbox checked={outOnly} onChange={setOutOnly}>
            {words.outOnly}
          </Checkbox>
          <p>{words.unitAsGiven}</p>
        </footer>
      )}
      {chosen === undefined ? beside : null}
    </aside>
  );
}
