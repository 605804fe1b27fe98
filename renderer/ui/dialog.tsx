import { Dialog as Base } from "@base-ui/react/dialog";
import { type ReactNode, type RefObject, useState } from "react";
import "./dialog.css";

/**
 * What had the keys before the dialog took them. Noted while the dialog is being drawn for the first time: a field in it that takes the focus by
 * itself does so before anybody else could look.
 */
function useFocusBefore(open: boolean): () => HTMLElement | true {
  const [before, setBefore] = useState<{ readonly open: boolean; readonly element: Element | null }>({ open: false, element: null });
  if (before.open !== open) setBefore({ open, element: open ? document.activeElement : before.element });
  return () => (before.element instanceof HTMLElement && before.element.isConnected ? before.element : true);
}

/** Focus is trapped, Esc closes, focus returns, the rest is inert (guide §8). */
export function Dialog(props: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly titleHidden?: boolean;
  readonly description?: ReactNode;
  readonly width?: number;
  /** Fills the height it can have; the children scroll themselves. */
  readonly tall?: boolean;
  readonly place?: "middle" | "top";
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}) {
  const focusBefore = useFocusBefore(props.open);
  return (
    <Base.Root
      open={props.open}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="dialog-scrim" />
        <Base.Viewport className={`dialog-viewport dialog-${props.place ?? "middle"}`}>
          <Base.Popup
            className={`dialog ${props.tall ? "dialog-tall" : ""}`}
            style={{ width: props.width ?? 520 }}
            finalFocus={focusBefore}
            {...(props.initialFocus === undefined ? {} : { initialFocus: props.initialFocus })}
          >
            <div className={props.titleHidden ? "sr-only" : "dialog-head"}>
              <Base.Title className="dialog-title">{props.title}</Base.Title>
              {props.description === undefined ? null : (
                <Base.Description className="dialog-description" render={<div />}>
                  {props.description}
                </Base.Description>
              )}
            </div>
            {props.children}
            {props.footer === undefined ? null : <div className="dialog-foot">{props.footer}</div>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
