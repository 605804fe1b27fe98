import { useStore } from "zustand";
import type { ObjectDetail } from "#shared/contract/objects.ts";
import type { RecordDetail } from "#shared/contract/records.ts";
import { visibleText } from "#shared/report/hidden.ts";
import type { ObjectId } from "#shared/result/ids.ts";
import { IconButton } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { EmptyNote } from "../../ui/empty-note.tsx";
import { writeDate } from "../../ui/format.ts";
import { FailureNote, Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/progress.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import type { StartWorker } from "../../ui/trusted-worker.ts";
import { DocumentView } from "./document-view.tsx";
import { ObjectView } from "./objects/object-view.tsx";
import type { ImagePlace } from "./objects/reference-button.tsx";
import type { OpenRecord, RecordsModel } from "./records-slice.ts";
import { useSeenOnce } from "./use-seen-once.ts";
import { recordsWords } from "./words.ts";

/** A resource in words, in reading order, and below it the JSON as it was received. */
function ResourceView({ detail, onSeen }: { readonly detail: RecordDetail; readonly onSeen: () => void }) {
  const words = recordsWords();
  useSeenOnce(onSeen);
  const lines = detail.lines.filter((line) => line.value !== detail.item.title); // the title stands above them
  return (
    <ScrollArea className="resource" label={detail.item.title}>
      <article className="resource-sheet">
        <h2 dir="auto">{visibleText(detail.item.title)}</h2>
        <dl className="resource-lines">
          {lines.map((line) => (
            <div key={`${line.caption}-${line.value}`}>
              <dt>{line.caption}</dt>
              <dd dir="auto">{visibleText(line.value)}</dd>
            </div>
          ))}
        </dl>
        <details>
          <summary>{words.asReceived}</summary>
          <pre className="resource-json">{detail.json}</pre>
        </details>
      </article>
    </ScrollArea>
  );
}

type Head = { readonly title: string; readonly date: string | null; readonly firstOpinion: boolean; readonly isDocument: boolean };

function ViewHead({ model, item }: { readonly model: RecordsModel; readonly item: Head }) {
  const words = recordsWords();
  const zoom = useStore(model.store, (state) => state.zoom);
  const paper = useStore(model.store, (state) => state.paper);
  return (
    <header className="record-head">
      <b className="ell">
        <bdi>{visibleText(item.title)}</bdi>
      </b>
      <span className="record-head-date num">{writeDate(item.date)}</span>
      {item.firstOpinion ? <Chip tone="outline">{words.firstOpinion}</Chip> : null}
      {item.isDocument ? (
        <span className="record-zoom">
          <IconButton icon="minus" small label={words.smaller} shortcut="-" onClick={() => model.zoomBy(-1)} />
          <button type="button" className="record-zoom-now num" onClick={model.fitWidth}>
            {words.percent(zoom)}
            <span className="sr-only">. {words.fitWidth}</span>
          </button>
          <IconButton icon="plus" small label={words.larger} shortcut="+" onClick={() => model.zoomBy(1)} />
          <span className="toolbar-rule" />
          <IconButton
            icon="dim"
            small
            label={words.dim}
            shortcut="D"
            pressed={paper === "dim"}
            onClick={() => model.setPaper(paper === "dim" ? "plain" : "dim")}
          />
          <IconButton
            icon="window"
            small
            label={words.invert}
            pressed={paper === "inverted"}
            onClick={() => model.setPaper(paper === "inverted" ? "plain" : "inverted")}
          />
        </span>
      ) : null}
    </header>
  );
}

function Shown(props: { readonly model: RecordsModel; readonly detail: RecordDetail; readonly startWorker: StartWorker }) {
  const { detail } = props;
  const words = recordsWords();
  const { state, document, recordId } = detail.item;
  switch (state.at) {
    case "withheld":
      return <EmptyNote icon="withheld" title={words.withheldTitle} />;
    case "waiting":
      return (
        <EmptyNote icon="cloud" title={words.waitingTitle}>
          {words.waitingText}
        </EmptyNote>
      );
    case "failed":
      return (
        <div className="document-notice">
          <Notice tone="danger" title={words.failedTitle}>
            {state.why} {words.failedSafe} {words.failedTodo}
          </Notice>
        </div>
      );
    case "here":
      return document === null ? (
        <ResourceView key={recordId} detail={detail} onSeen={() => void props.model.markSeen(recordId, [1], 1)} />
      ) : (
        <DocumentView key={recordId} model={props.model} detail={detail} startWorker={props.startWorker} />
      );
  }
}

function headOf(open: OpenRecord): Head | null {
  if (open.phase === "shown") {
    const { title, date, firstOpinion, document } = open.detail.item;
    return { title, date, firstOpinion, isDocument: document !== null };
  }
  if (open.phase !== "object") return null;
  const { value, row } = open.detail;
  const { date, firstOpinion } = row;
  const title = value.kind === "document" ? (value.title ?? row.title) : row.title;
  return { title, date, firstOpinion, isDocument: open.detail.path !== null };
}

function ShownObject(props: ViewProps & { readonly detail: ObjectDetail }) {
  const { model, detail } = props;
  const zoom = useStore(model.store, (state) => state.zoom);
  const paper = useStore(model.store, (state) => state.paper);
  const { objectId } = detail.row;
  return (
    <ObjectView
      key={objectId}
      detail={detail}
      ways={{ onShowImage: props.onShowImage, onOpenObject: props.onOpenObject }}
      startWorker={props.startWorker}
      zoom={zoom}
      paper={paper}
      onSeen={() => void model.markObjectSeen(objectId)}
    />
  );
}

type ViewProps = {
  readonly model: RecordsModel;
  readonly startWorker: StartWorker;
  readonly onShowImage: (place: ImagePlace) => void;
  readonly onOpenObject: (objectId: ObjectId) => void;
};

/** The middle of the records: the one record, or object of the images, that is open. */
export function RecordView(props: ViewProps) {
  const open = useStore(props.model.store, (state) => state.open);
  const words = recordsWords();
  const head = headOf(open);
  return (
    <section className="record-view" aria-label={words.records}>
      {head === null ? <div className="record-head" /> : <ViewHead model={props.model} item={head} />}
      <div className="record-body">
        {open.phase === "none" ? (
          <EmptyNote icon="record" title={words.chooseTitle}>
            {words.chooseText}
          </EmptyNote>
        ) : null}
        {open.phase === "loading" ? <Skeleton label={words.opening} rows={8} rowHeight={48} /> : null}
        {open.phase === "failed" ? (
          <div className="document-notice">
            <FailureNote failure={open.failure} />
          </div>
        ) : null}
        {open.phase === "shown" ? <Shown model={props.model} startWorker={props.startWorker} detail={open.detail} /> : null}
        {open.phase === "object" ? <ShownObject {...props} detail={open.detail} /> : null}
      </div>
    </section>
  );
}
