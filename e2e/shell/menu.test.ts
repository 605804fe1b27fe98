import { describe, expect, test } from "vitest";
import { type Command, commandTable } from "#shared/commands/command-table.ts";
import { acceleratorOf, buildMenu } from "../../electron/main/menu.ts";
import { openOnDouble } from "./running-shell.ts";

type Item = {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly accelerator?: string;
  readonly registerAccelerator?: boolean;
  readonly submenu?: readonly Item[];
  readonly click?: () => void;
};

const menuOf = (platform: NodeJS.Platform, run: (id: string) => void = () => undefined): readonly Item[] =>
  (buildMenu(platform, run) as unknown as { readonly template: readonly Item[] }).template;

const itemsOf = (menu: readonly Item[]): readonly Item[] => menu.flatMap(({ submenu = [] }) => submenu);

describe("the menu bar is made of the command table", () => {
  const commands = commandTable as readonly Command[];

  test.each([
    ["File", "file"],
    ["Go", "go"],
    ["Images", "images"],
    ["View", "view"],
    ["Help", "help"],
  ] as const)("%s: the commands of that menu, in the table's order, by their labels", (label, group) => {
    const items =
      menuOf("linux")
        .find((item) => item.label === label)
        ?.submenu?.filter(({ id }) => id !== undefined) ?? [];
    const expected = commands.filter((command) => command.menu === group);
    expect(expected.length).toBeGreaterThan(0);
    expect(items.map(({ id, label: text }) => [id, text])).toEqual(expected.map((command) => [command.id, command.label]));
  });

  test("no reload, no developer tools, no close, no zoom: on no system", () => {
    for (const platform of ["linux", "win32", "darwin"] as const) {
      const roles = [...menuOf(platform), ...itemsOf(menuOf(platform))].flatMap(({ role }) => (role === undefined ? [] : [role]));
      const allowed = [
        "appMenu",
        "quit",
        "undo",
        "redo",
        "cut",
        "copy",
        "paste",
        "selectAll",
        "togglefullscreen",
        "minimize",
        "zoom",
        "front",
      ];
      expect(roles.filter((role) => !allowed.includes(role))).toEqual([]);
      expect(roles).toContain("copy");
    }
  });

  test("keys are shown but left to the page; letters that could be typed are not shown at all", () => {
    const items = itemsOf(menuOf("linux")).filter(({ accelerator }) => accelerator !== undefined);
    expect(items.length).toBeGreaterThan(5);
    expect(items.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true);
    expect(acceleratorOf(["Mod+Shift+K"])).toBe("CmdOrCtrl+Shift+K");
    expect(acceleratorOf(["Alt+ArrowDown"])).toBe("Alt+Down");
    expect(acceleratorOf(["F1", "?"])).toBe("F1");
    for (const key of ["W", "Space", "Shift+1", "\\", ".", "F"]) expect(acceleratorOf([key])).toBeNull();
    expect(acceleratorOf([])).toBeNull();
  });

  test("a click sends the command's id to the page", async () => {
    const opened = await openOnDouble();
    const lock = itemsOf((opened.double.menu?.template ?? []) as unknown as readonly Item[]).find(({ id }) => id === "session.lock");
    lock?.click?.();
    expect(opened.window.webContents.sent).toEqual([{ channel: "overread-command", args: ["session.lock"] }]);
    opened.close();
  });
});
