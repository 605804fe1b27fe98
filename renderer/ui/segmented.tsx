import { type KeyboardEvent, type ReactNode, useRef } from "react";
import "./segmented.css";

export type Segment<Value extends string> = { readonly value: Value; readonly label: ReactNode; readonly offBecause?: string | undefined };

/** Moves the focus and the choice with the arrow keys: one Tab stop for the whole group (guide §8). */
function moveWithin(event: KeyboardEvent, count: number, current: number, choose: (index: number) => void): void {
  const step = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  event.stopPropagation();
  choose((Math.max(0, current) + step + count) % count);
}

/**
 * One of a few. `kind="choice"` is for answers that go into the report: full width, filled when chosen, and nothing is chosen
 * beforehand (guide §10).
 */
export function Segmented<Value extends string>(props: {
  readonly label: string;
  readonly segments: readonly Segment<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly kind?: "switch" | "choice";
  readonly disabled?: boolean;
}) {
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const at = props.segments.findIndex((segment) => segment.value === props.value);
  const choose = (index: number) => {
    const segment = props.segments[index];
    if (segment === undefined || props.disabled) return;
    buttons.current[index]?.focus();
    props.onChange(segment.value);
  };
  return (
    <div
      role="radiogroup"
      aria-label={props.label}
      aria-disabled={props.disabled || undefined}
      className={`segmented segmented-${props.kind ?? "switch"}`}
    >
      {props.segments.map((segment, index) => (
        // biome-ignore lint/a11y/useSemanticElements: a radio group drawn as one control; arrow keys, one Tab stop
        <button
          key={segment.value}
          ref={(node) => {
            buttons.current[index] = node;
          }}
          type="button"
          role="radio"
          aria-checked={index === at}
          aria-disabled={props.disabled || undefined}
          tabIndex={index === Math.max(0, at) ? 0 : -1}
          onClick={() => choose(index)}
          onKeyDown={(event) => moveWithin(event, props.segments.length, at < 0 ? index : at, choose)}
        >
          {segment.label}
        </button>
      ))}
    </div>
  );
}

/** The views of one thing: images, records, opinion. */
export function ViewTabs<Value extends string>(props: {
  readonly label: string;
  readonly segments: readonly Segment<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const at = props.segments.findIndex((segment) => segment.value === props.value);
  const choose = (index: number) => {
    const segment = props.segments[index];
    if (segment === undefined) return;
    buttons.current[index]?.focus();
    props.onChange(segment.value);
  };
  return (
    <div role="tablist" aria-label={props.label} className="segmented segmented-switch">
      {props.segments.map((segment, index) => (
        <button
          key={segment.value}
          ref={(node) => {
            buttons.current[index] = node;
          }}
          type="button"
          role="tab"
          aria-selected={index === at}
          tabIndex={index === at ? 0 : -1}
          onClick={() => choose(index)}
          onKeyDown={(event) => moveWithin(event, props.segments.length, at, choose)}
        >
          {segment.label}
        </button>
      ))}
    </div>
  );
}
