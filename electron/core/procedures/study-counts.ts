import type { z } from "zod";
import type { StudyRow } from "#shared/contract/imaging.ts";

type Series = Pick<z.infer<typeof StudyRow>["series"][number], "seriesUid" | "usable">;

/** Usable images of a study. The parts of a split series are rows of their own, and each carries the count of the whole series. */
export const usableImages = (series: readonly Series[]): number =>
  [...new Map(series.map(({ seriesUid, usable }) => [seriesUid, usable])).values()].reduce((sum, usable) => sum + usable, 0);
