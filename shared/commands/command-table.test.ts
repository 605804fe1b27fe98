import { expect, test } from "vitest";
import { type Command, commandTable, keyConflicts, keysOf, placesAt } from "./command-table.ts";

test("P5: no key of the table means two things in one place", () => {
  expect(keyConflicts({})).toEqual([]);
});

test("P5: a changed key that is already taken is reported", () => {
  expect(keyConflicts({ "tool.pan": "W" })).toEqual([["tool.window", "tool.pan", "W"]]);
  expect(keyConflicts({ "record.next": "W" })).toEqual([]); // records and images are never open together
});

test("a shortcut set to nothing is turned off (WCAG 2.1.4)", () => {
  const command: Command = { id: "x", label: "X", group: "go", when: "images", keys: ["W"] };
  expect(keysOf(command, { x: "" })).toEqual([]);
  expect(keysOf(command, {})).toEqual(["W"]);
});

test("ids are unique and a viewport is inside the images of a case", () => {
  expect(new Set(commandTable.map((command) => command.id)).size).toBe(commandTable.length);
  expect(placesAt("viewport")).toEqual(["viewport", "images", "case", "unlocked", "always"]);
});
