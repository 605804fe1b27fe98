import type { CaseRow } from "#shared/case/case.ts";
import { writeBytes } from "../../ui/format.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Bar } from "../../ui/progress.tsx";
import { worklistWords } from "./words.ts";
import { type WorklistGroup, worklistGroups } from "./worklist-groups.ts";

const ICONS: Readonly<Record<WorklistGroup, IconName>> = {
  open: "list",
  decide: "inbox",
  do: "draft",
  waiting: "waits",
  sign: "sign",
  outbox: "send",
  "follow-up": "message",
  done: "record-done",
};

/** What of the open cases lies here: complete, arriving, and how much room it takes. */
function DeviceNote({ rows }: { readonly rows: readonly CaseRow[] }) {
  const words = worklistWords();
  const held = rows.filter((row) => row.availability.bytesReceived > 0 || row.availability.fetching || row.availability.readyOffline);
  const complete = held.filter((row) => row.availability.readyOffline).length;
  const fetching = held.filter((row) => row.availability.fetching && !row.availability.readyOffline).length;
  const bytes = held.reduce((sum, row) => sum + row.availability.bytesReceived, 0);
  const announced = held.reduce((sum, row) => sum + (row.availability.bytesAnnounced ?? row.availability.bytesReceived), 0);
  return (
    <section className="worklist-device" aria-label={words.cache}>
      <p className="worklist-device-head">
        <span>{words.cache}</span>
        <span className="num">{writeBytes(bytes)}</span>
      </p>
      <Bar share={announced === 0 ? 0 : bytes / announced} tone={bytes === announced ? "ok" : "accent"} label={words.cache} />
      <p>
        {words.cacheComplete(complete, held.length)} {fetching === 0 ? "" : words.cacheFetching(fetching)}
      </p>
    </section>
  );
}

export function WorklistSide(props: {
  readonly rows: readonly CaseRow[];
  readonly counts: Readonly<Record<WorklistGroup, number>>;
  readonly group: WorklistGroup;
  readonly onGroup: (group: WorklistGroup) => void;
}) {
  const words = worklistWords();
  return (
    <nav className="worklist-side scroll" aria-label={words.cases}>
      <h2 className="caps">{words.cases}</h2>
      {worklistGroups.map((group) => (
        <button
          key={group}
          type="button"
          className="worklist-nav"
          aria-current={group === props.group ? "true" : undefined}
          onClick={() => props.onGroup(group)}
        >
          <Icon name={ICONS[group]} />
          {words.groups[group]}
          <span className="worklist-count num">{props.counts[group] === 0 ? "" : props.counts[group]}</span>
        </button>
      ))}
      <DeviceNote rows={props.rows} />
    </nav>
  );
}
