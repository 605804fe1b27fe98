import { type FormEvent, useEffect, useRef } from "react";
import type { SessionState } from "#shared/contract/session.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { FailureNote, failureText, Notice } from "../../ui/notice.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import type { FoundService, Unlock, UnlockState } from "./unlock-slice.ts";
import { unlockWords } from "./words.ts";

/** Where in the three steps: a bar for the eye, words for everybody. */
export function StepHead(props: { readonly step: 1 | 2 | 3; readonly title: string; readonly text: string }) {
  const words = unlockWords();
  return (
    <header>
      <div className="unlock-steps" aria-hidden="true">
        {[1, 2, 3].map((step) => (
          <span key={step} className={step <= props.step ? "unlock-step-on" : ""} />
        ))}
      </div>
      <h1>{props.title}</h1>
      <p className="unlock-who">
        {words.step(props.step)}. {props.text}
      </p>
    </header>
  );
}

/** What is wrong with the address itself: said at its field. Everything else is said beside the button that met it. */
const OF_THE_ADDRESS: ReadonlySet<string> = new Set(["not-an-address", "not-https", "not-a-service"]);

export function ServiceStep(props: {
  readonly model: Unlock;
  readonly state: Extract<UnlockState, { at: "service" }>;
  readonly session: SessionState;
}) {
  const { model, state } = props;
  const words = unlockWords();
  const { base } = state;
  const field = useRef<HTMLInputElement>(null);
  const signal = useAbort();
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void model.findService(signal());
  };
  const account = props.session.accounts[0];
  const isDemo = base !== "" && base === props.session.demoServiceBase;
  const { failure } = state;
  const ofTheAddress = failure !== null && OF_THE_ADDRESS.has(failure.code);
  return (
    <form className="unlock-card" onSubmit={submit}>
      <StepHead step={1} title={words.serviceTitle} text={words.serviceText} />
      <TextField
        ref={field}
        large
        label={words.serviceAddress}
        icon="globe"
        inputMode="url"
        value={base}
        hint={isDemo ? words.demoHint : words.serviceHint}
        error={ofTheAddress ? failureText(failure) : null}
        trailing={isDemo ? <Chip tone="outline">{words.demo}</Chip> : undefined}
        onChange={(event) => model.editBase(event.target.value)}
      />
      {failure === null || ofTheAddress ? null : <FailureNote failure={failure} />}
      <div className="unlock-actions">
        {account === undefined ? null : (
          <Button kind="quiet" onClick={() => model.chooseAccount(account)}>
            {words.back}
          </Button>
        )}
        <Button
          kind="primary"
          size="large"
          trailing="right"
          busy={state.busy}
          offBecause={base.trim() === "" ? words.serviceHint : null}
          onClick={submit}
          className="unlock-go"
        >
          {state.busy ? words.finding : words.find}
        </Button>
      </div>
      <p className="unlock-small">{words.intendedUse}</p>
    </form>
  );
}

export function ServiceCard({ service }: { readonly service: FoundService }) {
  const words = unlockWords();
  return (
    <div className="unlock-service">
      <span className="unlock-logo" aria-hidden="true">
        {service.name.slice(0, 1)}
      </span>
      <div className="unlock-service-text">
        <b>{service.name}</b> {service.demo ? <Chip tone="outline">{words.demo}</Chip> : null}
        <p>{words.signInAt(service.signInHost)}</p>
      </div>
      <span className="unlock-found">
        <Icon name="ok" size={14} /> {words.found}
      </span>
    </div>
  );
}

export function SignInStep(props: { readonly model: Unlock; readonly state: Extract<UnlockState, { at: "sign-in" }> }) {
  const { model, state } = props;
  const words = unlockWords();
  const waiting = useRef<AbortController | null>(null);
  useEffect(() => () => waiting.current?.abort(), []);
  const start = () => {
    waiting.current = new AbortController();
    void model.signIn(waiting.current.signal);
  };
  return (
    <div className="unlock-card">
      <StepHead step={2} title={words.signInTitle} text={words.signInText} />
      <ServiceCard service={state.service} />
      {state.failure === null ? null : <FailureNote failure={state.failure} />}
      {state.waiting ? (
        <Notice tone="accent" icon="external" role="status" title={words.waitingTitle}>
          {words.waitingText}
        </Notice>
      ) : (
        <Notice tone="accent" icon="external" title={words.browserTitle}>
          {words.browserText}
        </Notice>
      )}
      <div className="unlock-actions">
        {state.waiting ? (
          <Button onClick={() => waiting.current?.abort()}>{words.stopWaiting}</Button>
        ) : (
          <Button kind="quiet" onClick={() => model.addAccount(state.service.base)}>
            {words.back}
          </Button>
        )}
        <Button kind="primary" size="large" trailing="right" busy={state.waiting} onClick={start} className="unlock-go">
          {state.waiting ? words.waiting : words.continueInBrowser}
        </Button>
      </div>
    </div>
  );
}
