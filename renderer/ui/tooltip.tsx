import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement } from "react";
import { Keys } from "./kbd.tsx";
import "./tooltip.css";

/** Words, and the key, after 500 ms over an icon-only control. The control keeps its own accessible name. */
export function Tooltip(props: { readonly text: string; readonly shortcut?: string | undefined; readonly children: ReactElement }) {
  return (
    <Base.Root>
      <Base.Trigger render={props.children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="tooltip-place">
          <Base.Popup className="tooltip">
            <span>{props.text}</span>
            {props.shortcut === undefined ? null : <Keys shortcut={props.shortcut} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
