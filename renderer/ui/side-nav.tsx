import { Icon, type IconName } from "./icon.tsx";
import "./side-nav.css";

/** One entry of the list at the left of a view: groups of the worklist, parts of the settings. */
export function SideNavEntry(props: {
  readonly icon: IconName;
  readonly text: string;
  readonly count?: string;
  readonly current: boolean;
  readonly onGo: () => void;
}) {
  return (
    <button type="button" className="side-nav" title={props.text} aria-current={props.current ? "true" : undefined} onClick={props.onGo}>
      <Icon name={props.icon} />
      <span className="side-nav-text">{props.text}</span>
      {props.count === undefined ? null : <span className="side-nav-count num">{props.count}</span>}
    </button>
  );
}
