import { type FormEvent, useEffect, useRef, useState } from "react";
import type { PassphraseVerdict, SessionState } from "#shared/contract/session.ts";
import { Button } from "../../ui/button.tsx";
import { PassphraseField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { FailureNote } from "../../ui/notice.tsx";
import { PersonName } from "../../ui/person-name.tsx";
import { Bar } from "../../ui/progress.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import { StepHead } from "./service-steps.tsx";
import { MIN_PASSPHRASE, type Unlock, type UnlockState } from "./unlock-slice.ts";
import { useVerdict } from "./use-verdict.ts";
import { unlockWords } from "./words.ts";

/** How far the passphrase is from one that is taken, and what an attacker would try first. */
function Strength({ passphrase, verdict }: { readonly passphrase: string; readonly verdict: PassphraseVerdict | null }) {
  const words = unlockWords();
  const left = MIN_PASSPHRASE - [...passphrase].length;
  const tooShort = left > 0;
  const share = tooShort ? (1 - left / MIN_PASSPHRASE) * 0.25 : verdict === null ? 0.25 : Math.max(0.25, verdict.score / 4);
  const taken = !tooShort && verdict?.problem === null;
  const word = tooShort ? words.moreCharacters(left) : verdict === null ? words.judging : words.scores[verdict.score];
  return (
    <div className="unlock-strength">
      <Bar share={share} tone={taken ? "ok" : "warn"} label={words.strengthLabel} />
      <span className={taken ? "tone-ok" : ""}>{passphrase === "" ? "" : word}</span>
      <p role="status">
        {!tooShort && verdict?.problem === "guessable" ? (
          <span className="tone-warn">
            {words.guessable} {words.why[verdict.why ?? "few"]}
          </span>
        ) : null}
      </p>
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
  const verdict = useVerdict(model, one);
  const long = [...one].length >= MIN_PASSPHRASE;
  const off = !long ? words.rule : verdict?.problem === "guessable" ? words.guessable : one !== two ? words.different : null;
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
          <b>
            <PersonName name={person.name} />
          </b>
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
        <Strength passphrase={one} verdict={verdict} />
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
        {off === null || one === "" ? null : (
          <p className="unlock-small unlock-why">
            {off === words.rule ? words.moreFirst : off === words.guessable ? words.strongerFirst : off}
          </p>
        )}
        <Button kind="primary" size="large" icon="shield" busy={state.busy} offBecause={off} onClick={submit} className="unlock-go">
          {state.busy ? words.creating : words.create}
        </Button>
        <button type="submit" className="sr-only" tabIndex={-1} aria-hidden="true" />
      </div>
      <p className="unlock-small">{words.createHint}</p>
    </form>
  );
}
