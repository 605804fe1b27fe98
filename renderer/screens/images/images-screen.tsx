import { type ReactNode, useEffect, useRef } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { KeyImage } from "#shared/opinion/opinion.ts";
import { EmptyNote } from "../../ui/empty-note.tsx";
import { FailureNote } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/progress.tsx";
import type { ImagesModel } from "./images-slice.ts";
import type { Identity } from "./overlay.tsx";
import { PlanesGrid } from "./planes-grid.tsx";
import { SeriesRail } from "./series-rail.tsx";
import { ViewportCell } from "./viewport-cell.tsx";
import { imagesWords } from "./words.ts";
import "./images.css";
import "./images-narrow.css";

export type ImagesScreenProps = {
  readonly model: ImagesModel;
  readonly identity: Identity;
  readonly keyImages: readonly KeyImage[];
  readonly overlayText: boolean;
  /** Shows what of the case is here and what is not. */
  readonly onMaterial: () => void;
  /** The opinion beside the images: made by the app, so that no screen knows another. */
  readonly panel: ReactNode;
};

/** Series, viewports, opinion panel (guide §3, P14). */
export function ImagesScreen(props: ImagesScreenProps) {
  const { model } = props;
  const { list, layout, maximised, active, panel, imagesOnly } = useStore(
    model.store,
    useShallow(({ list, layout, maximised, active, panel, imagesOnly }) => ({ list, layout, maximised, active, panel, imagesOnly })),
  );
  const planes = useStore(model.planes.store, (state) => state.phase !== "off");
  const words = imagesWords();
  const grid = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a smaller layout may take away the viewport that had the keys
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    grid.current?.querySelector<HTMLElement>(`[data-viewport='${model.store.getState().active}']`)?.focus({ preventScroll: true });
  }, [layout, maximised, planes]);
  if (list.phase === "loading") return <Skeleton label={words.loading} rows={8} rowHeight={62} />;
  if (list.phase === "failed")
    return (
      <div className="images-failed">
        <FailureNote failure={list.failure} />
      </div>
    );
  const withPanel = panel && !imagesOnly;
  const places = maximised ? [active] : Array.from({ length: layout }, (_, at) => at);
  if (list.studies.length === 0) {
    return (
      <div className="images images-without">
        <main className="images-none">
          <EmptyNote icon="image" title={words.noneTitle}>
            {words.noneText}
          </EmptyNote>
        </main>
        {props.panel}
      </div>
    );
  }
  return (
    <div className={`images ${withPanel ? "" : "images-wide"} ${imagesOnly ? "images-only" : ""}`}>
      {imagesOnly ? null : <SeriesRail model={model} studies={list.studies} onMaterial={props.onMaterial} />}
      {planes ? (
        <PlanesGrid {...props} studies={list.studies} />
      ) : (
        <main ref={grid} className={`viewports viewports-${places.length}`} aria-label={words.grid}>
          {places.map((at) => (
            <ViewportCell key={at} {...props} at={at} studies={list.studies} />
          ))}
        </main>
      )}
      {withPanel ? props.panel : null}
    </div>
  );
}
