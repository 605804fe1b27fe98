import { type ReactNode, type Ref, useMemo } from "react";
import { useStore } from "zustand";
import type { CaseRow } from "#shared/case/case.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { EmptyNote } from "../../ui/empty-note.tsx";
import { writeMomentInline } from "../../ui/format.ts";
import { FailureNote } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/progress.tsx";
import { useNow } from "../../ui/use-now.ts";
import { type GridLine, WindowedGrid } from "../../ui/windowed-grid.tsx";
import { worklistWords } from "./words.ts";
import { WorklistFilters } from "./worklist-filters.tsx";
import { arrange, countGroups } from "./worklist-groups.ts";
import { DeviceCell, DueCell, MaterialCell, PatientCell, QuestionCell, StatusCell, statusOf } from "./worklist-row.tsx";
import { WorklistSide } from "./worklist-side.tsx";
import type { Worklist } from "./worklist-slice.ts";
import "./worklist.css";

export type WorklistScreenProps = {
  readonly model: Worklist;
  readonly lastContactAt: number | null;
  readonly searchField: Ref<HTMLInputElement>;
  readonly onOpen: (caseId: CaseId) => void;
  readonly onCheckNow: () => void;
  /** What stands above the list: sign in again, no network. */
  readonly notices: ReactNode;
};

function cellsOf(row: CaseRow, now: number): ReactNode[] {
  return [
    <PatientCell key="patient" row={row} now={now} />,
    <QuestionCell key="question" row={row} />,
    <span key="specialty" className="worklist-specialty">
      {row.specialty}
    </span>,
    <MaterialCell key="images" row={row} />,
    <DueCell key="due" row={row} now={now} />,
    <DeviceCell key="device" row={row} />,
    <StatusCell key="status" row={row} now={now} />,
  ];
}

function WorklistBody(props: WorklistScreenProps) {
  const { list, filter, chosen } = useStore(props.model.store);
  const now = useNow();
  const words = worklistWords();
  const sections = useMemo(() => (list.phase === "shown" ? arrange(list.rows, filter, now) : []), [list, filter, now]);
  if (list.phase === "loading") return <Skeleton label={words.loading} rows={14} rowHeight={43} />;
  if (list.phase === "failed") {
    return (
      <div className="worklist-inset">
        <FailureNote
          failure={list.failure}
          actions={
            <Button size="small" icon="refresh" onClick={props.onCheckNow}>
              {words.checkNow}
            </Button>
          }
        />
      </div>
    );
  }
  if (sections.length === 0) {
    const empty = list.rows.length === 0;
    const contact = props.lastContactAt === null ? words.neverChecked : writeMomentInline(props.lastContactAt, now);
    const text = empty ? words.emptyText(contact) : filter.group === "follow-up" ? words.followUpText : words.noneText;
    return (
      <EmptyNote
        icon="inbox"
        title={empty ? words.emptyTitle : words.noneTitle}
        actions={
          <Button icon="refresh" onClick={props.onCheckNow}>
            {words.checkNow}
          </Button>
        }
      >
        {text}
      </EmptyNote>
    );
  }
  const lines: GridLine[] = sections.flatMap(({ section, rows }) => [
    {
      kind: "head" as const,
      key: section,
      content: (
        <span>
          <b>{words.sections[section]}</b> · {rows.length}
        </span>
      ),
    },
    ...rows.map((row) => ({
      kind: "row" as const,
      key: row.caseId as string,
      cells: cellsOf(row, now),
      label: `${row.patient.name}, ${row.headline ?? words.undecided(row.questionCount)}, ${statusOf(row, now).strong}`,
    })),
  ]);
  return (
    <WindowedGrid
      label={words.list}
      className="worklist-grid"
      columns={Object.entries(words.columns).map(([key, title]) => ({ key, title }))}
      lines={lines}
      chosen={chosen}
      rowHeight={43}
      headHeight={30}
      onChoose={(key) => props.model.choose(key as CaseId)}
      onOpen={(key) => {
        props.model.choose(key as CaseId);
        props.onOpen(key as CaseId);
      }}
    />
  );
}

/** What is assigned: by group, by due time, with what is on this device of each case. */
export function WorklistScreen(props: WorklistScreenProps) {
  const { list, filter, said } = useStore(props.model.store);
  const words = worklistWords();
  const rows = list.phase === "shown" ? list.rows : [];
  const counts = useMemo(() => countGroups(rows), [rows]);
  return (
    <div className="worklist">
      <WorklistSide rows={rows} counts={counts} group={filter.group} onGroup={(group) => props.model.narrow({ group })} />
      <main className="worklist-main">
        <header className="worklist-head">
          <h1>{filter.group === "open" ? words.title : words.groups[filter.group]}</h1>
          <Chip>{counts[filter.group]}</Chip>
          {rows.some((row) => row.demo) ? <Chip tone="outline">{words.demo.toUpperCase()}</Chip> : null}
        </header>
        <WorklistFilters model={props.model} rows={rows} searchField={props.searchField} />
        <div className="worklist-notices">
          {props.notices}
          {said === null ? null : <FailureNote failure={said} />}
          {list.phase === "shown" && list.stale !== null ? <FailureNote tone="warn" failure={list.stale} /> : null}
        </div>
        <WorklistBody {...props} />
      </main>
    </div>
  );
}
