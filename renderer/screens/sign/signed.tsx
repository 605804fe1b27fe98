import { useState } from "react";
import type { SignedReport } from "#shared/contract/report.ts";
import { Button } from "../../ui/button.tsx";
import { writeClockSeconds, writeHash } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import type { SignDialogProps } from "./sign-dialog.tsx";
import { signWords } from "./words.ts";

type Export =
  | { readonly at: "no" }
  | { readonly at: "asked" }
  | { readonly at: "running" }
  | { readonly at: "done"; readonly text: string; readonly ok: boolean };

/** After signing: what is true now, and the two places to go. Export asks once, because the file leaves the vault (U4). */
export function Signed(props: SignDialogProps & { readonly report: SignedReport }) {
  const { report, model } = props;
  const words = signWords();
  const [exporting, setExporting] = useState<Export>({ at: "no" });
  const run = async () => {
    setExporting({ at: "running" });
    const result = await props.exportReport(report.reportId);
    setExporting({ at: "done", ok: result.ok, text: result.ok ? words.exported(result.file) : result.text });
  };
  const leave = (to: () => void) => {
    void model.close();
    to();
  };
  return (
    <>
      <div className="dialog-body">
        <Notice tone="ok" icon="sign" role="status" title={words.signedText(writeClockSeconds(report.signedAt))}>
          {words.signedNext}
        </Notice>
        <p className="sign-quiet ident">
          {words.pages(report.pages)} · {report.reportId} · SHA-256 {writeHash(report.pdfSha256)}
        </p>
        {exporting.at === "asked" || exporting.at === "running" ? (
          <Notice
            tone="warn"
            actions={
              <Button size="small" busy={exporting.at === "running"} onClick={() => void run()}>
                {exporting.at === "running" ? words.exporting : words.exportNow}
              </Button>
            }
          >
            {words.exportQuestion}
          </Notice>
        ) : null}
        {exporting.at === "done" ? <Notice tone={exporting.ok ? "ok" : "danger"}>{exporting.text}</Notice> : null}
      </div>
      <div className="dialog-foot">
        <Button kind="quiet" onClick={() => setExporting({ at: "asked" })}>
          {words.export}
        </Button>
        <span className="dialog-gap" />
        <Button kind="quiet" onClick={() => leave(props.onOutbox)}>
          {words.toOutbox}
        </Button>
        <Button kind="primary" onClick={() => leave(props.onWorklist)}>
          {words.toWorklist}
        </Button>
      </div>
    </>
  );
}
