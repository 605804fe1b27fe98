import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, type RefObject, useRef } from "react";
import "./windowed-grid.css";

export type GridLine =
  | { readonly kind: "head"; readonly key: string; readonly content: ReactNode }
  | { readonly kind: "row"; readonly key: string; readonly cells: readonly ReactNode[]; readonly label: string };

type Row = Extract<GridLine, { kind: "row" }>;

/**
 * A list in columns that draws only what can be seen. One Tab stop; arrows, Home and End choose a row, Enter opens it (guide §8).
 * `columns` is a CSS grid template, so that heads and cells line up.
 */
export function WindowedGrid(props: {
  readonly label: string;
  readonly columns: readonly { readonly key: string; readonly title: ReactNode }[];
  readonly className: string;
  readonly lines: readonly GridLine[];
  readonly chosen: string | null;
  readonly rowHeight: number;
  readonly headHeight: number;
  readonly onChoose: (key: string) => void;
  readonly onOpen: (key: string) => void;
}) {
  const scroll = useRef<HTMLDivElement>(null);
  const { lines } = props;
  const rows = lines.filter((line): line is Row => line.kind === "row");
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => (lines[index]?.kind === "head" ? props.headHeight : props.rowHeight),
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 12,
    initialRect: { width: 1_200, height: 900 },
  });
  const at = rows.findIndex((row) => row.key === props.chosen);

  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: rows.length - 1 }[event.key];
    const row = to === undefined ? undefined : rows[Math.min(rows.length - 1, to)];
    if (row !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      props.onChoose(row.key);
      virtualizer.scrollToIndex(lines.indexOf(row));
      focusRow(scroll, row.key);
    } else if (event.key === "Enter" && props.chosen !== null) {
      event.preventDefault();
      event.stopPropagation();
      props.onOpen(props.chosen);
    }
  };

  const tabStop = at >= 0 ? props.chosen : (rows[0]?.key ?? null);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed table: rows are placed by hand
    <div
      role="grid"
      tabIndex={-1}
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      className={`grid ${props.className}`}
      onKeyDown={onKeyDown}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: heads are not interactive */}
      <div role="row" className="grid-heads" aria-rowindex={1}>
        {props.columns.map((column) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: heads are not interactive
          <div role="columnheader" key={column.key} className={`grid-head grid-cell-${column.key}`}>
            {column.title}
          </div>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div role="rowgroup" ref={scroll} className="grid-scroll scroll" tabIndex={rows.length === 0 ? 0 : -1}>
        <div role="presentation" style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
          {virtualizer.getVirtualItems().map((item) => {
            const line = lines[item.index] as GridLine;
            return (
              <GridRow
                key={item.key}
                line={line}
                columns={props.columns}
                top={item.start}
                height={item.size}
                chosen={line.key === props.chosen}
                tabStop={line.key === tabStop}
                index={line.kind === "row" ? rows.indexOf(line) + 2 : undefined}
                onChoose={props.onChoose}
                onOpen={props.onOpen}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The row may be drawn only after the scroll: try on the next two frames. */
function focusRow(scroll: RefObject<HTMLDivElement | null>, key: string): void {
  const find = () => scroll.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  requestAnimationFrame(() => {
    const row = find();
    if (row) row.focus();
    else requestAnimationFrame(() => find()?.focus());
  });
}

function GridRow(props: {
  readonly line: GridLine;
  readonly columns: readonly { readonly key: string }[];
  readonly top: number;
  readonly height: number;
  readonly chosen: boolean;
  readonly tabStop: boolean;
  readonly index: number | undefined;
  readonly onChoose: (key: string) => void;
  readonly onOpen: (key: string) => void;
}) {
  const { line } = props;
  const place = { transform: `translateY(${props.top}px)`, height: props.height };
  if (line.kind === "head") {
    return (
      // biome-ignore lint/a11y/useSemanticElements: as in the grid
      // biome-ignore lint/a11y/useFocusableInteractive: a heading between rows
      <div role="row" className="grid-section" style={place}>
        {/* biome-ignore lint/a11y/useSemanticElements: as in the grid */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: a heading between rows */}
        <div role="rowheader" aria-colspan={props.columns.length}>
          {line.content}
        </div>
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: as in the grid
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows
    <div
      role="row"
      data-key={line.key}
      aria-rowindex={props.index}
      aria-selected={props.chosen}
      aria-label={line.label}
      tabIndex={props.tabStop ? 0 : -1}
      className="grid-row"
      style={place}
      onFocus={() => props.onChoose(line.key)}
      onClick={() => props.onOpen(line.key)}
    >
      {line.cells.map((cell, index) => (
        // biome-ignore lint/a11y/useSemanticElements: as in the grid
        // biome-ignore lint/a11y/useFocusableInteractive: the row is the unit that is focused
        <div role="gridcell" key={props.columns[index]?.key} className={`grid-cell grid-cell-${props.columns[index]?.key}`}>
          {cell}
        </div>
      ))}
    </div>
  );
}
