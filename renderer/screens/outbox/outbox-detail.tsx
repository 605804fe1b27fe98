import { useState } from "react";
import type { OutboxEntry } from "#shared/contract/outbox.ts";
import type { CaseId, ReportId } from "#shared/result/ids.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { writeClock, writeHash, writeMomentInline } from "../../ui/format.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { FailureNote, ForSupport, Notice } from "../../ui/notice.tsx";
import { nameInText } from "../../ui/person-name.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import { conflictWords } from "./conflict-words.ts";
import { entryWords, titleParts } from "./entry-words.ts";
import { KeyImageNotice, KeyImageStep } from "./key-images.tsx";
import type { Outbox, OutboxState } from "./outbox-slice.ts";
import { outboxWords } from "./words.ts";

type Props = {
  readonly model: Outbox;
  readonly entry: OutboxEntry;
  readonly state: Extract<OutboxState, { phase: "shown" }>;
  readonly onOpenCase: (caseId: CaseId) => void;
};

const STEP_ICONS: Readonly<Record<OutboxEntry["steps"][number]["name"], IconName>> = {
  signed: "lock",
  queued: "clock",
  sending: "send",
  checking: "refresh",
  delivered: "delivered",
};

function Steps({ entry }: { readonly entry: OutboxEntry }) {
  const words = outboxWords();
  const refused = entry.state.at === "conflict";
  const now = Date.now();
  const lastDone = entry.steps.findLastIndex((step) => step.at !== null);
  return (
    <ol className="outbox-steps">
      {entry.steps.map((step, index) => {
        const failed = refused && index === lastDone + 1;
        const [title, text] = words.steps[step.name];
        return (
          <li
            key={step.name}
            className={`outbox-step ${step.at !== null ? "outbox-step-done" : failed ? "outbox-step-failed" : "outbox-step-ahead"}`}
          >
            <span className="outbox-step-icon">
              <Icon name={failed ? "close" : STEP_ICONS[step.name]} size={12} />
            </span>
            <span>
              <b>{failed ? words.refused : title}</b>
              <small>{failed ? entryWords(entry, now).reason : text}</small>
            </span>
            <span className="outbox-step-time num">{step.at === null ? "" : writeClock(step.at)}</span>
          </li>
        );
      })}
      {entry.keyImages === null ? null : <KeyImageStep keyImages={entry.keyImages} />}
    </ol>
  );
}

/** Stop and withdraw void a signature: they ask once (guide §10). */
function Ask(props: {
  readonly open: boolean;
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly onNo: () => void;
  readonly onYes: () => void;
}) {
  const words = outboxWords();
  return (
    <Dialog
      open={props.open}
      onClose={props.onNo}
      title={props.title}
      footer={
        <>
          <span className="dialog-gap" />
          <Button kind="quiet" onClick={props.onNo}>
            {words.keep}
          </Button>
          <Button kind="danger" onClick={props.onYes}>
            {props.action}
          </Button>
        </>
      }
    >
      <div className="dialog-body">
        <p>{props.text}</p>
      </div>
    </Dialog>
  );
}

function Actions(props: Props & { readonly reportId: ReportId }) {
  const { model, entry, state, reportId } = props;
  const words = outboxWords();
  const signal = useAbort();
  const [asking, setAsking] = useState<"nothing" | "stop" | "withdraw">("nothing");
  const isConflict = entry.state.at === "conflict";
  const ended = entry.state.at === "delivered" || entry.state.at === "withdrawn";
  const keyImagesAt = entry.state.at === "delivered" ? entry.keyImages?.state.at : undefined;
  const mayRetry = keyImagesAt === "refused" || keyImagesAt === "backing-off";
  const answer = (work: () => Promise<void>) => {
    setAsking("nothing");
    void work();
  };
  return (
    <div className="outbox-actions">
      {isConflict ? (
        <>
          <Button icon="send" busy={state.busy} onClick={() => void model.decide(reportId, "send-again", signal())}>
            {words.sendAgain}
          </Button>
          <Button kind="quiet" onClick={() => setAsking("withdraw")}>
            {words.withdraw}
          </Button>
        </>
      ) : null}
      {ended || isConflict ? null : (
        <>
          <Button icon="refresh" busy={state.busy} onClick={() => void model.retry(reportId, signal())}>
            {state.busy ? words.retrying : words.retry}
          </Button>
          <Button offBecause={entry.canStop ? null : words.noStop} onClick={() => setAsking("stop")}>
            {words.stop}
          </Button>
        </>
      )}
      {mayRetry ? (
        <Button icon="refresh" busy={state.busy} onClick={() => void model.retry(reportId, signal())}>
          {state.busy ? words.retrying : words.retry}
        </Button>
      ) : null}
      <Button onClick={() => props.onOpenCase(entry.caseId)}>{words.openCase}</Button>
      <Ask
        open={asking === "stop"}
        title={words.stopTitle}
        text={words.stopText}
        action={words.stopNow}
        onNo={() => setAsking("nothing")}
        onYes={() => answer(() => model.stop(reportId, signal()))}
      />
      <Ask
        open={asking === "withdraw"}
        title={words.withdrawTitle}
        text={words.withdrawText}
        action={words.withdrawNow}
        onNo={() => setAsking("nothing")}
        onYes={() => answer(() => model.decide(reportId, "withdraw", signal()))}
      />
    </div>
  );
}

function SmallPrint({ entry }: { readonly entry: OutboxEntry }) {
  const words = outboxWords();
  return (
    <dl className="outbox-print">
      {entry.reportId === null ? null : (
        <div>
          <dt>{words.id}</dt>
          <dd className="ident">
            {entry.reportId} <small>{words.idNote}</small>
          </dd>
        </div>
      )}
      {entry.pdfSha256 === null ? null : (
        <div>
          <dt>{words.hash}</dt>
          <dd className="ident" data-hash={entry.pdfSha256}>
            {writeHash(entry.pdfSha256)}
          </dd>
        </div>
      )}
      <div>
        <dt>{words.tries}</dt>
        <dd className="num">{entry.attempts}</dd>
      </div>
    </dl>
  );
}

/** S5: a person decides. What happened, that nothing is lost, what to do. */
function Conflict({ state }: { readonly state: Extract<OutboxEntry["state"], { at: "conflict" }> }) {
  const words = outboxWords();
  const { happened, todo, support } = conflictWords(state.why, state.detail);
  return (
    <Notice tone="danger" title={happened} code={state.why}>
      {words.conflictSafe} {todo} <ForSupport detail={support} />
    </Notice>
  );
}

export function OutboxDetail(props: Props) {
  const { entry, state } = props;
  const said = entryWords(entry, Date.now());
  const { what, rest } = titleParts(entry.title);
  return (
    <aside className="outbox-detail scroll scroll-steady" aria-label={entry.title}>
      <header>
        <h2>{what}</h2>
        <Chip tone={said.tone === "quiet" ? "plain" : said.tone}>{said.state.toUpperCase()}</Chip>
      </header>
      <p className="outbox-who ident">
        {[nameInText(entry.patientName), entry.caseNumber, rest.join(", ")].filter((part) => part !== "").join(" · ")}
      </p>
      {entry.state.at === "conflict" ? (
        <Conflict state={entry.state} />
      ) : entry.reportId !== null && (entry.state.at === "signed" || entry.state.at === "queued") ? null : (
        <p className="outbox-reason">
          {entry.state.at === "delivered" ? `${outboxWords().equal}, ${writeMomentInline(entry.state.since, Date.now())}` : said.reason}
        </p>
      )}
      {entry.keyImages === null || entry.state.at !== "delivered" ? null : <KeyImageNotice keyImages={entry.keyImages} />}
      {state.failure === null ? null : <FailureNote failure={state.failure} />}
      {entry.reportId === null ? null : <Actions {...props} reportId={entry.reportId} />}
      <Steps entry={entry} />
      <SmallPrint entry={entry} />
    </aside>
  );
}
