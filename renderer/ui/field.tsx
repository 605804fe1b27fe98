import {
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SyntheticEvent,
  type TextareaHTMLAttributes,
  useId,
  useState,
} from "react";
import { MAX_PROSE } from "#shared/report/text-limit.ts";
import { IconButton } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { TextNotes } from "./text-notes.tsx";
import { inPageLanguage } from "./words.ts";
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

export type GrowingTextProps = {
  readonly label: string;
  readonly value: string;
  /** Without it the text is read only. */
  readonly onText?: ((text: string) => void) | undefined;
} & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "value" | "onChange" | "readOnly">;

const en = {
  tooLong: (given: string, most: string) =>
    `Not taken over: ${given} characters, and this field holds ${most}. What was written before is still here.`,
  full: (most: string) => `This field is full: it holds ${most} characters.`,
};
const number = (value: number): string => value.toLocaleString("en");

/**
 * A text of the opinion: grows with its content (by `field-sizing`) up to a height at which it scrolls in itself. What it holds that nobody
 * sees, or that no page can show, is named below it. What does not fit is not cut to size, it is refused as a whole and said so.
 */
export function GrowingText(props: GrowingTextProps) {
  const { label, onText, className, maxLength = MAX_PROSE, ...rest } = props;
  const [refused, setRefused] = useState<number | null>(null);
  const words = inPageLanguage({ en });
  const take = (event: SyntheticEvent<HTMLTextAreaElement>, data: DataTransfer): void => {
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    const text = data.getData("text/plain").replaceAll("\r\n", "\n");
    const isTooLong = value.length - (selectionEnd - selectionStart) + text.length > maxLength;
    if (isTooLong) event.preventDefault();
    setRefused(isTooLong ? text.length : null);
  };
  const isFull = props.value.length >= maxLength;
  return (
    <>
      <textarea
        rows={1}
        autoComplete="off"
        spellCheck={false}
        {...rest}
        maxLength={maxLength}
        readOnly={onText === undefined}
        onPaste={(event) => take(event, event.clipboardData)}
        onDrop={(event) => take(event, event.dataTransfer)}
        onChange={(event) => {
          setRefused(null);
          onText?.(event.target.value);
        }}
        aria-label={label}
        className={`writing ${className ?? ""}`}
      />
      {refused === null && !isFull ? null : (
        <div className="text-note" role="alert">
          <Icon name="warning" size={14} />
          <span>{refused === null ? words.full(number(maxLength)) : words.tooLong(number(refused), number(maxLength))}</span>
        </div>
      )}
      <TextNotes text={props.value} onText={onText} />
    </>
  );
}

/** The same with its words above it: where no heading says what it is. `shownLabel`: fewer words for the eye, where the rest stands beside. */
export function LabelledText(props: { readonly shownLabel?: string; readonly hint?: string } & GrowingTextProps) {
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
