import type { SeriesFrames } from "#shared/imaging/frame-table.ts";

/** A hundred parallel images along z, for tests of what moves together; `reference`: the frame of reference, null when there is none. */
export const madeStack = (seriesId: string, reference: string | null, spacingMm: number): SeriesFrames =>
  ({
    seriesId,
    revision: "r",
    frameOfReferenceUid: reference,
    stack: { kind: "volume" },
    frames: Array.from({ length: 100 }, (_, index) => ({
      plane: { position: [0, 0, index * spacingMm], row: [1, 0, 0], column: [0, 1, 0] },
      phase: 0,
    })),
  }) as unknown as SeriesFrames;
