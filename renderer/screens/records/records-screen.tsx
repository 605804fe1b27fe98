import { type Ref, useEffect } from "react";
import { useStore } from "zustand";
import type { RecordItem } from "#shared/contract/records.ts";
import type { ObjectId } from "#shared/result/ids.ts";
import { FailureNote } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/progress.tsx";
import type { StartWorker } from "../../ui/trusted-worker.ts";
import { useAbort } from "../../ui/use-abort.ts";
import { LabPanel } from "./lab-panel.tsx";
import { MedicationList } from "./medication-list.tsx";
import type { ImagePlace } from "./objects/reference-button.tsx";
import { RecordList, RecordSearch } from "./record-list.tsx";
import { RecordView } from "./record-view.tsx";
import { orderRecords, type RecordsModel } from "./records-slice.ts";
import { recordsWords } from "./words.ts";
import "./records.css";
import "./records-narrow.css";

/** Documents, facts and values of the case (M17): list, reader, laboratory. */
export function RecordsScreen(props: {
  readonly model: RecordsModel;
  readonly startWorker: StartWorker;
  readonly onShowImage: (place: ImagePlace) => void;
}) {
  const { model } = props;
  const list = useStore(model.store, (state) => state.list);
  const isWide = useStore(model.store, ({ open }) => open.phase === "object" && open.detail.value.kind === "waveform");
  const openPhase = useStore(model.store, (state) => state.open.phase);
  const words = recordsWords();
  const signal = useAbort();
  useEffect(() => {
    if (list.phase !== "shown" || openPhase !== "none") return;
    const { orderBy, search } = model.store.getState();
    const first = orderRecords(list.items, orderBy, search)[0];
    if (first !== undefined) void model.open(first.recordId, signal());
  }, [list, openPhase, model, signal]);
  if (list.phase === "loading") return <Skeleton label={words.loading} rows={10} rowHeight={44} />;
  if (list.phase === "failed")
    return (
      <div className="document-notice">
        <FailureNote failure={list.failure} />
      </div>
    );
  const open = (item: RecordItem) => void model.open(item.recordId, signal());
  const openObject = (objectId: ObjectId) => void model.openObject(objectId, signal());
  return (
    <main className={isWide ? "records records-wide" : "records"} aria-label={words.records}>
      <RecordList model={model} onOpen={open} onOpenObject={(row) => openObject(row.objectId)} />
      <RecordView model={model} startWorker={props.startWorker} onShowImage={props.onShowImage} onOpenObject={openObject} />
      {isWide ? null : (
        <LabPanel
          labs={list.labs}
          beside={<MedicationList items={list.items.filter((item) => item.group === "medication")} onOpen={open} />}
        />
      )}
    </main>
  );
}

export function RecordsTools(props: { readonly model: RecordsModel; readonly searchField: Ref<HTMLInputElement> }) {
  return <RecordSearch model={props.model} field={props.searchField} />;
}
