import { type Ref, useMemo } from "react";
import { useStore } from "zustand";
import type { ObjectRow } from "#shared/contract/objects.ts";
import type { RecordItem } from "#shared/contract/records.ts";
import { visibleText } from "#shared/report/hidden.ts";
import { Chip } from "../../ui/chip.tsx";
import { TextField } from "../../ui/field.tsx";
import { writeDate } from "../../ui/format.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { EntryBlocks } from "./entry-blocks.tsx";
import { nameParts } from "./lab-facts.ts";
import { objectsWords } from "./objects/words.ts";
import { findObjects, GROUPS, orderRecords, type RecordsModel } from "./records-slice.ts";
import { recordsWords } from "./words.ts";

const ICONS: Readonly<Record<RecordItem["group"], IconName>> = {
  letters: "letter",
  reports: "record",
  pathology: "pathology",
  results: "results",
  medication: "medication",
  history: "history",
  other: "record",
};

function iconOf(item: RecordItem): IconName {
  if (item.state.at === "withheld") return "withheld";
  if (item.state.at === "failed") return "record-missing";
  return ICONS[item.group];
}

/** A result is listed by what was measured; how and in what stands behind the date. */
function partsOf(item: RecordItem): { readonly title: string; readonly how: string } {
  if (item.group !== "results") return { title: item.title, how: "" };
  const { what, where } = nameParts(item.title);
  return { title: what, how: where };
}

/** In what it was measured, where it comes from, and in which state it is; the date stands before it and is never cut short (guide §10). */
function noteOf(item: RecordItem): string {
  const words = recordsWords();
  const state = item.state.at === "here" ? null : words[item.state.at];
  return [state, partsOf(item).how, item.source].filter((part) => part !== null && part !== "").join(" · ");
}

function RecordEntry(props: { readonly item: RecordItem; readonly open: boolean; readonly markNew: boolean; readonly onOpen: () => void }) {
  const { item } = props;
  const words = recordsWords();
  const note = noteOf(item);
  return (
    <li>
      <button
        type="button"
        className={`record-entry ${item.seen ? "record-seen" : ""}`}
        aria-current={props.open ? "true" : undefined}
        onClick={props.onOpen}
      >
        <span className={item.state.at === "failed" ? "tone-danger" : item.seen ? "tone-quiet" : "tone-accent"}>
          <Icon name={iconOf(item)} />
        </span>
        <span className="record-entry-text">
          <b>
            <bdi>{visibleText(partsOf(item).title)}</bdi>
          </b>
          <small className="num">
            <span className="record-entry-date">{writeDate(item.date)}</span>
            {note === "" ? null : <span className="ell">· {note}</span>}
          </small>
          {item.firstOpinion ? <Chip tone="outline">{words.firstOpinion}</Chip> : null}
        </span>
        {props.markNew && item.isNew && !item.seen ? <Chip tone="accent">{words.isNew.toUpperCase()}</Chip> : null}
        {item.seen ? <span className="sr-only">{words.seen}</span> : null}
      </button>
    </li>
  );
}

const OBJECT_ICONS: Readonly<Record<ObjectRow["kind"], IconName>> = {
  "structured-report": "sign-list",
  "key-objects": "key-image",
  waveform: "waveform",
  document: "record",
};

function ObjectEntry(props: { readonly row: ObjectRow; readonly open: boolean; readonly onOpen: () => void }) {
  const { row } = props;
  const words = objectsWords();
  const isForeign = row.identityConflict !== null;
  const note = isForeign ? words.otherPatient : row.what === row.title ? "" : row.what;
  return (
    <li>
      <button
        type="button"
        className={`record-entry ${row.seen ? "record-seen" : ""}`}
        aria-current={props.open ? "true" : undefined}
        onClick={props.onOpen}
      >
        <span className={isForeign ? "tone-danger" : row.seen ? "tone-quiet" : "tone-accent"}>
          <Icon name={isForeign ? "warning" : OBJECT_ICONS[row.kind]} />
        </span>
        <span className="record-entry-text">
          <b>
            <bdi>{visibleText(row.title)}</bdi>
          </b>
          <small className="num">
            <span className="record-entry-date">{writeDate(row.date)}</span>
            {note === "" ? null : <span className="ell">· {note}</span>}
          </small>
          {row.firstOpinion ? <Chip tone="outline">{recordsWords().firstOpinion}</Chip> : null}
        </span>
        {row.seen ? <span className="sr-only">{recordsWords().seen}</span> : null}
      </button>
    </li>
  );
}

/** A list up to this long is drawn as a whole. */
const DRAWN_WHOLE = 300;

/** The documents and facts of the case, grouped as they are read, or newest first. */
export function RecordList(props: {
  readonly model: RecordsModel;
  readonly onOpen: (item: RecordItem) => void;
  readonly onOpenObject: (row: ObjectRow) => void;
}) {
  const { model } = props;
  const state = useStore(model.store);
  const words = recordsWords();
  const { list, orderBy, search } = state;
  const items = useMemo(() => (list.phase === "shown" ? orderRecords(list.items, orderBy, search) : []), [list, orderBy, search]);
  if (list.phase !== "shown") return null;
  const objects = findObjects(state.objects, state.search);
  const openId = model.openId();
  // A mark on everything marks nothing: at the first look all records are new.
  const markNew = list.items.filter((item) => item.isNew).length * 2 <= list.items.length;
  const groups = state.orderBy === "date" ? [null] : GROUPS.filter((group) => items.some((item) => item.group === group));
  return (
    <nav className="record-list" aria-label={words.records}>
      <div className="record-list-head">
        <Segmented
          label={words.order}
          segments={[
            { value: "kind", label: words.byKind },
            { value: "date", label: words.byDate },
          ]}
          value={state.orderBy}
          onChange={model.setOrder}
        />
      </div>
      <div className="scroll record-list-scroll" tabIndex={-1}>
        {groups.map((group) => {
          const part = group === null ? items : items.filter((item) => item.group === group);
          return (
            <section key={group ?? "all"} aria-label={group === null ? words.records : words.groups[group]}>
              {group === null ? null : (
                <h2 className="caps record-group">
                  <span>{words.groups[group]}</span>
                  <span className="num">{part.length}</span>
                </h2>
              )}
              <EntryBlocks
                entries={part}
                whole={items.length <= DRAWN_WHOLE}
                draw={(item) => (
                  <RecordEntry
                    key={item.recordId}
                    item={item}
                    open={item.recordId === openId}
                    markNew={markNew}
                    onOpen={() => props.onOpen(item)}
                  />
                )}
              />
            </section>
          );
        })}
        {objects.length === 0 ? null : (
          <section aria-label={objectsWords().group}>
            <h2 className="caps record-group">
              <span>{objectsWords().group}</span>
              <span className="num">{objects.length}</span>
            </h2>
            <ul>
              {objects.map((row) => (
                <ObjectEntry key={row.objectId} row={row} open={row.objectId === openId} onOpen={() => props.onOpenObject(row)} />
              ))}
            </ul>
          </section>
        )}
        {items.length + objects.length === 0 ? (
          <p className="record-none">{list.items.length === 0 ? words.noneAtAll : words.none}</p>
        ) : null}
      </div>
    </nav>
  );
}

/** In the toolbar: over the list only, and it says so. */
export function RecordSearch(props: { readonly model: RecordsModel; readonly field: Ref<HTMLInputElement> }) {
  const search = useStore(props.model.store, (state) => state.search);
  const words = recordsWords();
  return (
    <>
      <span className="toolbar-rule" />
      <TextField
        ref={props.field}
        className="record-search"
        label={words.search}
        hideLabel
        placeholder={words.searchHint}
        icon="search"
        value={search}
        onChange={(event) => props.model.setSearch(event.target.value)}
      />
      <span className="record-later">{words.searched}</span>
    </>
  );
}
