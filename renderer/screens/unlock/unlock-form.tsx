import { type FormEvent, useEffect, useRef, useState } from "react";
import type { Account, SessionState } from "#shared/contract/session.ts";
import { Button } from "../../ui/button.tsx";
import { PassphraseField } from "../../ui/field.tsx";
import { writeBytes, writeMoment } from "../../ui/format.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Menu, MenuItem, MenuRule } from "../../ui/menu.tsx";
import { FailureNote, failureText } from "../../ui/notice.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import type { Unlock, UnlockState } from "./unlock-slice.ts";
import { unlockWords } from "./words.ts";

function Fact(props: { readonly icon: IconName; readonly name: string; readonly value: string }) {
  return (
    <div className="unlock-fact">
      <dt>
        <Icon name={props.icon} /> {props.name}
      </dt>
      <dd className="num">{props.value}</dd>
    </div>
  );
}

/** What lies outside the vault: size, unsent reports, last contact, where the device secret lies. No patient data, no counts of cases. */
function DeviceFacts({ account }: { readonly account: Account }) {
  const words = unlockWords();
  const contact = account.lastContactAt === null ? words.never : writeMoment(account.lastContactAt, Date.now());
  return (
    <section className="unlock-device" aria-label={words.onThisDevice}>
      <h2 className="caps">{words.onThisDevice}</h2>
      <dl>
        <Fact icon="on-device" name={words.sealed} value={writeBytes(account.bytesOnDisk)} />
        <Fact icon="send" name={words.unsent} value={String(account.unsentReports)} />
        <Fact icon="clock" name={words.lastContact} value={contact} />
        <Fact icon="shield" name={words.deviceSecret} value={words.secretPlaces[account.deviceSecret]} />
      </dl>
    </section>
  );
}

function OtherAccounts(props: { readonly model: Unlock; readonly session: SessionState; readonly current: Account }) {
  const words = unlockWords();
  const others = props.session.accounts.filter((account) => account.accountId !== props.current.accountId);
  return (
    <Menu
      trigger={
        <Button kind="quiet" icon="person" trailing="chevron-down">
          {words.otherAccount}
        </Button>
      }
    >
      {others.map((account) => (
        <MenuItem key={account.accountId} icon="person" onChoose={() => props.model.chooseAccount(account)}>
          {account.label}
        </MenuItem>
      ))}
      {others.length === 0 ? null : <MenuRule />}
      <MenuItem icon="plus" onChoose={() => props.model.addAccount(props.session.demoServiceBase ?? "")}>
        {words.addAccount}
      </MenuItem>
    </Menu>
  );
}

/** What is wrong with what was typed: said at its field. */
const OF_THE_PASSPHRASE: ReadonlySet<string> = new Set(["wrong-passphrase", "too-soon"]);

export function UnlockForm(props: {
  readonly model: Unlock;
  readonly state: Extract<UnlockState, { at: "unlock" }>;
  readonly session: SessionState;
}) {
  const { model, state } = props;
  const words = unlockWords();
  const [passphrase, setPassphrase] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const signal = useAbort();
  useEffect(() => field.current?.focus(), []);
  const { failure } = state;
  const ofThePassphrase = failure !== null && OF_THE_PASSPHRASE.has(failure.code);
  useEffect(() => {
    if (failure !== null) field.current?.select();
  }, [failure]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (passphrase !== "") void model.unlock(passphrase, signal());
  };
  return (
    <>
      <form className="unlock-card" onSubmit={submit}>
        <h1>{words.unlock}</h1>
        <p className="unlock-who">{state.account.label}</p>
        <input
          type="text"
          className="sr-only"
          tabIndex={-1}
          aria-hidden="true"
          autoComplete="username"
          value={state.account.label}
          readOnly
        />
        <PassphraseField
          ref={field}
          large
          label={words.passphrase}
          words={words}
          hint={words.passphraseHint}
          error={ofThePassphrase ? failureText(failure) : null}
          autoComplete="current-password"
          value={passphrase}
          onChange={(event) => setPassphrase(event.target.value)}
        />
        {failure === null || ofThePassphrase ? null : <FailureNote failure={failure} />}
        <Button kind="primary" size="large" wide icon="unlock" busy={state.busy} onClick={submit}>
          {state.busy ? words.unlocking : words.unlock}
        </Button>
        <button type="submit" className="sr-only" tabIndex={-1} aria-hidden="true" />
        <OtherAccounts model={model} session={props.session} current={state.account} />
      </form>
      <DeviceFacts account={state.account} />
    </>
  );
}
