import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { ok } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import type { Viewer, ViewportState } from "../../viewer/viewer.ts";
import { createImages } from "./images-slice.ts";

export type Shown = Extract<ViewportState, { phase: "shown" }>;

/** A series of 120 images of one instance. */
export const madeSeries = (seriesId: string): SeriesFrames =>
  ({
    seriesId,
    study: { studyInstanceUid: "1.2", date: "20260312", description: "CT chest" },
    frameOfReferenceUid: null,
    series: { seriesInstanceUid: "1.2.3", modality: "CT", description: "Axial" },
    stack: { kind: "volume" },
    looks: [],
    instances: [{ sopInstanceUid: "1.2.3.4", sopClassUid: "1.2.840.10008.5.1.4.1.1.2" }],
    frames: Array.from({ length: 120 }, () => ({ instance: 0, frameNumber: 1 })),
  }) as unknown as SeriesFrames;

/** A viewport that only remembers what it was told: the engine has its own tests. */
function viewerInMemory() {
  const told: string[] = [];
  const ahead: string[] = [];
  let state: ViewportState = { phase: "empty" };
  const viewport = {
    getState: () => state,
    subscribe: () => () => undefined,
    showSeries: (frames: SeriesFrames, index = 0) => {
      told.push(`show ${frames.seriesId} ${index}`);
      state = {
        phase: "shown",
        series: frames,
        index,
        count: frames.frames.length,
        current: "ready",
        frames: frames.frames.map(() => "ready"),
        window: { center: 40, width: 400, label: "" },
        inverted: false,
        presentation: null,
      } as unknown as Shown;
    },
    clear: () => told.push("clear"),
    setTool: () => undefined,
    setActive: () => undefined,
    setMarkHand: () => undefined,
    ground: () => null,
    middle: () => null,
    scrollTo: (index: number) => told.push(`to ${index}`),
    snapshot: async () => null,
    close: () => told.push("close"),
  };
  const viewer = {
    openViewport: () => viewport,
    fetchAhead: async ({ seriesId }: SeriesFrames, index: number) => void ahead.push(`${seriesId} ${index}`),
    close: () => told.push("viewer closed"),
  } as unknown as Viewer;
  return { viewer, told, ahead, viewport };
}

type Core = {
  readonly list: () => readonly unknown[];
  readonly answer: (seriesId: string) => unknown;
  readonly side?: "left" | "right";
  readonly resolveIdentity?: ((given: { readonly because: string }) => Promise<unknown>) | undefined;
};

/** The images of a case over a core that answers so, and what its viewport was told. */
export function imagesOver({ list, answer, side = "right", resolveIdentity }: Core) {
  const memory = viewerInMemory();
  const calls = {
    imaging: {
      list: async () => ok(list()),
      presentations: async () => ok([]),
      alignments: async () => ok([]),
      resolveIdentity,
      series: async ({ seriesId }: { readonly seriesId: string }) => answer(seriesId),
    },
    marks: { list: async () => ok({ marks: [], canUndo: false, canRedo: false }) },
  } as unknown as Pick<Calls, "imaging" | "marks">;
  const openViewer = () => memory.viewer;
  const model = createImages({ caseId: "c" as CaseId, calls, newId: () => "k1", priorSide: () => side, openViewer });
  return { model, ...memory };
}
