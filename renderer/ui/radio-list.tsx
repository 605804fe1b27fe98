import { type ReactNode, useId } from "react";
import "./radio-list.css";

/** One of several sentences. Nothing is chosen beforehand unless the caller says so. */
export function RadioList<Value extends string>(props: {
  readonly label: string;
  readonly value: Value | null;
  readonly choices: readonly { readonly value: Value; readonly label: ReactNode }[];
  readonly onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={props.label} className="radio-list">
      {props.choices.map((choice) => (
        <label key={choice.value} className="radio">
          <input type="radio" name={name} checked={choice.value === props.value} onChange={() => props.onChange(choice.value)} />
          <span className="radio-dot" aria-hidden="true" />
          <span>{choice.label}</span>
        </label>
      ))}
    </div>
  );
}
