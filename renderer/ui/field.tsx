import { type InputHTMLAttributes, type ReactNode, type Ref, type TextareaHTMLAttributes, useId, useState } from "react";
import { IconButton } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";
import "./field.css";

type FieldFrame = {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  readonly icon?: IconName;
  readonly trailing?: ReactNode;
  readonly large?: boolean;
  readonly hideLabel?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
};

export type TextFieldProps = FieldFrame & Omit<InputHTMLAttributes<HTMLInputElement>, "id" | "size">;

/** A labelled line of text. The placeholder never stands in for the label (guide §10). */
export function TextField(props: TextFieldProps) {
  const { label, hint, error, icon, trailing, large, hideLabel, ref, className, ...rest } = props;
  const id = useId();
  const hasError = error !== undefined && error !== null;
  return (
    <div className={`field ${className ?? ""}`}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "field-label"}>
        {label}
      </label>
      <span className={["field-box", large ? "field-large" : "", hasError ? "field-error" : ""].join(" ")}>
        {icon === undefined ? null : <Icon name={icon} />}
        <input
          autoComplete="off"
          spellCheck={false}
          {...rest}
          ref={ref}
          id={id}
          aria-invalid={hasError || undefined}
          aria-describedby={hasError || hint !== undefined ? `${id}-hint` : undefined}
        />
        {trailing}
      </span>
      {hasError ? (
        <p className="field-hint field-hint-error" id={`${id}-hint`} role="alert">
          <Icon name="alert" size={14} /> {error}
        </p>
      ) : hint === undefined ? null : (
        <div className="field-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  );
}

/** A passphrase: hidden, can be looked at, says when Caps Lock is on. Password managers may fill it (U15). */
export function PassphraseField(props: Omit<TextFieldProps, "type" | "trailing" | "icon"> & { readonly words: PassphraseWords }) {
  const { words, ...rest } = props;
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  return (
    <TextField
      {...rest}
      type={shown ? "text" : "password"}
      icon="lock"
      onKeyUp={(event) => setCaps(event.getModifierState("CapsLock"))}
      trailing={
        <>
          {caps ? <span className="field-note">{words.capsLock}</span> : null}
          <IconButton
            icon={shown ? "withheld" : "shown"}
            label={shown ? words.hide : words.show}
            small
            pressed={shown}
            onClick={() => setShown(!shown)}
          />
        </>
      }
    />
  );
}

export type PassphraseWords = { readonly show: string; readonly hide: string; readonly capsLock: string };

/** A text that grows with its content (by `field-sizing`): no scroll bar inside a scroll area. */
export function GrowingText(
  props: { readonly label: string; readonly value: string } & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "value"> & {
      readonly ref?: Ref<HTMLTextAreaElement>;
    },
) {
  const { label, className, ...rest } = props;
  return <textarea rows={1} autoComplete="off" spellCheck={false} {...rest} aria-label={label} className={`writing ${className ?? ""}`} />;
}

/** The same with its words above it: where no heading says what it is. `shownLabel`: fewer words for the eye, where the rest stands beside. */
export function LabelledText(
  props: { readonly label: string; readonly shownLabel?: string; readonly hint?: string } & Parameters<typeof GrowingText>[0],
) {
  const { hint, shownLabel, ...rest } = props;
  return (
    <div className="labelled-text">
      <span className="field-label" aria-hidden="true">
        {shownLabel ?? props.label}
        {hint === undefined ? null : <span className="field-label-hint"> {hint}</span>}
      </span>
      <GrowingText {...rest} />
    </div>
  );
}

/** A box to tick, with its words. */
export function Checkbox(props: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <label className="checkbox">
      <input type="checkbox" checked={props.checked} onChange={(event) => props.onChange(event.target.checked)} />
      <span className="checkbox-box" aria-hidden="true">
        <Icon name="check" size={12} />
      </span>
      <span>{props.children}</span>
    </label>
  );
}
