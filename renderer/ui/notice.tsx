import type { ReactNode } from "react";
import type { Failure } from "#shared/result/failure.ts";
import { Icon, type IconName } from "./icon.tsx";
import "./notice.css";

export type NoticeTone = "plain" | "accent" | "ok" | "warn" | "danger";

const ICONS: Readonly<Record<NoticeTone, IconName>> = { plain: "info", accent: "info", ok: "ok", warn: "warning", danger: "warning" };

/** What happened · what is safe · what to do (guide §5), next to its cause. A notice stays until its cause is gone. */
export function Notice(props: {
  readonly tone?: NoticeTone;
  readonly icon?: IconName;
  readonly title?: string | undefined;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** The actions stand at the right in the same line: for notices across the whole window. */
  readonly wide?: boolean;
  /** "alert" is read at once by screen readers: failures. "status" waits: everything else. */
  readonly role?: "alert" | "status" | "note";
}) {
  const tone = props.tone ?? "plain";
  return (
    <div className={`notice notice-${tone}`} role={props.role ?? (tone === "danger" ? "alert" : "note")}>
      <Icon name={props.icon ?? ICONS[tone]} />
      <div className={props.wide ? "notice-body notice-wide" : "notice-body"}>
        <p>
          {props.title === undefined ? null : <b>{props.title} </b>}
          {props.children}
        </p>
        {props.actions === undefined ? null : <div className="notice-actions">{props.actions}</div>}
      </div>
    </div>
  );
}

/** A failure in its three sentences; the code comes last and small, for support. */
export function FailureNote(props: { readonly failure: Failure; readonly tone?: "danger" | "warn"; readonly actions?: ReactNode }) {
  const { code, happened, safe, todo, detail } = props.failure;
  return (
    <Notice tone={props.tone ?? "danger"} role="alert" title={happened} actions={props.actions}>
      {safe} {todo} <small className="notice-code">{detail === undefined ? code : `${code} · ${detail}`}</small>
    </Notice>
  );
}
