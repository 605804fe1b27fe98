import { type FormEvent, useEffect, useRef, useState } from "react";
import type { SessionState } from "#shared/contract/session.ts";
import { Button } from "../../ui/button.tsx";
import { PassphraseField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { FailureNote } from "../../ui/notice.tsx";
import { Bar } from "../../ui/progress.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import { StepHead } from "./service-steps.tsx";
import { strengthOf } from "./strength.ts";
import { MIN_PASSPHRASE, type Unlock, type UnlockState } from "./unlock-slice.ts";
import { unlockWords } from "./words.ts";

function StrengthBar({ passphrase }: { readonly passphrase: string }) {
  const words = unlockWords();
  const { share, word } = strengthOf(passphrase);
  const text = word === "too-short" ? words.strength[word](MIN_PASSPHRASE - [...passphrase].length) : words.strength[word];
  const tone = share >= 0.8 ? "ok" : share >= 0.5 ? "accent" : "warn";
  return (
    <div className="unlock-strength">
      <Bar share={share} tone={tone} label={words.strengthLabel} />
      <span role="status">{text}</span>
    </div>
  );
}

export function PassphraseStep(props: {
  readonly model: Unlock;
  readonly state: Extract<UnlockState, { at: "passphrase" }>;
  readonly session: SessionState;
}) {
  const { model, state } = props;
  const words = unlockWords();
  const [one, setOne] = useState("");
  const [two, setTwo] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const signal = useAbort();
  useEffect(() => field.current?.focus(), []);
  const long = [...one].length >= MIN_PASSPHRASE;
  const off = !long ? words.rule : one !== two ? words.different : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (off === null && !state.busy) void model.createVault(one, signal());
  };
  const existing = props.session.accounts.find((account) => account.accountId === state.person.existingAccountId);
  if (existing !== undefined) {
    return (
      <div className="unlock-card">
        <StepHead step={3} title={words.unlock} text={words.existing} />
        <Button kind="primary" size="large" onClick={() => model.chooseAccount(existing)}>
          {words.unlockInstead}
        </Button>
      </div>
    );
  }
  const { person } = state;
  return (
    <form className="unlock-card" onSubmit={submit}>
      <StepHead step={3} title={words.passphraseTitle} text={words.passphraseText} />
      <div className="unlock-service">
        <span className="unlock-logo">
          <Icon name="person" size={20} />
        </span>
        <div className="unlock-service-text">
          <b>{person.name}</b>
          <p>{[person.specialty, person.organisation].filter((text) => text !== null).join(" · ")}</p>
          <p>{person.qualifications.join(" · ")}</p>
        </div>
      </div>
      <input type="text" className="sr-only" tabIndex={-1} aria-hidden="true" autoComplete="username" value={person.name} readOnly />
      <div>
        <PassphraseField
          ref={field}
          large
          label={words.newPassphrase}
          words={words}
          hint={words.rule}
          autoComplete="new-password"
          value={one}
          onChange={(event) => setOne(event.target.value)}
        />
        <StrengthBar passphrase={one} />
      </div>
      <PassphraseField
        large
        label={words.again}
        words={words}
        autoComplete="new-password"
        value={two}
        error={long && two.length >= one.length && one !== two ? words.different : null}
        onChange={(event) => setTwo(event.target.value)}
      />
      {state.failure === null ? null : <FailureNote failure={state.failure} />}
      <div className="unlock-actions">
        <Button kind="primary" size="large" icon="shield" busy={state.busy} offBecause={off} onClick={submit} className="unlock-go">
          {state.busy ? words.creating : words.create}
        </Button>
        <button type="submit" className="sr-only" tabIndex={-1} aria-hidden="true" />
      </div>
      <p className="unlock-small">{words.createHint}</p>
    </form>
  );
}
