import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { appliesToImage } from "#shared/imaging/presentation-state.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { Keys } from "../../ui/kbd.tsx";
import { Menu, MenuChoice, MenuItem, MenuNote, MenuRule } from "../../ui/menu.tsx";
import type { ShownState, ToolName, ViewportState } from "../../viewer/viewer.ts";
import type { ImagesModel } from "./images-slice.ts";
import { MarkTools } from "./mark-tools.tsx";
import { type Layout, layouts } from "./slots.ts";
import { useViewportFact, useViewportState } from "./use-viewport.ts";
import { imagesWords } from "./words.ts";

type Tool = { readonly tool: ToolName; readonly icon: IconName; readonly key: string };

const TOOLS: readonly Tool[] = [
  { tool: "window", icon: "window", key: "W" },
  { tool: "pan", icon: "pan", key: "H" },
  { tool: "zoom", icon: "zoom", key: "Z" },
  { tool: "scroll", icon: "scroll", key: "S" },
];

/** Where there is room; their keys and the palette have them everywhere. */
const WIDE_TOOLS: readonly Tool[] = [
  { tool: "lens", icon: "lens", key: "M" },
  { tool: "cursor", icon: "probe", key: "C" },
];

const useActive = (model: ImagesModel) => useStore(model.store, (state) => state.slots[state.active]?.viewport ?? null);

const shown = (state: ViewportState): ShownState | null => (state.phase === "shown" ? state : null);

/** The presentation states that name the shown image, behind the presets (P29). */
function Presentations({ model }: { readonly model: ImagesModel }) {
  const rows = useStore(model.store, ({ presentations }) => presentations);
  const state = shown(useViewportState(useActive(model)));
  const words = imagesWords();
  if (state === null) return null;
  const record = state.series.frames[state.index];
  const instance = state.series.instances[record?.instance ?? -1];
  const name = { sopInstanceUid: instance?.sopInstanceUid ?? "", frameNumber: record?.frameNumber ?? 1 };
  const fitting = rows.filter((row) => appliesToImage(row.state, name));
  if (fitting.length === 0) return null;
  return (
    <>
      <MenuRule />
      <MenuNote>{words.presentations}</MenuNote>
      <MenuChoice
        value={fitting.find((row) => row.state === state.presentation)?.objectId ?? ""}
        choices={[
          { value: "", label: words.noPresentation },
          ...fitting.map(({ objectId, title, state: { notShown } }) => ({
            value: objectId as string,
            label: [title, ...notShown].join("; "),
          })),
        ]}
        onChange={(id) => model.setPresentation(fitting.find(({ objectId }) => objectId === id)?.state ?? null)}
      />
    </>
  );
}

/** What the presets say of a state: drawn again when it reads otherwise. */
const presetsText = (state: ViewportState): string =>
  state.phase === "shown" ? JSON.stringify([state.presets, state.presetId, state.windowLabel, state.window]) : "";

function Presets({ model }: { readonly model: ImagesModel }) {
  const viewport = useActive(model);
  useViewportFact(viewport, presetsText);
  const state = viewport === null ? null : shown(viewport.getState());
  const words = imagesWords();
  if (state === null || state.presets.length === 0) return null;
  const at = state.presets.findIndex((preset) => preset.id === state.presetId);
  return (
    <Menu
      trigger={
        <Button kind="quiet" size="small" trailing="chevron-down">
          <span className="sr-only">{words.preset}: </span>
          <span className="tools-preset">{state.windowLabel || words.presetNone}</span>
          {state.window === null ? null : (
            <span className="tools-window num">
              W {Math.round(state.window.width)} L {String(Math.round(state.window.center)).replace("-", "−")}
            </span>
          )}
          {at < 0 || at > 8 ? null : <Keys shortcut={String(at + 1)} />}
        </Button>
      }
    >
      <MenuChoice
        value={state.presetId ?? ""}
        choices={state.presets.map((preset, index) => ({
          value: preset.id,
          label: preset.label,
          ...(index < 9 ? { shortcut: String(index + 1) } : {}),
        }))}
        onChange={(id) => viewport?.choosePreset(id)}
      />
      <Presentations model={model} />
    </Menu>
  );
}

function Layouts({ model }: { readonly model: ImagesModel }) {
  const layout = useStore(model.store, (state) => state.layout);
  const words = imagesWords();
  return (
    <Menu
      trigger={
        <Button kind="quiet" size="small" icon={layout === 1 ? "layout-one" : "layout"} trailing="chevron-down">
          <span className="sr-only">{`${words.layout}: ${words.layouts[layout]}`}</span>
          <span className="tools-layout num" aria-hidden="true">
            {words.layoutsShort[layout]}
          </span>
        </Button>
      }
    >
      <MenuChoice
        value={String(layout)}
        choices={layouts.map((value) => ({
          value: String(value),
          label: words.layouts[value],
          ...(value > 9 ? {} : { shortcut: `Shift+${value}` }),
        }))}
        onChange={(value) => model.setLayout(Number(value) as Layout)}
      />
    </Menu>
  );
}

/** Side by side where there is room, else behind one button. */
function TurnTools({ model }: { readonly model: ImagesModel }) {
  const words = imagesWords();
  const inverted = useViewportFact(useActive(model), (state) => shown(state)?.inverted ?? false);
  return (
    <>
      <span className="image-tools-wide">
        <IconButton icon="invert" label={words.invert} shortcut="I" showKey pressed={inverted} onClick={model.invert} />
        <IconButton icon="rotate" label={words.rotate} shortcut="." showKey onClick={model.rotate} />
        <IconButton icon="flip" label={words.flip} shortcut="," showKey onClick={model.flip} />
        <IconButton icon="reset" label={words.reset} shortcut="0" showKey onClick={model.reset} />
      </span>
      <span className="image-tools-narrow">
        <Menu trigger={<IconButton icon="rotate" label={words.turn} />}>
          <MenuItem icon="invert" shortcut="I" onChoose={model.invert}>
            {words.invert}
          </MenuItem>
          <MenuItem icon="rotate" shortcut="." onChoose={model.rotate}>
            {words.rotate}
          </MenuItem>
          <MenuItem icon="flip" shortcut="," onChoose={model.flip}>
            {words.flip}
          </MenuItem>
          <MenuItem icon="reset" shortcut="0" onChoose={model.reset}>
            {words.reset}
          </MenuItem>
        </Menu>
      </span>
    </>
  );
}

function Cine({ model }: { readonly model: ImagesModel }) {
  const words = imagesWords();
  const playing = useViewportFact(useActive(model), (state) => shown(state)?.playing ?? false);
  return (
    <IconButton
      icon={playing ? "pause" : "play"}
      label={playing ? words.stop : words.play}
      shortcut="Enter"
      pressed={playing}
      onClick={model.toggleCine}
    />
  );
}

/** The tools of the images, in the toolbar: each has its key, and each is also in the palette. */
export function ImageTools(props: {
  readonly model: ImagesModel;
  readonly overlayText: boolean;
  readonly onOverlayText: () => void;
  readonly onKeyImage: () => void;
}) {
  const { model } = props;
  const { tool, panel, imagesOnly, linked, isWithout } = useStore(
    model.store,
    // a case without images has nothing for a tool to work on
    useShallow(({ tool, panel, imagesOnly, linked, list }) => ({
      tool,
      panel,
      imagesOnly,
      linked,
      isWithout: list.phase === "shown" && list.studies.length === 0,
    })),
  );
  const planes = useStore(model.planes.store, (now) => now.phase !== "off");
  const measuring = useStore(model.marking.marks.store, (marks) => marks.tool);
  const words = imagesWords();
  if (isWithout) return null;
  const toolButton = (entry: Tool) => (
    <IconButton
      key={entry.tool}
      icon={entry.icon}
      label={words.toolNames[entry.tool]}
      shortcut={entry.key}
      showKey
      pressed={measuring === null && tool === entry.tool}
      onClick={() => model.chooseTool(entry.tool)}
    />
  );
  return (
    <div role="toolbar" aria-label={words.tools} className="image-tools">
      <span className="toolbar-rule" />
      {TOOLS.map(toolButton)}
      <span className="image-tools-widest">{WIDE_TOOLS.map(toolButton)}</span>
      <MarkTools marking={model.marking} />
      <span className="toolbar-rule" />
      <Presets model={model} />
      <Layouts model={model} />
      <IconButton icon="planes" label={words.planes} shortcut="P" showKey pressed={planes} onClick={model.togglePlanes} />
      <IconButton icon="link" label={words.link} shortcut="Y" showKey pressed={linked} onClick={model.toggleLinked} />
      <span className="toolbar-rule" />
      <span className="image-tools-look">
        <TurnTools model={model} />
        <Cine model={model} />
        <IconButton icon="key-image" label={words.keyImage} shortcut="K" showKey onClick={props.onKeyImage} />
      </span>
      <span className="image-tools-view">
        <IconButton
          icon="overlay-text"
          label={words.overlayText}
          shortcut="O"
          showKey
          pressed={props.overlayText}
          onClick={props.onOverlayText}
        />
        <IconButton icon="maximise" label={words.imagesOnly} shortcut="F" showKey pressed={imagesOnly} onClick={model.toggleImagesOnly} />
        <IconButton icon="panel" label={words.panel} shortcut="\" showKey pressed={panel && !imagesOnly} onClick={model.togglePanel} />
      </span>
    </div>
  );
}
