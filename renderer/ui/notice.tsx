import type { ReactNode } from "react";
import type { Failure } from "#shared/result/failure.ts";
import { Icon, type IconName } from "./icon.tsx";
import { inPageLanguage } from "./words.ts";
import "./notice.css";

export type NoticeTone = "plain" | "accent" | "ok" | "warn" | "danger";

const ICONS: Readonly<Record<NoticeTone, IconName>> = { plain: "info", accent: "info", ok: "ok", warn: "warning", danger: "warning" };

const words = () => inPageLanguage({ en: { forSupport: "For support:" } });

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
  /** Which failure this is: for tests and tools, not for eyes. */
  readonly code?: string;
}) {
  const tone = props.tone ?? "plain";
  return (
    <div className={`notice notice-${tone}`} role={props.role ?? (tone === "danger" ? "alert" : "note")} data-code={props.code}>
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

/** A number or path that only support can use: last and small, and said to be that. */
export function ForSupport({ detail }: { readonly detail: string | null | undefined }) {
  if (detail === null || detail === undefined || detail === "") return null;
  return (
    <small className="notice-support">
      {words().forSupport} {detail}
    </small>
  );
}

/** A failure in its three sentences. Its code is no word for a person: it never stands on the screen. */
export function FailureNote(props: { readonly failure: Failure; readonly tone?: "danger" | "warn"; readonly actions?: ReactNode }) {
  const { code, happened, safe, todo, detail } = props.failure;
  return (
    <Notice tone={props.tone ?? "danger"} role="alert" title={happened} actions={props.actions} code={code}>
      {safe} {todo} <ForSupport detail={detail} />
    </Notice>
  );
}

/** The three sentences in one, where a field says what is wrong with it. */
export const failureText = ({ happened, safe, todo }: Failure): string => `${happened} ${safe} ${todo}`;
