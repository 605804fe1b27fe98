import type { ButtonHTMLAttributes, Ref } from "react";
import { Icon, type IconName } from "./icon.tsx";
import { Keys } from "./kbd.tsx";
import { Spinner } from "./progress.tsx";
import { Tooltip } from "./tooltip.tsx";
import "./button.css";

type Common = {
  readonly icon?: IconName | undefined;
  readonly busy?: boolean;
  /** Why it cannot be pressed now; shown as its tooltip. The button stays reachable by keyboard, so that the reason can be read. */
  readonly offBecause?: string | null | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
};

export type ButtonProps = Common & {
  readonly kind?: "primary" | "plain" | "quiet" | "danger";
  readonly size?: "small" | "regular" | "large";
  readonly shortcut?: string | undefined;
  readonly trailing?: IconName;
  readonly wide?: boolean;
} & Omit<ButtonHTMLAttributes<HTMLButtonElement>, "type">;

/** One primary button per view (guide §1.7); everything else is plain or quiet. */
export function Button(props: ButtonProps) {
  const { kind = "plain", size = "regular", icon, trailing, busy = false, offBecause, shortcut, wide, className, ...rest } = props;
  const off = offBecause !== undefined && offBecause !== null;
  const button = (
    <button
      {...rest}
      type="button"
      className={["button", `button-${kind}`, `button-${size}`, wide ? "button-wide" : "", className ?? ""].join(" ")}
      aria-disabled={off || busy || undefined}
      aria-busy={busy || undefined}
      onClick={off || busy ? undefined : rest.onClick}
    >
      {busy ? <Spinner /> : icon === undefined ? null : <Icon name={icon} size={size === "small" ? 14 : 16} />}
      {rest.children}
      {shortcut === undefined ? null : <Keys shortcut={shortcut} />}
      {trailing === undefined || busy ? null : <Icon name={trailing} size={14} />}
    </button>
  );
  return off ? <Tooltip text={offBecause}>{button}</Tooltip> : button;
}

export type IconButtonProps = Common & {
  readonly icon: IconName;
  /** The accessible name and the tooltip. */
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly pressed?: boolean | undefined;
  readonly small?: boolean;
  /** Shows the letter of the shortcut in the corner, as tools do. */
  readonly showKey?: boolean;
} & Omit<ButtonHTMLAttributes<HTMLButtonElement>, "type" | "aria-label" | "aria-pressed">;

export function IconButton(props: IconButtonProps) {
  const { icon, label, shortcut, pressed, small = false, showKey = false, busy = false, offBecause, className, ...rest } = props;
  const off = offBecause !== undefined && offBecause !== null;
  return (
    <Tooltip text={off ? offBecause : label} shortcut={off ? undefined : shortcut}>
      <button
        {...rest}
        type="button"
        className={["icon-button", small ? "icon-button-small" : "", className ?? ""].join(" ")}
        aria-label={label}
        data-key-hint={showKey ? shortcut : undefined}
        aria-pressed={pressed}
        aria-disabled={off || busy || undefined}
        onClick={off || busy ? undefined : rest.onClick}
      >
        {busy ? <Spinner /> : <Icon name={icon} size={small ? 14 : 16} />}
      </button>
    </Tooltip>
  );
}
