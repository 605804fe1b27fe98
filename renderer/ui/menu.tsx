import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";
import { Keys } from "./kbd.tsx";
import "./menu.css";

/** A list that opens at its button. */
export function Menu(props: { readonly trigger: ReactElement; readonly align?: "start" | "end"; readonly children: ReactNode }) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={props.trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} align={props.align ?? "start"} className="menu-place">
          <Base.Popup className="menu">{props.children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem(props: {
  readonly icon?: IconName;
  readonly shortcut?: string | undefined;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Base.Item className="menu-item" onClick={props.onChoose}>
      {props.icon === undefined ? null : <Icon name={props.icon} />}
      <span className="menu-text">{props.children}</span>
      {props.shortcut === undefined ? null : <Keys shortcut={props.shortcut} />}
    </Base.Item>
  );
}

/** An entry that is on or off; the menu stays open, so that several can be chosen. */
export function MenuCheck(props: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <Base.CheckboxItem className="menu-item" checked={props.checked} onCheckedChange={props.onChange} closeOnClick={false}>
      <span className="menu-tick">{props.checked ? <Icon name="check" size={14} /> : null}</span>
      <span className="menu-text">{props.children}</span>
    </Base.CheckboxItem>
  );
}

/** One of several. */
export function MenuChoice<Value extends string>(props: {
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: ReactNode; readonly shortcut?: string }[];
  readonly onChange: (value: Value) => void;
}) {
  return (
    <Base.RadioGroup value={props.value} onValueChange={(value) => props.onChange(value as Value)}>
      {props.choices.map((choice) => (
        <Base.RadioItem key={choice.value} value={choice.value} className="menu-item" closeOnClick>
          <span className="menu-tick">{choice.value === props.value ? <Icon name="check" size={14} /> : null}</span>
          <span className="menu-text">{choice.label}</span>
          {choice.shortcut === undefined ? null : <Keys shortcut={choice.shortcut} />}
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

export function MenuNote({ children }: { readonly children: ReactNode }) {
  return <div className="menu-note">{children}</div>;
}

export function MenuRule() {
  return <Base.Separator className="menu-rule" />;
}
