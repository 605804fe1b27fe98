import type { ObjectDetail } from "#shared/contract/objects.ts";
import type { EncapsulatedDocument } from "#shared/objects/object-value.ts";
import { Notice } from "../../../ui/notice.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import type { StartWorker } from "../../../ui/trusted-worker.ts";
import { OpenDocument } from "../document-view.tsx";
import { useSeenOnce } from "../use-seen-once.ts";
import { EcgView } from "./ecg-view.tsx";
import { KeyObjectList } from "./key-object-list.tsx";
import type { Ways } from "./reference-button.tsx";
import { ReportTree } from "./report-tree.tsx";
import { objectsWords } from "./words.ts";
import "./objects.css";

export type ObjectViewProps = {
  readonly detail: ObjectDetail;
  readonly ways: Omit<Ways, "targets">;
  readonly startWorker: StartWorker;
  readonly zoom: number;
  readonly paper: "plain" | "dim" | "inverted";
  readonly onSeen: () => void;
};

function Seen({ onSeen }: { readonly onSeen: () => void }) {
  useSeenOnce(onSeen);
  return null;
}

function DocumentObject(props: ObjectViewProps & { readonly value: EncapsulatedDocument }) {
  const { detail, value } = props;
  const words = objectsWords();
  if (detail.path === null)
    return (
      <div className="document-notice">
        <Notice tone="warn" title={words.notShownTitle(words.formats[value.format])}>
          {words.notShownText}
        </Notice>
      </div>
    );
  return (
    <div className="object-document">
      {value.lengthProblem === null ? null : <Notice tone="warn">{value.lengthProblem}</Notice>}
      <OpenDocument
        document={{ contentType: value.mimeType, bytes: value.bytes, path: detail.path }}
        startWorker={props.startWorker}
        title={value.title ?? detail.row.title}
        zoom={props.zoom}
        paper={props.paper}
        onSeen={props.onSeen}
      />
    </div>
  );
}

/** What came with the images and is no image: report, key objects, ECG, document (P17, P30). */
export function ObjectView(props: ObjectViewProps) {
  const { value, targets, row } = props.detail;
  const ways: Ways = { ...props.ways, targets };
  switch (value.kind) {
    case "structured-report":
      return (
        <ScrollArea className="resource" label={row.title}>
          <Seen onSeen={props.onSeen} />
          <ReportTree report={value} ways={ways} />
        </ScrollArea>
      );
    case "key-objects":
      return (
        <ScrollArea className="resource" label={row.title}>
          <Seen onSeen={props.onSeen} />
          <KeyObjectList value={value} ways={ways} />
        </ScrollArea>
      );
    case "waveform":
      return (
        <>
          <Seen onSeen={props.onSeen} />
          <EcgView value={value} title={row.title} />
        </>
      );
    case "document":
      return <DocumentObject {...props} value={value} />;
  }
}
