import { Menu, type MenuItemConstructorOptions } from "electron";
import { type Command, commandTable } from "#shared/commands/command-table.ts";

type Group = NonNullable<Command["menu"]>;

const KEY_NAMES: Readonly<Record<string, string>> = {
  Mod: "CmdOrCtrl",
  ArrowDown: "Down",
  ArrowUp: "Up",
  ArrowLeft: "Left",
  ArrowRight: "Right",
};

/** The command's first key as Electron writes it; null for bare letters and signs, which belong to the page alone. */
export function acceleratorOf(keys: readonly string[]): string | null {
  const [first = ""] = keys;
  if (!/^(Mod|Alt)\+|^F\d/.test(first)) return null;
  return first
    .split("+")
    .map((part) => KEY_NAMES[part] ?? part)
    .join("+");
}

/** Keys are shown, not taken: the page acts on them, where it also knows the reader's own changes and whether text is being written. */
function commandItems(group: Group, run: (commandId: string) => void): MenuItemConstructorOptions[] {
  return (commandTable as readonly Command[])
    .filter((command) => command.menu === group)
    .map(({ id, label, keys }) => {
      const accelerator = acceleratorOf(keys);
      return {
        id,
        label,
        ...(accelerator === null ? {} : { accelerator, registerAccelerator: false }),
        click: () => run(id),
      };
    });
}

const rule: MenuItemConstructorOptions = { type: "separator" };

/** The menu bar, made of the command table and what systems expect: clipboard, window, quit. No reload, no developer tools. */
export function buildMenu(platform: NodeJS.Platform, run: (commandId: string) => void): Menu {
  const mac = platform === "darwin";
  const edit = (["undo", "redo", "cut", "copy", "paste", "selectAll"] as const).map((role): MenuItemConstructorOptions => ({ role }));
  return Menu.buildFromTemplate([
    ...(mac ? [{ role: "appMenu" } as const] : []),
    { label: "File", submenu: [...commandItems("file", run), ...(mac ? [] : [rule, { role: "quit" } as const])] },
    { label: "Edit", submenu: [...edit.slice(0, 2), rule, ...edit.slice(2)] },
    { label: "Go", submenu: commandItems("go", run) },
    { label: "Images", submenu: commandItems("images", run) },
    { label: "View", submenu: [...commandItems("view", run), rule, { role: "togglefullscreen" }] },
    // not the system's ready-made menu: its "close" would end the program on the key that closes a tab elsewhere
    { label: "Window", submenu: [{ role: "minimize" }, ...(mac ? ([{ role: "zoom" }, rule, { role: "front" }] as const) : [])] },
    { label: "Help", submenu: commandItems("help", run) },
  ]);
}
