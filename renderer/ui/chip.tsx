import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";
import "./chip.css";

export type Tone = "plain" | "ok" | "warn" | "danger" | "prior" | "accent" | "outline";

/** A short word of state or kind: CT, NOW, NEEDS YOU, DEMO. */
export function Chip({ tone = "plain", children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={`chip chip-${tone}`}>{children}</span>;
}

/** The state of something that lasts, with an icon: "Offline · 2 waiting". */
export function Pill(props: { readonly tone?: Tone; readonly icon?: IconName | undefined; readonly children: ReactNode }) {
  return (
    <span className={`pill pill-${props.tone ?? "plain"}`}>
      {props.icon === undefined ? null : <Icon name={props.icon} size={14} />}
      {props.children}
    </span>
  );
}
