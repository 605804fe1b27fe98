import { describe, expect, test } from "vitest";
import { type KeyPress, shortcutsOf } from "../ui/shortcut.ts";
import { commandFor, type KeyScene } from "./shortcuts.ts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const scene: KeyScene = { place: "viewport", writing: false, onControl: false, singleLetters: true, changed: {} };

describe("T16, P5: keys become commands", () => {
  test.each([
    [press("k", { ctrlKey: true }), false, "Mod+K"],
    [press("k", { metaKey: true }), true, "Mod+K"],
    [press("K", { ctrlKey: true, shiftKey: true }), false, "Mod+Shift+K"],
    [press("!", { code: "Digit1", shiftKey: true }), false, "Shift+1"],
    [press("1", { code: "Digit1" }), false, "1"],
    [press("?", { shiftKey: true }), false, "?"],
    [press(" ", { shiftKey: true }), false, "Shift+Space"],
    [press("ArrowDown", { altKey: true }), false, "Alt+ArrowDown"],
  ])("press %o is %s", (key, mac, shortcut) => expect(shortcutsOf(key, mac)[0]).toBe(shortcut));

  test("a sign that shares its key with a digit keeps its meaning: / on a German keyboard", () => {
    expect(shortcutsOf(press("/", { code: "Digit7", shiftKey: true }), false)).toEqual(["Shift+7", "/"]);
  });

  test("letters act on the images, and never while somebody writes (WCAG 2.1.4)", () => {
    expect(commandFor("W", scene)).toBe("tool.window");
    expect(commandFor("W", { ...scene, writing: true })).toBeNull();
    expect(commandFor("W", { ...scene, singleLetters: false })).toBeNull();
    expect(commandFor("Mod+K", { ...scene, writing: true })).toBe("palette.open");
  });

  test("arrows move frames only while a viewport has the focus", () => {
    expect(commandFor("ArrowDown", scene)).toBe("frame.next");
    expect(commandFor("ArrowDown", { ...scene, place: "images" })).toBeNull();
    expect(commandFor("Enter", { ...scene, onControl: true })).toBeNull();
  });

  test("one key means what the place says: K is a key image here and the previous document there", () => {
    expect(commandFor("K", scene)).toBe("key-image.mark");
    expect(commandFor("K", { ...scene, place: "records" })).toBe("record.previous");
  });

  test("the reader's own key replaces the table's", () => {
    const changed = { "tool.pan": "P" };
    expect(commandFor("P", { ...scene, changed })).toBe("tool.pan");
    expect(commandFor("H", { ...scene, changed })).toBeNull();
  });
});
