import type { DragEvent } from "react";
import type { StudyRow } from "#shared/contract/imaging.ts";
import { useAbort } from "../../ui/use-abort.ts";
import type { ImagesModel } from "./images-slice.ts";

/** What a series is dragged as, from the list onto a viewport: its id in this window and nothing else. */
const SERIES = "application/x-overread-series";

export function startSeriesDrag(event: DragEvent, seriesId: string): void {
  event.dataTransfer.setData(SERIES, seriesId);
  event.dataTransfer.effectAllowed = "copy";
}

/** A viewport takes a series of this case that is dropped on it; the keys do the same with the active viewport and Enter in the list. */
export function useSeriesDrop(model: ImagesModel, at: number, studies: readonly StudyRow[]) {
  const signal = useAbort();
  return {
    onDragOver: (event: DragEvent) => {
      if (event.dataTransfer.types.includes(SERIES)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      const dragged = event.dataTransfer.getData(SERIES);
      const row = studies.flatMap((study) => study.series).find(({ seriesId }) => seriesId === dragged);
      if (row === undefined) return;
      event.preventDefault();
      model.activate(at);
      void model.showSeries(row.seriesId, at, signal());
    },
  };
}
