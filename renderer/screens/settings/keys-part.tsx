import { type KeyboardEvent, useState } from "react";
import { useStore } from "zustand";
import { type Command, commandById, commandTable, keyConflicts, keysOf } from "#shared/commands/command-table.ts";
import type { Settings } from "#shared/contract/settings.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Checkbox, TextField } from "../../ui/field.tsx";
import { Keys } from "../../ui/kbd.tsx";
import { Notice } from "../../ui/notice.tsx";
import { RadioList } from "../../ui/radio-list.tsx";
import { shortcutsOf } from "../../ui/shortcut.ts";
import { useAbort } from "../../ui/use-abort.ts";
import { Setting } from "./setting.tsx";
import type { SettingsModel } from "./settings-slice.ts";
import { settingsWords } from "./words.ts";

/** The next key press becomes the shortcut; null = left as it was. */
function readKey(event: KeyboardEvent): string | null {
  if (["Control", "Shift", "Alt", "Meta", "Tab"].includes(event.key)) return null;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "Delete" || event.key === "Backspace") return "";
  return shortcutsOf(event.nativeEvent, navigator.platform.startsWith("Mac"))[0] ?? null;
}

function KeyRow(props: {
  readonly command: Command;
  readonly changed: Readonly<Record<string, string>>;
  readonly onKey: (shortcut: string | null) => void;
}) {
  const { command, changed } = props;
  const words = settingsWords();
  const [listening, setListening] = useState(false);
  const [first] = keysOf(command, changed);
  return (
    <tr>
      <th scope="row">{command.label}</th>
      <td>
        <Button
          size="small"
          onClick={() => setListening(true)}
          onBlur={() => setListening(false)}
          onKeyDown={(event) => {
            if (!listening) return;
            const shortcut = readKey(event);
            if (shortcut === null) return;
            setListening(false);
            if (shortcut !== "Escape") props.onKey(shortcut);
          }}
        >
          <span className="sr-only">{words.change(command.label)}: </span>
          {listening ? words.press : first === undefined ? words.off : <Keys shortcut={first} />}
        </Button>
      </td>
      <td>
        {changed[command.id] === undefined ? null : (
          <IconButton icon="undo" small label={words.restoreOne(command.label)} onClick={() => props.onKey(null)} />
        )}
      </td>
    </tr>
  );
}

/** P5: every key can be changed or turned off; one key for two meanings is reported. */
export function KeysPart({ model }: { readonly model: SettingsModel }) {
  const settings = useStore(model.store, (state) => state.settings);
  const words = settingsWords();
  const signal = useAbort();
  const [search, setSearch] = useState("");
  const set = (change: Partial<Settings>) => void model.set(change, signal());
  const setKey = (id: string, shortcut: string | null) => {
    const { [id]: _, ...others } = settings.shortcuts;
    set({ shortcuts: shortcut === null ? others : { ...others, [id]: shortcut } });
  };
  const table: readonly Command[] = commandTable;
  const shown = table.filter((command) => command.label.toLocaleLowerCase().includes(search.trim().toLocaleLowerCase()));
  return (
    <>
      <Setting name={words.mouse} hint={words.mouseHint}>
        <RadioList
          label={words.mouse}
          value={settings.mousePreset}
          choices={(["A", "B", "C"] as const).map((value) => ({ value, label: words.mousePresets[value] }))}
          onChange={(mousePreset) => set({ mousePreset })}
        />
      </Setting>
      <Setting name={words.drag}>
        <Checkbox checked={settings.windowDragUpIsDarker} onChange={(windowDragUpIsDarker) => set({ windowDragUpIsDarker })}>
          {words.dragUp}
        </Checkbox>
      </Setting>
      <Setting name={words.priors}>
        <RadioList
          label={words.priors}
          value={settings.priorSide}
          choices={(["left", "right"] as const).map((value) => ({ value, label: words.priorSides[value] }))}
          onChange={(priorSide) => set({ priorSide })}
        />
      </Setting>
      <Setting name={words.letters}>
        <Checkbox checked={settings.singleLetterKeys} onChange={(singleLetterKeys) => set({ singleLetterKeys })}>
          {words.lettersOn}
        </Checkbox>
      </Setting>
      <Setting name={words.keys} hint={words.keysHint}>
        {keyConflicts(settings.shortcuts).map(([one, other, key]) => (
          <Notice key={`${one}-${other}`} tone="warn">
            {words.conflict(key, commandById(one).label, commandById(other).label)}
          </Notice>
        ))}
        <TextField
          label={words.find}
          hideLabel
          placeholder={words.find}
          icon="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <table className="settings-keys">
          <tbody>
            {shown.map((command) => (
              <KeyRow key={command.id} command={command} changed={settings.shortcuts} onKey={(shortcut) => setKey(command.id, shortcut)} />
            ))}
          </tbody>
        </table>
      </Setting>
    </>
  );
}
