import type { CaseRow } from "#shared/case/case.ts";
import { isReadable } from "#shared/case/case-state.ts";
import { type Command, type CommandId, type CommandPlace, commandTable, keysOf, placesAt } from "#shared/commands/command-table.ts";
import { visibleText } from "#shared/report/hidden.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { writeMomentInline } from "../ui/format.ts";
import type { IconName } from "../ui/icon.tsx";
import { type Match, matchText } from "./find.ts";
import type { CaseView } from "./routes.ts";
import { appWords } from "./words.ts";

export type PaletteAction =
  | { readonly do: "command"; readonly id: CommandId }
  | { readonly do: "case"; readonly caseId: CaseId; readonly view?: CaseView };

export type PaletteEntry = {
  readonly key: string;
  readonly group: "cases" | "inCase" | "commands";
  readonly icon: IconName;
  readonly match: Match;
  readonly note: string;
  readonly shortcut: string | undefined;
  readonly action: PaletteAction;
};

const LIMIT_PER_GROUP = 8;
const best = (entries: readonly PaletteEntry[]): PaletteEntry[] =>
  [...entries].sort((one, other) => other.match.score - one.match.score).slice(0, LIMIT_PER_GROUP);

function caseEntries(rows: readonly CaseRow[], typed: string, now: number): PaletteEntry[] {
  return rows.flatMap((row) => {
    const name = visibleText(row.patient.name);
    const match =
      matchText(typed, name) ?? (matchText(typed, row.caseNumber) === null ? null : { score: 1, marked: [[name, false] as const] });
    const due = row.dueAt === null ? "" : appWords().palette.due(writeMomentInline(row.dueAt, now));
    return match === null
      ? []
      : [
          {
            key: row.caseId,
            group: "cases" as const,
            icon: "person" as const,
            match,
            note: [row.patient.identifier ?? "", row.caseNumber, due].filter((part) => part !== "").join(" · "),
            shortcut: undefined,
            action: { do: "case" as const, caseId: row.caseId },
          },
        ];
  });
}

const VIEWS: readonly { readonly view: CaseView; readonly icon: IconName; readonly key: string }[] = [
  { view: "images", icon: "image", key: "Mod+1" },
  { view: "records", icon: "record", key: "Mod+2" },
  { view: "opinion", icon: "draft", key: "Mod+3" },
];

function inCaseEntries(row: CaseRow | undefined, typed: string): PaletteEntry[] {
  if (row === undefined || !isReadable(row.state)) return [];
  return VIEWS.flatMap(({ view, icon, key }) => {
    const match = matchText(typed, `${visibleText(row.patient.name).split(",")[0]}: ${view}`);
    return match === null
      ? []
      : [
          {
            key: `${row.caseId}-${view}`,
            group: "inCase" as const,
            icon,
            match,
            note: "",
            shortcut: key,
            action: { do: "case" as const, caseId: row.caseId, view },
          },
        ];
  });
}

const ICONS: Readonly<Record<string, IconName>> = {
  "session.lock": "lock",
  "theme.switch": "theme",
  "worklist.fetch": "fetch-now",
  "worklist.preview": "shown",
  "help.keys": "keyboard",
  "help.about": "info",
  "sign.review": "sign",
  "sync.now": "refresh",
  "case.material": "sign-list",
  "search.here": "search",
  "case.close": "close",
  "cine.toggle": "play",
  "tool.window": "window",
  "tool.pan": "pan",
  "tool.zoom": "zoom",
  "tool.scroll": "scroll",
  "tool.lens": "lens",
  "tool.cursor": "probe",
  "image.invert": "invert",
  "image.rotate": "rotate",
  "image.flip": "flip",
  "image.reset": "reset",
  "mark.length": "length",
  "mark.two-axes": "two-axes",
  "mark.angle": "angle",
  "mark.cobb": "cobb",
  "mark.region": "region",
  "mark.rectangle": "rectangle",
  "mark.freehand": "freehand",
  "mark.probe": "probe",
  "mark.text": "arrow-text",
  "mark.remove": "remove",
  "mark.undo": "undo",
  "mark.redo": "redo",
  "mark.into-opinion": "length",
  "key-image.mark": "key-image",
  "key-image.list": "key-image",
  "image.larger": "zoom",
  "image.smaller": "zoom",
  "image.fit": "widen",
  "image.one-to-one": "maximise",
  "layout.reference-lines": "probe",
  "layout.planes": "planes",
  "layout.prior": "layout",
  "layout.one": "layout-one",
  "layout.two": "layout",
  "layout.four": "layout",
  "layout.six": "layout",
  "layout.nine": "layout",
  "layout.sixteen": "layout",
  "layout.link": "link",
  "layout.images-only": "maximise",
  "layout.opinion-panel": "panel",
  "layout.overlay-text": "overlay-text",
  "record.dim": "dim",
  "go.worklist": "list",
  "go.images": "image",
  "go.records": "record",
  "go.opinion": "draft",
  "go.outbox": "send",
  "go.settings": "settings",
};

function commandEntries(typed: string, place: CommandPlace, changed: Readonly<Record<string, string>>): PaletteEntry[] {
  const places = new Set(placesAt(place === "images" ? "viewport" : place));
  const table: readonly Command[] = commandTable;
  return table.flatMap((command) => {
    const match = command.handOnly || command.id === "palette.open" || !places.has(command.when) ? null : matchText(typed, command.label);
    return match === null
      ? []
      : [
          {
            key: command.id,
            group: "commands" as const,
            icon: ICONS[command.id] ?? "chevron-right",
            match,
            note: "",
            shortcut: keysOf(command, changed)[0],
            action: { do: "command" as const, id: command.id as CommandId },
          },
        ];
  });
}

/** What the palette offers for what was typed: `>` commands only, `#` case numbers only (guide §4). */
export function paletteEntries(options: {
  readonly typed: string;
  readonly rows: readonly CaseRow[];
  readonly current: CaseId | null;
  readonly place: CommandPlace;
  readonly changed: Readonly<Record<string, string>>;
  readonly now: number;
}): readonly PaletteEntry[] {
  const { typed, rows, now } = options;
  if (typed.startsWith("#")) {
    const number = typed.slice(1).trim().toLocaleLowerCase();
    return best(
      caseEntries(
        rows.filter((row) => row.caseNumber.toLocaleLowerCase().includes(number)),
        "",
        now,
      ),
    );
  }
  const commands = best(commandEntries(typed.replace(/^>\s*/, ""), options.place, options.changed));
  if (typed.startsWith(">")) return commands;
  const cases = best(caseEntries(rows, typed, now));
  const named = typed.trim() === "" ? options.current : cases.length === 1 ? (cases[0]?.key as CaseId) : options.current;
  return [
    ...cases,
    ...inCaseEntries(
      rows.find((row) => row.caseId === named),
      typed,
    ),
    ...commands,
  ];
}
