import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { RecordDetail } from "#shared/contract/records.ts";
import { visibleText } from "#shared/report/hidden.ts";
import type { Failure } from "#shared/result/failure.ts";
import { readBytes } from "../../client/bytes.ts";
import { FailureNote, Notice } from "../../ui/notice.tsx";
import { openPdf, type PdfFile } from "../../ui/pdf-file.ts";
import { PdfPages } from "../../ui/pdf-pages.tsx";
import { Skeleton } from "../../ui/progress.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import type { StartWorker } from "../../ui/trusted-worker.ts";
import type { RecordsModel } from "./records-slice.ts";
import { useSeenOnce } from "./use-seen-once.ts";
import { recordsWords } from "./words.ts";

type Document = NonNullable<RecordDetail["item"]["document"]>;

type Opened =
  | { readonly as: "loading" }
  | { readonly as: "failed"; readonly failure: Failure }
  | { readonly as: "pdf"; readonly file: PdfFile }
  | { readonly as: "text"; readonly text: string }
  | { readonly as: "picture"; readonly url: string };

/** What can be shown; anything else is named (M23). */
type Kind = "pdf" | "text" | "picture" | "other";

export function kindOf(contentType: string): Kind {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/pdf") return "pdf";
  if (type === "text/plain") return "text";
  return ["image/jpeg", "image/png"].includes(type) ? "picture" : "other";
}

async function openDocument(document: Document, startWorker: StartWorker, signal: AbortSignal): Promise<Opened> {
  const bytes = await readBytes(document.path, signal);
  if (!bytes.ok) return { as: "failed", failure: bytes.failure };
  switch (kindOf(document.contentType)) {
    case "text":
      return { as: "text", text: new TextDecoder().decode(bytes.value) };
    case "picture":
      return { as: "picture", url: URL.createObjectURL(new Blob([bytes.value], { type: document.contentType })) };
    default: {
      const file = await openPdf(bytes.value, startWorker);
      return file.ok ? { as: "pdf", file: file.value } : { as: "failed", failure: file.failure };
    }
  }
}

function release(opened: Opened): void {
  if (opened.as === "pdf") opened.file.close();
  if (opened.as === "picture") URL.revokeObjectURL(opened.url);
}

function useDocument(document: Document, startWorker: StartWorker): Opened {
  const [opened, setOpened] = useState<Opened>({ as: "loading" });
  const { path, contentType } = document;
  // biome-ignore lint/correctness/useExhaustiveDependencies: path and type are what the document is
  useEffect(() => {
    const stop = new AbortController();
    let now: Opened = { as: "loading" };
    setOpened(now);
    const load = async () => {
      now = await openDocument(document, startWorker, stop.signal);
      if (stop.signal.aborted) release(now);
      else setOpened(now);
    };
    void load();
    return () => {
      stop.abort();
      release(now);
    };
  }, [path, contentType, startWorker]);
  return opened;
}

function TextView({ text, label, onSeen }: { readonly text: string; readonly label: string; readonly onSeen: () => void }) {
  useSeenOnce(onSeen);
  return (
    <ScrollArea className="document-text" label={label}>
      <pre dir="auto">{visibleText(text)}</pre>
    </ScrollArea>
  );
}

/** Counts from the moment at which the picture can be looked at: a broken one was not seen. */
function Seen({ onSeen }: { readonly onSeen: () => void }) {
  useSeenOnce(onSeen);
  return null;
}

function PictureView(props: { readonly url: string; readonly label: string; readonly zoom: number; readonly onSeen: () => void }) {
  const words = recordsWords();
  const [broken, setBroken] = useState(false);
  const [drawn, setDrawn] = useState(false);
  if (broken) return <Notice tone="danger">{words.pictureBroken}</Notice>;
  return (
    <ScrollArea className="document-picture" label={props.label}>
      <img
        src={props.url}
        alt={props.label}
        style={props.zoom === 0 ? { maxWidth: "100%" } : { zoom: props.zoom }}
        onLoad={() => setDrawn(true)}
        onError={() => setBroken(true)}
      />
      {drawn && <Seen onSeen={props.onSeen} />}
      <p className="document-note">{words.imageOnly}</p>
    </ScrollArea>
  );
}

/** One document, drawn here from bytes that core opened: PDF, plain text, JPEG or PNG. */
export function DocumentView(props: { readonly model: RecordsModel; readonly detail: RecordDetail; readonly startWorker: StartWorker }) {
  const { model, detail } = props;
  const { recordId, title, document } = detail.item;
  const words = recordsWords();
  const zoom = useStore(model.store, (state) => state.zoom);
  const paper = useStore(model.store, (state) => state.paper);
  if (document === null) return null;
  if (kindOf(document.contentType) === "other") {
    return (
      <div className="document-notice">
        <Notice tone="warn" title={words.unknownTitle(document.contentType)}>
          {words.unknownText}
        </Notice>
      </div>
    );
  }
  const seen = (pages: number[], count: number) => void model.markSeen(recordId, pages, count);
  return (
    <OpenDocument
      document={document}
      startWorker={props.startWorker}
      title={title}
      zoom={zoom}
      paper={paper}
      onSeen={(page, pages) => seen([page], pages)}
    />
  );
}

/** A document whose bytes core gives out under a path, opened by its kind. */
export function OpenDocument(props: {
  readonly document: Document;
  readonly startWorker: StartWorker;
  readonly title: string;
  readonly zoom: number;
  readonly paper: "plain" | "dim" | "inverted";
  readonly onSeen: (page: number, pages: number) => void;
}) {
  const words = recordsWords();
  const opened = useDocument(props.document, props.startWorker);
  switch (opened.as) {
    case "loading":
      return <Skeleton label={words.opening} rows={8} rowHeight={48} />;
    case "failed":
      return (
        <div className="document-notice">
          <FailureNote failure={opened.failure} />
        </div>
      );
    case "text":
      return <TextView text={opened.text} label={props.title} onSeen={() => props.onSeen(1, 1)} />;
    case "picture":
      return <PictureView url={opened.url} label={props.title} zoom={props.zoom} onSeen={() => props.onSeen(1, 1)} />;
    case "pdf":
      return (
        <PdfPages
          file={opened.file}
          zoom={props.zoom}
          paper={props.paper}
          label={props.title}
          pageLabel={words.page}
          imageOnly={words.imageOnly}
          onSeen={(page) => props.onSeen(page, opened.file.pages)}
        />
      );
  }
}
