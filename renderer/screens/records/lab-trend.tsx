import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import "uplot/dist/uPlot.min.css";
import type { LabSeries } from "#shared/contract/records.ts";
import { IconButton } from "../../ui/button.tsx";
import { writeDate } from "../../ui/format.ts";
import { inTime, isOutside, nameParts, resultOf } from "./lab-facts.ts";
import { recordsWords } from "./words.ts";

const HEIGHT = 150;

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The reference band behind the line, where the range is known. */
function bandPlugin(series: LabSeries): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (plot) => {
        if (series.referenceLow === null && series.referenceHigh === null) return;
        const { left, top, width, height } = plot.bbox;
        const y = (value: number | null, other: number) => (value === null ? other : plot.valToPos(value, "y", true));
        const from = Math.max(top, y(series.referenceHigh, top));
        const to = Math.min(top + height, y(series.referenceLow, top + height));
        plot.ctx.fillStyle = colour("--ok-soft");
        if (to > from) plot.ctx.fillRect(left, from, width, to - from);
      },
    },
  };
}

function drawTrend(place: HTMLElement, series: LabSeries): uPlot | null {
  const values = inTime(series).filter((entry) => entry.value !== null && entry.at !== null);
  if (values.length === 0) return null;
  const axis = {
    stroke: colour("--text-3"),
    grid: { stroke: colour("--line-subtle"), width: 1 },
    ticks: { show: false },
    font: "11px Inter Variable",
  };
  const ends = [series.referenceLow, series.referenceHigh, ...values.map((entry) => entry.value)].filter(
    (end): end is number => end !== null,
  );
  const pad = (Math.max(...ends) - Math.min(...ends) || 1) * 0.1;
  return new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: true }, y: { range: [Math.min(...ends) - pad, Math.max(...ends) + pad] } },
      axes: [axis, { ...axis, size: 46 }],
      series: [{}, { stroke: colour("--accent-line"), width: 1.6, points: { show: true, size: 6, fill: colour("--accent-line") } }],
      plugins: [bandPlugin(series)],
    },
    [values.map((entry) => (entry.at ?? 0) / 1_000), values.map((entry) => entry.value)],
    place,
  );
}

/** Draws the trend, and again in another width or theme: a canvas keeps its old colours. Returns what ends it. */
function keepDrawn(place: HTMLElement, series: LabSeries): () => void {
  let plot: uPlot | null = null;
  const draw = () => {
    plot?.destroy();
    plot = drawTrend(place, series);
  };
  const width = new ResizeObserver(draw); // calls once at the beginning
  const theme = new MutationObserver(draw);
  width.observe(place);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => {
    width.disconnect();
    theme.disconnect();
    plot?.destroy();
  };
}

/** All values of one code and unit: the line with its band, and the table that says the same in numbers. */
export function LabTrend({ series, onClose }: { readonly series: LabSeries; readonly onClose: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  const words = recordsWords();
  const { what, how } = nameParts(series.name);
  useEffect(() => (place.current === null ? undefined : keepDrawn(place.current, series)), [series]);
  return (
    <section className="lab-trend" aria-label={words.trendOf(series.name)}>
      <header>
        <h3>
          {what} <small>{[how, series.unit].filter((part) => part !== "").join(" · ")}</small>
        </h3>
        <IconButton icon="close" small label={words.closeTrend} onClick={onClose} />
      </header>
      <div ref={place} className="lab-plot" aria-hidden="true" />
      <ScrollArea className="lab-trend-scroll" label={words.trendTable}>
        <table className="lab-trend-table num">
          <caption className="sr-only">{words.trendTable}</caption>
          <tbody>
            {[...inTime(series)].reverse().map((entry) => (
              <tr key={`${entry.recordId}-${entry.date}`}>
                <th scope="row">{writeDate(entry.date)}</th>
                <td className={isOutside(entry) ? "tone-warn" : ""}>
                  {entry.flag === "high" ? "↑ " : entry.flag === "low" ? "↓ " : ""}
                  {resultOf(entry, series.unit)} {series.unit}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </section>
  );
}
