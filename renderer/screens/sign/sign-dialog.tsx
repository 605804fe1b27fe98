import { useStore } from "zustand";
import type { OpenPoint } from "#shared/opinion/completeness.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FailureNote } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/progress.tsx";
import type { StartWorker } from "../../ui/trusted-worker.ts";
import { Preview } from "./preview.tsx";
import { SignPoints } from "./sign-points.tsx";
import type { SignModel } from "./sign-slice.ts";
import { Signed } from "./signed.tsx";
import { signWords } from "./words.ts";
import "./sign.css";

export type SignDialogProps = {
  readonly model: SignModel;
  /** "Okafor-Lind, Ruth · 14 Mar 1965 · SO-2026-0417": identity stands in every dialog (guide §1.2). */
  readonly who: string;
  readonly offline: boolean;
  readonly startWorker: StartWorker;
  readonly exportReport: (
    reportId: string,
  ) => Promise<{ readonly ok: true; readonly file: string } | { readonly ok: false; readonly text: string }>;
  readonly onMend: (point: OpenPoint) => void;
  readonly onOutbox: () => void;
  readonly onWorklist: () => void;
};

/** Review and sign: open points, the very pages, the passphrase (R8, R9). */
export function SignDialog(props: SignDialogProps) {
  const { model } = props;
  const state = useStore(model.store);
  const words = signWords();
  const close = () => void model.close();
  const mend = (point: OpenPoint) => {
    void model.close();
    props.onMend(point);
  };
  const wide = state.at === "preview";
  return (
    <Dialog
      open={state.at !== "closed"}
      onClose={close}
      title={state.at === "points" ? words.pointsTitle : state.at === "signed" ? words.signedTitle : words.title}
      titleHidden={wide}
      description={wide ? undefined : <span className="ident">{props.who}</span>}
      width={wide ? 1_080 : 600}
      tall={wide}
    >
      {state.at === "checking" ? (
        <div className="dialog-body">
          <Skeleton label={words.checking} rows={4} rowHeight={36} />
        </div>
      ) : null}
      {state.at === "failed" ? (
        <>
          <div className="dialog-body">
            <FailureNote failure={state.failure} />
          </div>
          <div className="dialog-foot">
            <Button onClick={close}>{words.back}</Button>
          </div>
        </>
      ) : null}
      {state.at === "points" ? <SignPoints model={model} state={state} onMend={mend} /> : null}
      {state.at === "preview" ? <Preview {...props} state={state} /> : null}
      {state.at === "signed" ? <Signed {...props} report={state.report} /> : null}
    </Dialog>
  );
}
