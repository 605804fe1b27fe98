import { useEffect } from "react";
import { type CommandId, type CommandPlace, commandTable, placesAt } from "#shared/commands/command-table.ts";
import { shortcutsOf } from "../ui/shortcut.ts";
import type { AppModel } from "./app-model.ts";
import { type Hands, placeOf, runs } from "./commands.ts";
import { commandFor, type KeyScene } from "./shortcuts.ts";

const WRITING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";
const CONTROL =
  "button, a[href], [role=menuitem], [role=menu], [role=grid], [role=listbox], [role=dialog], input[type=radio], input[type=checkbox]";

const whenOf = (id: CommandId): CommandPlace => (commandTable.find((command) => command.id === id) ?? { when: "always" as const }).when;
/** A dialog that is fading out holds nothing back any more. */
const OPEN_DIALOG = "[role=dialog]:not([data-closed])";

const isCommand = (id: unknown): id is CommandId => commandTable.some((command) => command.id === id);

/** One listener for the whole window: keys become commands, and so do entries of the shell's own menu. */
export function useKeys(app: AppModel, hands: Hands): void {
  useEffect(() => {
    const mac = navigator.platform.startsWith("Mac");
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : document.body;
      const settings = app.settings.current();
      if (event.defaultPrevented || event.isComposing) return;
      const shortcuts = shortcutsOf(event, mac);
      if (event.key === "Escape" && target.matches(WRITING) && target.closest(OPEN_DIALOG) === null) {
        // One Esc leaves the text field and gives the keys back to the image (guide §7).
        const viewport = document.querySelector<HTMLElement>("[data-viewport]");
        if (viewport === null) (target as HTMLElement).blur();
        else viewport.focus();
        return;
      }
      const inDialog = target.closest(OPEN_DIALOG) !== null;
      const writing = target.matches(WRITING);
      // what belongs to the images takes their keys too: the list of marks undoes a mark
      const scene: KeyScene = {
        place: inDialog
          ? "always"
          : placeOf(app, target.closest(writing ? "[data-viewport]" : "[data-viewport], [data-image-keys]") !== null),
        writing,
        onControl: target.closest("[data-viewport]") === null && target.closest(CONTROL) !== null,
        singleLetters: settings.singleLetterKeys,
        changed: settings.shortcuts,
      };
      const command = shortcuts.map((shortcut) => commandFor(shortcut, scene)).find((id) => id !== null);
      if (command === undefined) return;
      event.preventDefault();
      runs[command](app, hands);
    };
    const onMessage = (event: MessageEvent<{ readonly kind?: unknown; readonly id?: unknown } | null>) => {
      if (event.source !== window || event.data?.kind !== "overread-command" || !isCommand(event.data.id)) return;
      const { id } = event.data;
      const inDialog = document.querySelector("[role=dialog]") !== null;
      // a menu takes the focus from the image, so that its commands mean the image that had it
      const place = inDialog ? "always" : placeOf(app, true);
      if (placesAt(place).includes(whenOf(id))) runs[id](app, hands);
    };
    window.addEventListener("keydown", onKeyDown);
    window.addEventListener("message", onMessage);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("message", onMessage);
    };
  }, [app, hands]);
}
