import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";
import "./empty-note.css";

/** Nothing to show: one heading, why, and one action (guide §4). */
export function EmptyNote(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <div className="empty-note">
      <span className="empty-note-icon">
        <Icon name={props.icon} size={24} />
      </span>
      <h2>{props.title}</h2>
      {props.children === undefined ? null : <p>{props.children}</p>}
      {props.actions === undefined ? null : <div className="empty-note-actions">{props.actions}</div>}
    </div>
  );
}
