import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { byPlace } from "../ui/by-place.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { Keys } from "../ui/kbd.tsx";
import type { AppModel } from "./app-model.ts";
import { type Hands, placeOf, runs } from "./commands.ts";
import { type PaletteEntry, paletteEntries } from "./palette-entries.ts";
import { appWords } from "./words.ts";
import "./palette.css";

function Entry(props: { readonly entry: PaletteEntry; readonly id: string; readonly active: boolean; readonly onRun: () => void }) {
  const { entry } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input above holds the focus and runs the active entry
    // biome-ignore lint/a11y/useFocusableInteractive: a list box option that is active by aria-activedescendant
    <div role="option" id={props.id} aria-selected={props.active} className="palette-entry" onClick={props.onRun}>
      <Icon name={entry.icon} />
      <span className="palette-text">
        {byPlace(entry.match.marked).map(({ entry: [text, hit], key }) =>
          hit ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>,
        )}
        {entry.note === "" ? null : <small className="ident">{entry.note}</small>}
      </span>
      {entry.shortcut === undefined ? null : <Keys shortcut={entry.shortcut} />}
    </div>
  );
}

function PaletteBody({ app, hands }: { readonly app: AppModel; readonly hands: Hands }) {
  const words = appWords().palette;
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const rows = useStore(app.worklist.store, (state) => state.list);
  const changed = useStore(app.settings.store, (state) => state.settings.shortcuts);
  const route = useStore(app.navigation, (state) => state.route);
  const entries = useMemo(
    () =>
      paletteEntries({
        typed,
        rows: rows.phase === "shown" ? rows.rows : [],
        current: route.at === "case" ? route.caseId : null,
        place: placeOf(app, route.at === "case" && route.view === "images"),
        changed,
        now: Date.now(),
      }),
    [app, typed, rows, route, changed],
  );
  const run = (entry: PaletteEntry | undefined) => {
    if (entry === undefined) return;
    app.show("none");
    if (entry.action.do === "command") runs[entry.action.id](app, hands);
    else app.enterCase(entry.action.caseId, entry.action.view);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && entries.length > 0) {
      event.preventDefault();
      const next = (active + step + entries.length) % entries.length;
      setActive(next);
      list.current?.querySelectorAll("[role=option]")[next]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(entries[active]);
    }
  };
  return (
    <>
      <div className="palette-input">
        <Icon name="search" size={20} />
        <input
          // biome-ignore lint/a11y/noAutofocus: a command line that opens to be typed into
          autoFocus
          role="combobox"
          aria-label={words.label}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={entries.length > 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={words.hint}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <span className="palette-hint">{words.closes}</span>
      </div>
      <div ref={list} role="listbox" id={`${id}-list`} aria-label={words.label} className="palette-list scroll" tabIndex={-1}>
        {(["cases", "inCase", "commands"] as const).map((group) => {
          const part = entries.filter((entry) => entry.group === group);
          return part.length === 0 ? null : (
            // biome-ignore lint/a11y/useSemanticElements: a group of options
            <div key={group} role="group" aria-label={words[group]}>
              <div className="caps palette-group" aria-hidden="true">
                {words[group]}
              </div>
              {part.map((entry) => {
                const index = entries.indexOf(entry);
                return <Entry key={entry.key} entry={entry} id={`${id}-${index}`} active={index === active} onRun={() => run(entry)} />;
              })}
            </div>
          );
        })}
        {entries.length === 0 ? <p className="palette-none">{words.none}</p> : null}
      </div>
      <div className="palette-foot" aria-hidden="true">
        <span>
          <Keys shortcut="ArrowUp" /> <Keys shortcut="ArrowDown" /> {words.choose}
        </span>
        <span>
          <Keys shortcut="Enter" /> {words.open}
        </span>
        <span>
          <Keys shortcut=">" /> {words.commandsOnly}
        </span>
        <span>
          <Keys shortcut="#" /> {words.caseNumber}
        </span>
      </div>
    </>
  );
}

/** Ctrl K: cases, views and commands by a few letters. */
export function Palette(props: { readonly app: AppModel; readonly hands: Hands }) {
  const { over } = useStore(props.app.overlay);
  return (
    <Dialog
      open={over === "palette"}
      onClose={() => props.app.show("none")}
      title={appWords().palette.label}
      titleHidden
      width={640}
      place="top"
    >
      <PaletteBody {...props} />
    </Dialog>
  );
}
