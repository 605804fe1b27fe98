import { type FormEvent, useEffect, useState } from "react";
import type { PreparedReport } from "#shared/contract/report.ts";
import type { Failure } from "#shared/result/failure.ts";
import { readBytes } from "../../client/bytes.ts";
import { Button } from "../../ui/button.tsx";
import { PassphraseField } from "../../ui/field.tsx";
import { writeBytes, writeClock, writeDay, writeFullMoment, writeHash, writeMomentInline } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { FailureNote, Notice } from "../../ui/notice.tsx";
import { openPdf, type PdfFile } from "../../ui/pdf-file.ts";
import { PdfPages } from "../../ui/pdf-pages.tsx";
import { PersonName } from "../../ui/person-name.tsx";
import { Skeleton } from "../../ui/progress.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import type { SignDialogProps } from "./sign-dialog.tsx";
import type { SignState } from "./sign-slice.ts";
import { signWords } from "./words.ts";

type PreviewState = Extract<SignState, { at: "preview" }>;
type Pages =
  | { readonly at: "loading" }
  | { readonly at: "failed"; readonly failure: Failure }
  | { readonly at: "shown"; readonly file: PdfFile };

function usePages(report: PreparedReport, startWorker: SignDialogProps["startWorker"]): Pages {
  const [pages, setPages] = useState<Pages>({ at: "loading" });
  useEffect(() => {
    const stop = new AbortController();
    let file: PdfFile | null = null;
    const load = async () => {
      const bytes = await readBytes(report.path, stop.signal);
      const opened = bytes.ok ? await openPdf(bytes.value, startWorker) : bytes;
      if (opened.ok) file = opened.value;
      if (stop.signal.aborted) file?.close();
      else setPages(opened.ok ? { at: "shown", file: opened.value } : { at: "failed", failure: opened.failure });
    };
    void load();
    return () => {
      stop.abort();
      file?.close();
    };
  }, [report.path, startWorker]);
  return pages;
}

/** The very bytes that are signed, drawn page by page. */
function PreviewPages(props: SignDialogProps & { readonly state: PreviewState }) {
  const { state, model } = props;
  const { report, seenPages } = state;
  const words = signWords();
  const pages = usePages(report, props.startWorker);
  return (
    <section className="sign-pages" aria-label={words.whatYouSign}>
      <header className="sign-pages-head">
        <Icon name="record" size={14} />
        <b>{words.whatYouSign}</b>
        <span className="num">
          {words.pages(report.pages)} · {writeBytes(report.bytes)} · PDF
        </span>
        <span className={`sign-seen num ${seenPages.length === report.pages ? "tone-ok" : "tone-warn"}`} role="status">
          {words.seenPages(seenPages.length, report.pages)}
        </span>
      </header>
      {pages.at === "loading" ? <Skeleton label={words.loadingPages} rows={6} rowHeight={60} /> : null}
      {pages.at === "failed" ? (
        <div className="dialog-body">
          <FailureNote failure={pages.failure} />
        </div>
      ) : null}
      {pages.at === "shown" ? (
        <PdfPages
          file={pages.file}
          zoom={0}
          label={words.pagesToSign}
          pageLabel={words.page}
          imageOnly={words.imageOnly}
          onSeen={model.sawPage}
          maxScale={1}
        />
      ) : null}
    </section>
  );
}

function Facts({ report }: { readonly report: PreparedReport }) {
  const words = signWords();
  const { certificate } = report;
  const now = Date.now();
  const issuer = certificate.selfSigned ? words.selfSigned : words.issuedBy(certificate.issuer);
  const clock = report.lastClockCheckAt === null ? words.noClock : words.clock(writeMomentInline(report.lastClockCheckAt, now));
  return (
    <dl className="sign-facts">
      <div>
        <dt>{words.time}</dt>
        <dd className="num">
          {writeFullMoment(report.preparedAt)} <small>{clock}</small>
        </dd>
      </div>
      <div>
        <dt>{words.recipients}</dt>
        <dd>{report.recipients.length === 0 ? words.noRecipients : report.recipients.join(", ")}</dd>
      </div>
      <div>
        <dt>{words.certificate}</dt>
        <dd>
          {issuer}, {words.validUntil(writeDay(certificate.validUntil, now))}{" "}
          <small className="ident">
            {words.fingerprint} {writeHash(certificate.fingerprintSha256)}
          </small>
        </dd>
      </div>
      <div>
        <dt>{words.hash}</dt>
        <dd className="ident" data-hash={report.signedRangeSha256}>
          {writeHash(report.signedRangeSha256)}
        </dd>
      </div>
    </dl>
  );
}

function Signer({ report }: { readonly report: PreparedReport }) {
  const { signer } = report;
  return (
    <div className="sign-signer">
      <span className="sign-signer-icon">
        <Icon name="certificate" size={20} />
      </span>
      <div>
        <b>
          <PersonName name={signer.name} />
        </b>
        <p>{[...signer.credentials, signer.organisation].filter((part) => part !== null && part !== "").join(" · ")}</p>
      </div>
    </div>
  );
}

export function Preview(props: SignDialogProps & { readonly state: PreviewState }) {
  const { model, state } = props;
  const { report } = state;
  const words = signWords();
  const [passphrase, setPassphrase] = useState("");
  const allSeen = state.seenPages.length >= report.pages;
  const off = !allSeen ? words.lookFirst : passphrase === "" ? words.passphraseOff : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (off === null) void model.sign(passphrase);
  };
  return (
    <div className="sign">
      <PreviewPages {...props} />
      <form className="sign-side" onSubmit={submit}>
        <ScrollArea className="sign-side-body" label={words.signer}>
          <header>
            <h2 className="dialog-title">{words.title}</h2>
            <p className="sign-quiet ident">{props.who}</p>
          </header>
          <blockquote className="sign-meaning" aria-label={words.meaning}>
            {report.meaning}
          </blockquote>
          {state.warnings.length === 0 ? null : (
            <section aria-label={words.notResolved}>
              <h3 className="caps">{words.notResolved}</h3>
              <ul className="sign-points">
                {state.warnings.map((warning) => (
                  <li key={warning.text} className="sign-point sign-point-read">
                    <span className="tone-warn">
                      <Icon name="warning" size={14} />
                    </span>
                    <span>
                      {warning.text} <small>{words.reason(warning.reason)}</small>
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <Signer report={report} />
          <Facts report={report} />
          {props.offline ? (
            <Notice icon="offline" title={words.offlineTitle}>
              {words.offlineText}
            </Notice>
          ) : null}
          <p className="sign-quiet num">{words.expires(writeClock(report.expiresAt))}</p>
        </ScrollArea>
        <div className="sign-pass">
          <PassphraseField
            label={words.passphrase}
            words={words}
            hint={words.passphraseHint}
            autoComplete="current-password"
            value={passphrase}
            onChange={(event) => setPassphrase(event.target.value)}
          />
          {state.failure === null ? null : <FailureNote failure={state.failure} />}
        </div>
        <div className="dialog-foot">
          <Button kind="quiet" onClick={() => void model.close()}>
            {words.back}
          </Button>
          <span className="dialog-gap" />
          <Button kind="primary" size="large" icon="sign" busy={state.signing} offBecause={off} onClick={submit}>
            {state.signing ? words.signing : words.sign(report.pages)}
          </Button>
          <button type="submit" className="sr-only" tabIndex={-1} aria-hidden="true" />
        </div>
      </form>
    </div>
  );
}
