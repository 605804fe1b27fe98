import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { CaseId } from "#shared/result/ids.ts";
import { EmptyNote } from "../../ui/empty-note.tsx";
import { writeMoment } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { FailureNote } from "../../ui/notice.tsx";
import { PersonName } from "../../ui/person-name.tsx";
import { Skeleton } from "../../ui/progress.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { useNow } from "../../ui/use-now.ts";
import { type GridLine, WindowedGrid } from "../../ui/windowed-grid.tsx";
import { entryWords, latestTime, titleParts } from "./entry-words.ts";
import { OutboxDetail } from "./outbox-detail.tsx";
import { filterOf, type Outbox, type OutboxFilter, type OutboxState } from "./outbox-slice.ts";
import { outboxWords } from "./words.ts";
import "./outbox.css";

type Shown = Extract<OutboxState, { phase: "shown" }>;

const FILTERS: readonly OutboxFilter[] = ["all", "waiting", "needs-you", "done"];

function Title({ title }: { readonly title: string }) {
  const { what, rest } = titleParts(title);
  const more = rest.join(", ");
  return (
    <span className="two-lines two-lines-light">
      <b>{what}</b>
      <small className="num">{`${more.charAt(0).toUpperCase()}${more.slice(1)}`}</small>
    </span>
  );
}

function OutboxList({ model, state, chosen }: { readonly model: Outbox; readonly state: Shown; readonly chosen: string | null }) {
  const words = outboxWords();
  const now = useNow();
  const entries = state.entries.filter((entry) => state.filter === "all" || filterOf(entry) === state.filter);
  if (entries.length === 0) {
    return state.entries.length === 0 ? (
      <EmptyNote icon="delivered" title={words.emptyTitle}>
        {words.emptyText}
      </EmptyNote>
    ) : (
      <EmptyNote icon="send" title={words.noneTitle} />
    );
  }
  const lines: GridLine[] = entries.map((entry) => {
    const said = entryWords(entry, now);
    return {
      kind: "row",
      key: entry.entryId,
      label: `${entry.patientName}, ${entry.title}, ${said.state}`,
      cells: [
        <span key="patient" className="two-lines">
          <b>
            <PersonName name={entry.patientName} />
          </b>
          <small className="ident">{entry.caseNumber}</small>
        </span>,
        <Title key="what" title={entry.title} />,
        <span key="state" className="outbox-state">
          <span className={`tone-${said.tone}`}>
            <Icon name={said.icon} />
          </span>
          <span className="two-lines two-lines-light">
            <b className={said.tone === "quiet" ? "" : `tone-${said.tone}`}>{said.state}</b>
            <small>{said.reason}</small>
          </span>
        </span>,
        <span key="time" className="num">
          {writeMoment(latestTime(entry), now)}
        </span>,
      ],
    };
  });
  return (
    <WindowedGrid
      label={words.list}
      className="outbox-grid"
      columns={Object.entries(words.columns).map(([key, title]) => ({ key, title }))}
      lines={lines}
      chosen={chosen}
      rowHeight={56}
      headHeight={30}
      onChoose={model.choose}
      onOpen={model.choose}
    />
  );
}

/** Signed reports on their way, and what a person can do about each (R13, S5). */
export function OutboxScreen(props: {
  readonly model: Outbox;
  /** What stands above the list: why nothing leaves now. */
  readonly notices: ReactNode;
  readonly onOpenCase: (caseId: CaseId) => void;
}) {
  const state = useStore(props.model.store);
  const words = outboxWords();
  const chosen = state.phase === "shown" ? (state.entries.find((entry) => entry.entryId === state.chosen) ?? state.entries[0]) : undefined;
  return (
    <main className="outbox">
      <header className="outbox-head">
        <h1>{words.title}</h1>
        {state.phase === "shown" ? (
          <Segmented
            label={words.filter}
            value={state.filter}
            segments={FILTERS.map((value) => ({
              value,
              label: (
                <>
                  {words.filters[value]}{" "}
                  <span className="segmented-count">
                    {state.entries.filter((entry) => value === "all" || filterOf(entry) === value).length}
                  </span>
                </>
              ),
            }))}
            onChange={props.model.narrow}
          />
        ) : null}
      </header>
      <div className="outbox-notices">{props.notices}</div>
      {state.phase === "loading" ? <Skeleton label={words.loading} rows={6} rowHeight={56} /> : null}
      {state.phase === "failed" ? (
        <div className="outbox-failed">
          <FailureNote failure={state.failure} />
        </div>
      ) : null}
      {state.phase === "shown" ? (
        <div className="outbox-two">
          <OutboxList model={props.model} state={state} chosen={chosen?.entryId ?? null} />
          {chosen === undefined ? null : (
            <OutboxDetail key={chosen.entryId} model={props.model} entry={chosen} state={state} onOpenCase={props.onOpenCase} />
          )}
        </div>
      ) : null}
    </main>
  );
}
