import type { SeriesRow } from "#shared/contract/imaging.ts";
import type { PresentationRow } from "#shared/contract/objects.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";

const isWhole = ({ announced, received }: SeriesRow): boolean => announced === null || received >= announced;

/**
 * The presentation states of a case: asked for when its images are listed first, and once more when the last of them has arrived. What a state
 * says never changes, and core reads each of them from its sealed file.
 */
export function createPresentations(caseId: CaseId, calls: Pick<Calls, "imaging">, show: (rows: readonly PresentationRow[]) => void) {
  let asked: "never" | "partial" | "whole" = "never";
  return {
    load: async (series: readonly SeriesRow[], signal: AbortSignal): Promise<void> => {
      const now = series.every(isWhole) ? "whole" : "partial";
      if (asked === "whole" || asked === now) return;
      asked = now;
      const result = await calls.imaging.presentations({ caseId }, signal);
      if (signal.aborted) return;
      if (result.ok) show(result.value);
      else asked = "never";
    },
    forget: () => {
      asked = "never";
    },
  };
}
