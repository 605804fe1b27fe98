/** Where a command means something. `viewport` = the image area has the focus; arrows, Enter and Space act there only. */
export type CommandPlace = "always" | "unlocked" | "worklist" | "case" | "images" | "viewport" | "records" | "opinion" | "outbox";

/** The headings of the key card, in its order. */
export type CommandGroup = "go" | "move" | "look" | "mark" | "layout" | "records" | "write";

export type Command = {
  readonly id: string;
  readonly label: string;
  readonly group: CommandGroup;
  readonly when: CommandPlace;
  /**
   * Keys, the first one is shown: `Mod` is Ctrl, on macOS Cmd. A single letter acts only while no text field has the focus.
   * Later ones are for windows that keep the first to themselves (a Chromium app window keeps some Ctrl keys).
   */
  readonly keys: readonly string[];
  /** The menu of the Electron shell that holds it. */
  readonly menu?: "file" | "go" | "images" | "view" | "help";
  /** Not in the palette: it means something only under the hand (next frame, next question). */
  readonly handOnly?: true;
};

/** Every command: data only. `renderer/app/commands.ts` says what each does; a missing one does not compile. Keys: guide §7. */
export const commandTable = [
  { id: "palette.open", label: "Search or run a command", group: "go", when: "unlocked", keys: ["Mod+K"], menu: "go" },
  { id: "go.worklist", label: "Worklist", group: "go", when: "unlocked", keys: ["Mod+0", "Alt+0"], menu: "go" },
  { id: "go.images", label: "Images of this case", group: "go", when: "case", keys: ["Mod+1", "Alt+1"], menu: "go" },
  { id: "go.records", label: "Records of this case", group: "go", when: "case", keys: ["Mod+2", "Alt+2"], menu: "go" },
  { id: "go.opinion", label: "Opinion on this case", group: "go", when: "case", keys: ["Mod+3", "Alt+3"], menu: "go" },
  { id: "go.outbox", label: "Outbox", group: "go", when: "unlocked", keys: ["Alt+O"], menu: "go" },
  { id: "go.settings", label: "Settings", group: "go", when: "unlocked", keys: ["Mod+,"], menu: "file" },
  { id: "case.next", label: "Next open case", group: "go", when: "unlocked", keys: ["Mod+Tab", "Alt+PageDown"], menu: "go" },
  { id: "case.previous", label: "Previous open case", group: "go", when: "unlocked", keys: ["Mod+Shift+Tab", "Alt+PageUp"], menu: "go" },
  { id: "case.close", label: "Close this case", group: "go", when: "case", keys: ["Alt+W"], menu: "file" },
  { id: "case.material", label: "Material of this case", group: "go", when: "case", keys: ["Alt+M"], menu: "go" },
  { id: "search.here", label: "Search here", group: "go", when: "unlocked", keys: ["/"] },
  { id: "sync.now", label: "Check with the service now", group: "go", when: "unlocked", keys: [], menu: "file" },
  { id: "session.lock", label: "Lock Overread", group: "go", when: "unlocked", keys: ["Mod+Shift+K"], menu: "file" },
  { id: "theme.switch", label: "Switch the theme", group: "layout", when: "always", keys: ["Mod+Shift+L"], menu: "view" },
  { id: "help.keys", label: "Keyboard and mouse", group: "go", when: "always", keys: ["F1", "?"], menu: "help" },
  { id: "help.about", label: "About Overread", group: "go", when: "unlocked", keys: [], menu: "help" },
  { id: "help.parts", label: "Parts of the window in every state", group: "go", when: "unlocked", keys: [] },

  { id: "worklist.fetch", label: "Fetch this case now", group: "go", when: "worklist", keys: ["D"] },
  { id: "worklist.preview", label: "Preview the chosen case", group: "go", when: "worklist", keys: ["P"] },

  { id: "frame.next", label: "Next frame", group: "move", when: "viewport", keys: ["ArrowDown"], handOnly: true },
  { id: "frame.previous", label: "Previous frame", group: "move", when: "viewport", keys: ["ArrowUp"], handOnly: true },
  { id: "frame.ten-on", label: "Ten frames on", group: "move", when: "viewport", keys: ["PageDown"], handOnly: true },
  { id: "frame.ten-back", label: "Ten frames back", group: "move", when: "viewport", keys: ["PageUp"], handOnly: true },
  { id: "frame.first", label: "First frame", group: "move", when: "viewport", keys: ["Home"], handOnly: true },
  { id: "frame.last", label: "Last frame", group: "move", when: "viewport", keys: ["End"], handOnly: true },
  { id: "cine.toggle", label: "Play, stop", group: "move", when: "viewport", keys: ["Enter"], menu: "images" },
  { id: "frame.nearest", label: "Nearest frame on this device", group: "move", when: "images", keys: ["G"] },
  { id: "series.next", label: "Next series", group: "move", when: "viewport", keys: ["Space"], menu: "images" },
  { id: "series.previous", label: "Previous series", group: "move", when: "viewport", keys: ["Shift+Space"], menu: "images" },

  { id: "preset.1", label: "Window preset 1", group: "look", when: "images", keys: ["1"], handOnly: true },
  { id: "preset.2", label: "Window preset 2", group: "look", when: "images", keys: ["2"], handOnly: true },
  { id: "preset.3", label: "Window preset 3", group: "look", when: "images", keys: ["3"], handOnly: true },
  { id: "preset.4", label: "Window preset 4", group: "look", when: "images", keys: ["4"], handOnly: true },
  { id: "preset.5", label: "Window preset 5", group: "look", when: "images", keys: ["5"], handOnly: true },
  { id: "preset.6", label: "Window preset 6", group: "look", when: "images", keys: ["6"], handOnly: true },
  { id: "preset.7", label: "Window preset 7", group: "look", when: "images", keys: ["7"], handOnly: true },
  { id: "preset.8", label: "Window preset 8", group: "look", when: "images", keys: ["8"], handOnly: true },
  { id: "preset.9", label: "Window preset 9", group: "look", when: "images", keys: ["9"], handOnly: true },
  { id: "tool.window", label: "Window and level", group: "look", when: "images", keys: ["W"], menu: "images" },
  { id: "tool.pan", label: "Pan", group: "look", when: "images", keys: ["H"], menu: "images" },
  { id: "tool.zoom", label: "Zoom", group: "look", when: "images", keys: ["Z"], menu: "images" },
  { id: "tool.scroll", label: "Scroll", group: "look", when: "images", keys: ["S"], menu: "images" },
  { id: "tool.lens", label: "Magnifier", group: "look", when: "images", keys: ["M"], menu: "images" },
  { id: "tool.cursor", label: "3D cursor", group: "look", when: "images", keys: ["C"], menu: "images" },
  { id: "tool.left", label: "Chosen tool to the left", group: "look", when: "viewport", keys: ["Shift+ArrowLeft"], handOnly: true },
  { id: "tool.right", label: "Chosen tool to the right", group: "look", when: "viewport", keys: ["Shift+ArrowRight"], handOnly: true },
  { id: "tool.up", label: "Chosen tool up", group: "look", when: "viewport", keys: ["Shift+ArrowUp"], handOnly: true },
  { id: "tool.down", label: "Chosen tool down", group: "look", when: "viewport", keys: ["Shift+ArrowDown"], handOnly: true },
  { id: "image.larger", label: "Zoom in", group: "look", when: "images", keys: ["+"], menu: "images" },
  { id: "image.smaller", label: "Zoom out", group: "look", when: "images", keys: ["-"], menu: "images" },
  { id: "image.fit", label: "Fit the image", group: "look", when: "images", keys: ["="], menu: "images" },
  { id: "image.one-to-one", label: "One image pixel on one screen pixel", group: "look", when: "images", keys: ["*"], menu: "images" },
  { id: "image.invert", label: "Invert", group: "look", when: "images", keys: ["I"], menu: "images" },
  { id: "image.rotate", label: "Rotate", group: "look", when: "images", keys: ["."], menu: "images" },
  { id: "image.flip", label: "Flip", group: "look", when: "images", keys: [","], menu: "images" },
  { id: "image.reset", label: "Reset this viewport", group: "look", when: "images", keys: ["0"], menu: "images" },

  { id: "mark.length", label: "Length", group: "mark", when: "images", keys: ["L"], menu: "images" },
  { id: "mark.two-axes", label: "Two axes", group: "mark", when: "images", keys: ["B"], menu: "images" },
  { id: "mark.angle", label: "Angle", group: "mark", when: "images", keys: ["A"], menu: "images" },
  { id: "mark.cobb", label: "Cobb angle", group: "mark", when: "images", keys: [] },
  { id: "mark.region", label: "Region, ellipse", group: "mark", when: "images", keys: ["R"], menu: "images" },
  { id: "mark.rectangle", label: "Region, rectangle", group: "mark", when: "images", keys: [] },
  { id: "mark.freehand", label: "Region, freehand", group: "mark", when: "images", keys: [] },
  { id: "mark.probe", label: "Value of a pixel", group: "mark", when: "images", keys: ["V"], menu: "images" },
  { id: "mark.text", label: "Arrow with text", group: "mark", when: "images", keys: ["T"], menu: "images" },
  { id: "mark.next", label: "Next mark", group: "mark", when: "viewport", keys: ["N"], handOnly: true },
  { id: "mark.previous", label: "Previous mark", group: "mark", when: "viewport", keys: ["Shift+N"], handOnly: true },
  { id: "mark.remove", label: "Remove the chosen mark", group: "mark", when: "viewport", keys: ["Delete"] },
  { id: "mark.undo", label: "Undo the last mark", group: "mark", when: "viewport", keys: ["Mod+Z"] },
  { id: "mark.redo", label: "Redo the mark", group: "mark", when: "viewport", keys: ["Mod+Shift+Z"] },
  { id: "mark.into-opinion", label: "Measurement into the opinion", group: "mark", when: "images", keys: ["Mod+M"], menu: "images" },
  { id: "key-image.mark", label: "Key image", group: "mark", when: "images", keys: ["K", "Mod+I"], menu: "images" },
  { id: "key-image.list", label: "Key images of the opinion", group: "mark", when: "case", keys: [] },

  { id: "layout.one", label: "One viewport", group: "layout", when: "images", keys: ["Shift+1"], menu: "view" },
  { id: "layout.two", label: "Two viewports", group: "layout", when: "images", keys: ["Shift+2"], menu: "view" },
  { id: "layout.four", label: "Four viewports", group: "layout", when: "images", keys: ["Shift+4"], menu: "view" },
  { id: "layout.six", label: "Six viewports", group: "layout", when: "images", keys: ["Shift+6"], menu: "view" },
  { id: "layout.nine", label: "Nine viewports", group: "layout", when: "images", keys: ["Shift+9"], menu: "view" },
  { id: "layout.sixteen", label: "Sixteen viewports", group: "layout", when: "images", keys: [], menu: "view" },
  { id: "layout.link", label: "Move viewports together", group: "layout", when: "images", keys: ["Y"], menu: "view" },
  { id: "layout.reference-lines", label: "Reference lines", group: "layout", when: "images", keys: ["X"], menu: "view" },
  { id: "layout.prior", label: "Prior beside these images, next prior", group: "layout", when: "images", keys: ["Shift+P"], menu: "view" },
  { id: "layout.planes", label: "Other planes of this series", group: "layout", when: "images", keys: ["P"], menu: "view" },
  { id: "layout.images-only", label: "Images only", group: "layout", when: "images", keys: ["F"], menu: "view" },
  { id: "layout.opinion-panel", label: "Opinion panel", group: "layout", when: "images", keys: ["\\"], menu: "view" },
  { id: "layout.overlay-text", label: "Overlay text", group: "layout", when: "images", keys: ["O"], menu: "view" },

  { id: "record.next", label: "Next document", group: "records", when: "records", keys: ["J"], handOnly: true },
  { id: "record.previous", label: "Previous document", group: "records", when: "records", keys: ["K"], handOnly: true },
  { id: "record.larger", label: "Larger page", group: "records", when: "records", keys: ["+"], handOnly: true },
  { id: "record.smaller", label: "Smaller page", group: "records", when: "records", keys: ["-"], handOnly: true },
  { id: "record.dim", label: "Dim white pages", group: "records", when: "records", keys: ["D"] },

  { id: "question.next", label: "Next question", group: "write", when: "case", keys: ["Alt+ArrowDown"], handOnly: true },
  { id: "question.previous", label: "Previous question", group: "write", when: "case", keys: ["Alt+ArrowUp"], handOnly: true },
  { id: "sign.review", label: "Review and sign", group: "write", when: "case", keys: ["Mod+Enter"], menu: "file" },
] as const satisfies readonly Command[];

export type CommandId = (typeof commandTable)[number]["id"];

export const commandById = (id: CommandId): Command => commandTable.find((command) => command.id === id) as Command;

/** The keys of a command with the reader's own changes (settings: command id → shortcut; an empty text turns it off). */
export function keysOf(command: Command, changed: Readonly<Record<string, string>>): readonly string[] {
  const own = changed[command.id];
  if (own === undefined) return command.keys;
  return own === "" ? [] : [own];
}

/** Two commands on one key in places that can be open together: command ids, for the settings page to report (P5). */
export function keyConflicts(changed: Readonly<Record<string, string>>): readonly (readonly [CommandId, CommandId, string])[] {
  const found: [CommandId, CommandId, string][] = [];
  commandTable.forEach((one, index) => {
    for (const other of commandTable.slice(index + 1)) {
      const shared = keysOf(one, changed).find((key) => keysOf(other, changed).includes(key));
      if (shared !== undefined && placesMeet(one.when, other.when)) found.push([one.id, other.id, shared]);
    }
  });
  return found;
}

const INSIDE: Readonly<Record<CommandPlace, readonly CommandPlace[]>> = {
  always: ["always"],
  unlocked: ["unlocked", "always"],
  worklist: ["worklist", "unlocked", "always"],
  outbox: ["outbox", "unlocked", "always"],
  case: ["case", "unlocked", "always"],
  records: ["records", "case", "unlocked", "always"],
  opinion: ["opinion", "case", "unlocked", "always"],
  images: ["images", "case", "unlocked", "always"],
  viewport: ["viewport", "images", "case", "unlocked", "always"],
};

/** The places that hold while the reader is at `place`: a viewport is inside the images of a case. */
export const placesAt = (place: CommandPlace): readonly CommandPlace[] => INSIDE[place];

const placesMeet = (one: CommandPlace, other: CommandPlace): boolean => INSIDE[one].includes(other) || INSIDE[other].includes(one);
