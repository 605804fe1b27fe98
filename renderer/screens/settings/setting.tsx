import type { ReactNode } from "react";

/** One setting: its name, its control, and what it means. */
export function Setting(props: { readonly name: string; readonly hint?: string; readonly children: ReactNode }) {
  return (
    <section className="setting" aria-label={props.name}>
      <h3>{props.name}</h3>
      <div className="setting-control">
        {props.children}
        {props.hint === undefined ? null : <p className="setting-hint">{props.hint}</p>}
      </div>
    </section>
  );
}
