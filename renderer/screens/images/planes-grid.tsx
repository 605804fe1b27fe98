import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import { type Slab, type SlabMode, thinSlab } from "#shared/imaging/reslice.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Menu, MenuChoice } from "../../ui/menu.tsx";
import { Bar } from "../../ui/progress.tsx";
import type { ImagesModel } from "./images-slice.ts";
import { PlaneCell } from "./plane-cell.tsx";
import { planeWords } from "./plane-words.ts";
import { planeNames } from "./planes-slice.ts";
import { type CellProps, ViewportCell } from "./viewport-cell.tsx";
import "./planes.css";

const SLABS: readonly Slab[] = [
  thinSlab,
  ...(["mean", "max", "min"] as const).flatMap((mode: SlabMode) => [5, 10, 20, 40].map((thicknessMm) => ({ mode, thicknessMm }))),
];
const slabName = ({ mode, thicknessMm }: Slab): string => `${mode}-${thicknessMm}`;

function PlaneTools({ model }: { readonly model: ImagesModel }) {
  const state = useStore(model.planes.store);
  const measuring = useStore(model.marking.marks.store, ({ tool }) => tool !== null);
  const words = planeWords();
  if (state.phase !== "shown") return null;
  const label = ({ mode, thicknessMm }: Slab): string => (thicknessMm === 0 ? words.thin : words.slab(words.modes[mode], thicknessMm));
  return (
    <div role="toolbar" aria-label={words.tools} className="plane-tools">
      <IconButton
        icon="probe"
        small
        label={words.crosshair}
        pressed={state.crosshair}
        onClick={() => model.planes.setCrosshair(!state.crosshair)}
      />
      <Menu
        trigger={
          <Button kind="quiet" size="small" trailing="chevron-down">
            <span className="sr-only">{words.thickness}: </span>
            {label(state.slab)}
          </Button>
        }
      >
        <MenuChoice
          value={slabName(state.slab)}
          choices={SLABS.map((slab) => ({ value: slabName(slab), label: label(slab) }))}
          onChange={(name) => model.planes.setSlab(SLABS.find((slab) => slabName(slab) === name) ?? thinSlab)}
        />
      </Menu>
      <IconButton icon="reset" small label={words.upright} onClick={model.planes.upright} />
      <span className="plane-help">{measuring ? words.measureHelp : words.help}</span>
      <Button kind="quiet" size="small" icon="close" onClick={model.planes.close}>
        {words.back}
      </Button>
    </div>
  );
}

/** Before there are planes, or why there are none. Escape leaves it, as it leaves the planes. */
function PlanesNotice({ model }: { readonly model: ImagesModel }) {
  const state = useStore(model.planes.store);
  const words = planeWords();
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    // the image that had the keys is gone
    if (document.activeElement === document.body) place.current?.querySelector("button")?.focus();
  }, []);
  return (
    <main
      ref={place}
      className="planes planes-notice"
      aria-label={words.planes}
      onKeyDown={(event) => {
        if (event.key === "Escape") model.planes.close();
      }}
    >
      {state.phase === "opening" ? (
        <div className="plane-opening" role="status">
          <b>{words.openingTitle}</b>
          <p className="num">{words.opening(state.done, state.total)}</p>
          <Bar share={state.total === 0 ? 0 : state.done / state.total} label={words.openingTitle} />
        </div>
      ) : state.phase === "refused" ? (
        <div className="plane-opening" role="alert">
          <Icon name="warning" size={20} />
          <b>{state.failure.happened}</b>
          <p>
            {state.failure.safe} {state.failure.todo}
          </p>
        </div>
      ) : null}
      <Button icon="close" onClick={model.planes.close}>
        {words.back}
      </Button>
    </main>
  );
}

/** Three planes of the active series and its own images, in place of the grid (P27). Says why where there are none (T5, P12). */
export function PlanesGrid(props: Omit<CellProps, "at">) {
  const { model } = props;
  const state = useStore(model.planes.store);
  const active = useStore(model.store, (images) => images.active);
  const words = planeWords();
  if (state.phase === "shown")
    return (
      <main
        className="planes"
        aria-label={words.planes}
        onKeyDown={(event) => {
          // what a tool or a mark has taken the key for comes first
          if (event.key === "Escape" && !event.defaultPrevented) model.planes.close();
        }}
      >
        <PlaneTools model={model} />
        <div className="viewports viewports-4">
          {planeNames.map((name) => (
            <PlaneCell key={name} model={model} name={name} identity={props.identity} overlayText={props.overlayText} />
          ))}
          <ViewportCell {...props} at={active} />
        </div>
      </main>
    );
  return <PlanesNotice model={model} />;
}
