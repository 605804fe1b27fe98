import type { CommandId, CommandPlace } from "#shared/commands/command-table.ts";
import type { Shape } from "#shared/measure/mark.ts";
import type { AppModel } from "./app-model.ts";
import { themeFor } from "./theme.ts";

/** What the window itself lends to commands: the element that searches here, the focus, and the caret. */
export type Hands = {
  readonly focusSearch: () => void;
  readonly focusQuestion: (step: 1 | -1) => void;
  /** At the caret of the opinion's text that is or was last written in; false when there is none. */
  readonly writeInto: (text: string) => boolean;
};

type Run = (app: AppModel, hands: Hands) => void;

/** Preset `n` of the modality on the screen. */
const preset =
  (number: number): Run =>
  (app) =>
    app.current()?.images.preset(number);

const frames =
  (by: number): Run =>
  (app) =>
    app.current()?.images.step(by);

const series =
  (by: 1 | -1): Run =>
  (app) => {
    const open = app.current();
    if (open !== null) void open.images.stepSeries(by, open.signal);
  };

const NUDGE_PX = 10;
const ZOOM_STEP = 1.25;

const nudge =
  (x: number, y: number): Run =>
  (app) =>
    app.current()?.images.nudge(x * NUDGE_PX, y * NUDGE_PX);

const measuring =
  (kind: Shape["kind"]): Run =>
  (app) =>
    app.current()?.images.marking.chooseTool(kind);

/** Every command of the table does something: one that is missing here does not compile. */
export const runs: { readonly [Id in CommandId]: Run } = {
  "palette.open": (app) => app.show("palette"),
  "go.worklist": (app) => app.go({ at: "worklist" }),
  "go.images": (app) => app.viewCase("images"),
  "go.records": (app) => app.viewCase("records"),
  "go.opinion": (app) => app.viewCase("opinion"),
  "go.outbox": (app) => app.go({ at: "outbox" }),
  "go.settings": (app) => app.go({ at: "settings", part: "look" }),
  "case.next": (app) => app.stepCase(1),
  "case.previous": (app) => app.stepCase(-1),
  "case.close": (app) => {
    const open = app.current();
    if (open !== null) app.closeCase(open.caseId);
  },
  "case.material": (app) => app.show("material"),
  "search.here": (_, hands) => hands.focusSearch(),
  "sync.now": (app) => void app.session.syncNow(app.signal),
  "session.lock": (app) => void app.session.lock(app.signal),
  "theme.switch": (app) => {
    const { route } = app.navigation.getState();
    const session = app.session.store.getState();
    const scene = session.phase === "shown" && session.session.phase === "unlocked" ? route : "unlock";
    const theme = themeFor(app.settings.current().theme, scene) === "dark" ? "light" : "dark";
    void app.settings.set({ theme }, app.signal);
  },
  "help.keys": (app) => app.show("keys"),
  "help.about": (app) => app.go({ at: "settings", part: "about" }),
  "help.parts": (app) => app.go({ at: "parts" }),

  "worklist.fetch": (app) => {
    const { chosen } = app.worklist.store.getState();
    if (chosen !== null) void app.worklist.fetchNow(chosen, app.signal);
  },
  "worklist.preview": (app) => {
    const { chosen } = app.worklist.store.getState();
    if (chosen !== null && app.worklist.row(chosen)?.state.at === "assigned") void app.decision.open(chosen, app.signal);
  },

  "frame.next": frames(1),
  "frame.previous": frames(-1),
  "frame.ten-on": frames(10),
  "frame.ten-back": frames(-10),
  "frame.first": (app) => app.current()?.images.goTo("first"),
  "frame.last": (app) => app.current()?.images.goTo("last"),
  "cine.toggle": (app) => app.current()?.images.toggleCine(),
  "frame.nearest": (app) => app.current()?.images.goTo("nearest"),
  "series.next": series(1),
  "series.previous": series(-1),

  "preset.1": preset(1),
  "preset.2": preset(2),
  "preset.3": preset(3),
  "preset.4": preset(4),
  "preset.5": preset(5),
  "preset.6": preset(6),
  "preset.7": preset(7),
  "preset.8": preset(8),
  "preset.9": preset(9),
  "tool.window": (app) => app.current()?.images.chooseTool("window"),
  "tool.pan": (app) => app.current()?.images.chooseTool("pan"),
  "tool.zoom": (app) => app.current()?.images.chooseTool("zoom"),
  "tool.scroll": (app) => app.current()?.images.chooseTool("scroll"),
  "tool.lens": (app) => app.current()?.images.chooseTool("lens"),
  "tool.cursor": (app) => app.current()?.images.chooseTool("cursor"),
  "tool.left": nudge(-1, 0),
  "tool.right": nudge(1, 0),
  "tool.up": nudge(0, -1),
  "tool.down": nudge(0, 1),
  "image.larger": (app) => app.current()?.images.zoomBy(ZOOM_STEP),
  "image.smaller": (app) => app.current()?.images.zoomBy(1 / ZOOM_STEP),
  "image.fit": (app) => app.current()?.images.fit(),
  "image.one-to-one": (app) => app.current()?.images.oneToOne(),
  "image.invert": (app) => app.current()?.images.invert(),
  "image.rotate": (app) => app.current()?.images.rotate(),
  "image.flip": (app) => app.current()?.images.flip(),
  "image.reset": (app) => app.current()?.images.reset(),

  "mark.length": measuring("length"),
  "mark.two-axes": measuring("bidirectional"),
  "mark.angle": measuring("angle"),
  "mark.cobb": measuring("cobb"),
  "mark.region": measuring("ellipse"),
  "mark.rectangle": measuring("rectangle"),
  "mark.freehand": measuring("freehand"),
  "mark.probe": measuring("probe"),
  "mark.text": measuring("arrow"),
  "mark.next": (app) => app.current()?.images.stepMark(1),
  "mark.previous": (app) => app.current()?.images.stepMark(-1),
  "mark.remove": (app) => app.current()?.images.marking.removeChosen(),
  "mark.undo": (app) => app.current()?.images.marking.undo(),
  "mark.redo": (app) => app.current()?.images.marking.redo(),
  "mark.into-opinion": (app, hands) => {
    const mark = app.current()?.images.markForOpinion() ?? null;
    if (mark !== null) app.writeMark(mark, hands.writeInto);
  },

  "key-image.mark": (app) => app.markKeyImage(),
  "key-image.list": (app) => app.viewCase("opinion"),

  "layout.one": (app) => app.current()?.images.setLayout(1),
  "layout.two": (app) => app.current()?.images.setLayout(2),
  "layout.four": (app) => app.current()?.images.setLayout(4),
  "layout.six": (app) => app.current()?.images.setLayout(6),
  "layout.nine": (app) => app.current()?.images.setLayout(9),
  "layout.sixteen": (app) => app.current()?.images.setLayout(16),
  "layout.link": (app) => app.current()?.images.toggleLinked(),
  "layout.reference-lines": (app) => app.current()?.images.toggleReferenceLines(),
  "layout.prior": (app) => void app.current()?.images.hangPrior(),
  "layout.planes": (app) => app.current()?.images.togglePlanes(),
  "layout.images-only": (app) => app.current()?.images.toggleImagesOnly(),
  "layout.opinion-panel": (app) => app.current()?.images.togglePanel(),
  "layout.overlay-text": (app) => void app.settings.set({ showOverlayText: !app.settings.current().showOverlayText }, app.signal),

  "record.next": (app) => {
    const open = app.current();
    if (open !== null) void open.records.step(1, open.signal);
  },
  "record.previous": (app) => {
    const open = app.current();
    if (open !== null) void open.records.step(-1, open.signal);
  },
  "record.larger": (app) => app.current()?.records.zoomBy(1),
  "record.smaller": (app) => app.current()?.records.zoomBy(-1),
  "record.dim": (app) => {
    const records = app.current()?.records;
    if (records !== undefined) records.setPaper(records.store.getState().paper === "plain" ? "dim" : "plain");
  },

  "question.next": (_, hands) => hands.focusQuestion(1),
  "question.previous": (_, hands) => hands.focusQuestion(-1),
  "sign.review": (app) => {
    const open = app.current();
    if (open !== null) void open.sign.review(open.signal);
  },
};

/** Where the reader is, in the words of the command table. */
export function placeOf(app: AppModel, viewportFocused: boolean): CommandPlace {
  const session = app.session.store.getState();
  if (session.phase !== "shown" || session.session.phase !== "unlocked") return "always";
  const { route } = app.navigation.getState();
  switch (route.at) {
    case "worklist":
      return "worklist";
    case "outbox":
      return "outbox";
    case "settings":
    case "parts":
      return "unlocked";
    case "case":
      return route.view === "images" && viewportFocused ? "viewport" : route.view;
  }
}
