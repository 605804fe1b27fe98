import type { CaseRow } from "#shared/case/case.ts";
import { writeBytes } from "../../ui/format.ts";
import type { IconName } from "../../ui/icon.tsx";
import { Bar } from "../../ui/progress.tsx";
import { SideNavEntry } from "../../ui/side-nav.tsx";
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
  if (held.length === 0) {
    return (
      <section className="worklist-device" aria-label={words.cache}>
        <p className="worklist-device-head">{words.cache}</p>
        <p>{words.cacheEmpty}</p>
      </section>
    );
  }
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
        <SideNavEntry
          key={group}
          icon={ICONS[group]}
          text={words.groups[group]}
          count={props.counts[group] === 0 ? "" : String(props.counts[group])}
          current={group === props.group}
          onGo={() => props.onGroup(group)}
        />
      ))}
      <DeviceNote rows={props.rows} />
    </nav>
  );
}
