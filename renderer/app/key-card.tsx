import { useState } from "react";
import { useStore } from "zustand";
import { type Command, type CommandGroup, commandTable, keysOf } from "#shared/commands/command-table.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Keys } from "../ui/kbd.tsx";
import { ScrollArea } from "../ui/scroll-area.tsx";
import type { AppModel } from "./app-model.ts";
import { appWords } from "./words.ts";
import "./key-card.css";

const GROUPS: readonly CommandGroup[] = ["go", "move", "look", "mark", "layout", "records", "write"];

/** One line for the nine presets, as the hand knows them. */
const isFolded = (command: Command): boolean => /^preset\.[2-9]$/.test(command.id);

function KeyLine({ command, changed }: { readonly command: Command; readonly changed: Readonly<Record<string, string>> }) {
  const keys = keysOf(command, changed);
  const isPreset = command.id === "preset.1";
  return (
    <div className="key-line">
      <dt>{isPreset ? appWords().keyCard.presets : command.label}</dt>
      <dd>
        {keys.slice(0, 1).map((shortcut) => (
          <Keys key={shortcut} shortcut={shortcut} />
        ))}
        {isPreset ? (
          <>
            … <Keys shortcut="9" />
          </>
        ) : null}
      </dd>
    </div>
  );
}

function MouseCard({ app }: { readonly app: AppModel }) {
  const words = appWords().keyCard.mouse;
  const { mousePreset } = useStore(app.settings.store, (state) => state.settings);
  const [left, right, middle] = words[mousePreset] as [string, string, string];
  const facts = [
    [words.left, left],
    [words.right, right],
    [words.middle, middle],
    [words.wheel, words.wheelDoes],
    [words.double, words.doubleDoes],
  ] as const;
  return (
    <dl className="key-mouse">
      {facts.map(([name, does]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}

/** F1 or `?`: every key, offline (U18). */
export function KeyCard({ app }: { readonly app: AppModel }) {
  const { over } = useStore(app.overlay);
  const changed = useStore(app.settings.store, (state) => state.settings.shortcuts);
  const [search, setSearch] = useState("");
  const words = appWords().keyCard;
  const table: readonly Command[] = commandTable;
  const shown = table.filter(
    (command) =>
      keysOf(command, changed).length > 0 &&
      !isFolded(command) &&
      command.label.toLocaleLowerCase().includes(search.trim().toLocaleLowerCase()),
  );
  return (
    <Dialog open={over === "keys"} onClose={() => app.show("none")} title={words.title} titleHidden width={1000}>
      <div className="key-head">
        <h2 className="dialog-title">{words.title}</h2>
        <TextField
          label={words.find}
          hideLabel
          placeholder={words.find}
          icon="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Button
          kind="quiet"
          onClick={() => {
            app.show("none");
            app.go({ at: "settings", part: "keys" });
          }}
        >
          {words.change}
        </Button>
        <IconButton icon="close" label={words.close} onClick={() => app.show("none")} />
      </div>
      <ScrollArea className="key-groups" label={words.title}>
        {GROUPS.map((group) => {
          const part = shown.filter((command) => command.group === group);
          return part.length === 0 ? null : (
            <section key={group} aria-label={words.groups[group]}>
              <h3>{words.groups[group]}</h3>
              <dl>
                {part.map((command) => (
                  <KeyLine key={command.id} command={command} changed={changed} />
                ))}
              </dl>
            </section>
          );
        })}
      </ScrollArea>
      <MouseCard app={app} />
    </Dialog>
  );
}
