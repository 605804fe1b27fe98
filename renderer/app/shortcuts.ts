import { type Command, type CommandId, type CommandPlace, commandTable, keysOf, placesAt } from "#shared/commands/command-table.ts";

export type KeyScene = {
  readonly place: CommandPlace;
  /** A text field has the focus: keys without Ctrl or Alt belong to the text. */
  readonly writing: boolean;
  /** A button, a menu or a list has the focus: Enter, Space and arrows belong to it. */
  readonly onControl: boolean;
  readonly singleLetters: boolean;
  readonly changed: Readonly<Record<string, string>>;
};

const isPlainKey = (shortcut: string): boolean => !shortcut.includes("Mod+") && !shortcut.includes("Alt+") && !/^F\d+$/.test(shortcut);
const isHandKey = (shortcut: string): boolean => /^(Shift\+)?(Arrow\w+|Enter|Space|Home|End|PageUp|PageDown)$/.test(shortcut);

/** The command that a key press means here, or null (guide §7: letters never act while a text field has the focus). */
export function commandFor(shortcut: string, scene: KeyScene): CommandId | null {
  if (scene.writing && isPlainKey(shortcut)) return null;
  if (scene.onControl && isHandKey(shortcut)) return null;
  if (!scene.singleLetters && isPlainKey(shortcut) && !isHandKey(shortcut) && shortcut !== "?") return null;
  const places = placesAt(scene.place);
  const fits = (command: Command) => places.includes(command.when) && keysOf(command, scene.changed).includes(shortcut);
  return commandTable.find(fits)?.id ?? null;
}
