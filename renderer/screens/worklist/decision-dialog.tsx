import { type ReactNode, useState } from "react";
import { useStore } from "zustand";
import type { DecisionFacts, DeclineReason } from "#shared/case/case.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { LabelledText } from "../../ui/field.tsx";
import { ageInYears, writeBytes, writeDue } from "../../ui/format.ts";
import { FailureNote, Notice } from "../../ui/notice.tsx";
import { nameInText, PersonName } from "../../ui/person-name.tsx";
import { Skeleton } from "../../ui/progress.tsx";
import { RadioList } from "../../ui/radio-list.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import type { Decision } from "./decision-slice.ts";
import { worklistWords } from "./words.ts";
import "./decision.css";

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function CaseFacts({ facts }: { readonly facts: DecisionFacts }) {
  const words = worklistWords().decision;
  const { row } = facts;
  const due = row.dueAt === null ? null : writeDue(row.dueAt, Date.now());
  return (
    <dl className="decision-facts num">
      <Fact name={words.due}>{due === null ? words.notStated : `${due.relative} · ${due.absolute}`}</Fact>
      <Fact name={words.questionCount}>{row.questionCount}</Fact>
      <Fact name={words.size}>{row.availability.bytesAnnounced ? writeBytes(row.availability.bytesAnnounced) : words.notStated}</Fact>
      <Fact name={words.package}>{facts.package ?? words.notStated}</Fact>
      <Fact name={words.fee}>{facts.feeText ?? words.notStated}</Fact>
    </dl>
  );
}

function People({ facts }: { readonly facts: DecisionFacts }) {
  const all = worklistWords();
  return (
    <section className="decision-part" aria-label={all.decision.people}>
      <h3>{all.decision.people}</h3>
      <dl className="decision-people">
        {facts.parties.map((party) => (
          <div key={`${party.role}-${party.name}`}>
            <dt>{all.parties[party.role]}</dt>
            <dd>
              <PersonName name={party.name} /> {party.detail === null ? null : <small>{party.detail}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

type Tie = "none" | "tie";
type Ground = "covered" | "physician-to-physician" | "checked";

function AcceptForm(props: {
  readonly facts: DecisionFacts;
  readonly model: Decision;
  readonly sending: boolean;
  readonly onDecline: () => void;
}) {
  const { facts, model } = props;
  const words = worklistWords().decision;
  const [tie, setTie] = useState<Tie | null>(null);
  const [tieText, setTieText] = useState("");
  const [ground, setGround] = useState<Ground | null>(facts.licence.verdict === "covered" ? "covered" : null);
  const signal = useAbort();
  const declaration = tie === "none" ? words.noTie : tieText.trim();
  const off = tie === null || declaration === "" ? words.declarationOff : ground === null ? words.licenceOff : null;
  const { verdict, text } = facts.licence;
  return (
    <>
      <div className="dialog-body scroll scroll-steady" tabIndex={-1}>
        <CaseFacts facts={facts} />
        <People facts={facts} />
        <section className="decision-part" aria-label={words.conflict}>
          <h3>{words.conflict}</h3>
          {facts.conflictHints.length === 0 ? (
            <p className="decision-quiet">{words.noHints}</p>
          ) : (
            <Notice tone="warn" title={words.hintsTitle}>
              {facts.conflictHints.join(" ")}
            </Notice>
          )}
          <RadioList
            label={words.conflict}
            value={tie}
            choices={[
              { value: "none", label: words.noTie },
              { value: "tie", label: words.tie },
            ]}
            onChange={setTie}
          />
          {tie === "tie" ? <LabelledText label={words.tieLabel} value={tieText} onText={setTieText} /> : null}
        </section>
        <section className="decision-part" aria-label={words.licence}>
          <h3>
            {words.licence} <Chip tone={verdict === "covered" ? "ok" : "warn"}>{words.licenceVerdicts[verdict]}</Chip>
          </h3>
          <p className="decision-quiet">{text}</p>
          {verdict === "covered" ? null : (
            <RadioList
              label={words.licence}
              value={ground}
              choices={[
                { value: "physician-to-physician", label: words.licenceChoices["physician-to-physician"] },
                { value: "checked", label: words.licenceChoices.checked },
              ]}
              onChange={setGround}
            />
          )}
        </section>
        <p className="decision-quiet">{words.nothingClinical}</p>
      </div>
      <div className="dialog-foot">
        <Button kind="quiet" onClick={props.onDecline}>
          {words.decline}
        </Button>
        <span className="dialog-gap" />
        {off === null ? null : <p className="dialog-why">{off}</p>}
        <Button kind="quiet" onClick={model.close}>
          {words.close}
        </Button>
        <Button
          kind="primary"
          icon="fetch-now"
          busy={props.sending}
          offBecause={off}
          onClick={() => void model.accept(declaration, ground === null ? "" : words.licenceChoices[ground], signal())}
        >
          {props.sending ? words.accepting : words.accept}
        </Button>
      </div>
    </>
  );
}

function DeclineForm(props: { readonly model: Decision; readonly sending: boolean; readonly onBack: () => void }) {
  const all = worklistWords();
  const words = all.decision;
  const [reason, setReason] = useState<DeclineReason | null>(null);
  const [note, setNote] = useState("");
  const signal = useAbort();
  const reasons = Object.keys(all.declineReasons) as DeclineReason[];
  return (
    <>
      <div className="dialog-body scroll scroll-steady" tabIndex={-1}>
        <p className="decision-quiet">{words.declineText}</p>
        <RadioList
          label={words.reason}
          value={reason}
          choices={reasons.map((value) => ({ value, label: all.declineReasons[value] }))}
          onChange={setReason}
        />
        <LabelledText label={words.note} hint={words.noteHint} value={note} onText={setNote} />
      </div>
      <div className="dialog-foot">
        <Button kind="quiet" onClick={props.onBack}>
          {words.back}
        </Button>
        <span className="dialog-gap" />
        {reason === null ? <p className="dialog-why">{words.reasonOff}</p> : null}
        <Button
          kind="danger"
          busy={props.sending}
          offBecause={reason === null ? words.reasonOff : null}
          onClick={() => void (reason === null ? undefined : props.model.decline(reason, note, signal()))}
        >
          {props.sending ? words.declining : words.declineNow}
        </Button>
      </div>
    </>
  );
}

/** M7: accept with a declaration, or decline with a reason, in one step, before anything clinical was fetched. */
export function DecisionDialog({ model }: { readonly model: Decision }) {
  const state = useStore(model.store);
  const [declining, setDeclining] = useState(false);
  const words = worklistWords().decision;
  const open = state.at === "open" || state.at === "loading" || state.at === "failed";
  const row = state.at === "open" ? state.facts.row : null;
  const age = row === null ? null : ageInYears(row.patient.birthDate, Date.now());
  const who = row === null ? "" : [nameInText(row.patient.name), age === null ? "" : words.age(age), row.specialty ?? "", row.caseNumber];
  return (
    <Dialog
      open={open}
      onClose={() => {
        setDeclining(false);
        model.close();
      }}
      title={declining ? words.declineTitle : words.title}
      description={row === null ? undefined : <span className="ident">{(who as string[]).filter((part) => part !== "").join(" · ")}</span>}
      width={600}
    >
      {state.at === "loading" ? (
        <div className="dialog-body">
          <Skeleton label={words.loading} rows={6} rowHeight={34} />
        </div>
      ) : null}
      {state.at === "failed" ? (
        <div className="dialog-body">
          <FailureNote failure={state.failure} />
        </div>
      ) : null}
      {state.at === "open" && state.failure !== null ? (
        <div className="dialog-body">
          <FailureNote failure={state.failure} />
        </div>
      ) : null}
      {state.at === "open" && !declining ? (
        <AcceptForm
          key={state.facts.row.caseId}
          facts={state.facts}
          model={model}
          sending={state.sending}
          onDecline={() => setDeclining(true)}
        />
      ) : null}
      {state.at === "open" && declining ? <DeclineForm model={model} sending={state.sending} onBack={() => setDeclining(false)} /> : null}
    </Dialog>
  );
}
