import type { StudyRow } from "#shared/contract/imaging.ts";
import type { PresentationRow } from "#shared/contract/objects.ts";
import type { Alignment } from "#shared/imaging/alignment.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import type { ToolName, Viewer, ViewerOptions } from "../../viewer/viewer.ts";
import { type Layout, noSlots, type Slot } from "./slots.ts";

export type ImagesState = {
  readonly list:
    | { readonly phase: "loading" }
    | { readonly phase: "failed"; readonly failure: Failure }
    | { readonly phase: "shown"; readonly studies: readonly StudyRow[] };
  readonly layout: Layout;
  /** The active viewport fills the grid; the others keep what they hold. */
  readonly maximised: boolean;
  /** Viewports move together, by their place in the patient. */
  readonly linked: boolean;
  /** What the reader has aligned by hand (P3), as it is kept with the case; `alignmentFailure`: why the newest of it is not. */
  readonly alignments: readonly Alignment[];
  readonly alignmentFailure: Failure | null;
  /** The image of the active viewport is drawn as a line where it cuts the others. */
  readonly referenceLines: boolean;
  readonly slots: readonly Slot[];
  readonly active: number;
  readonly tool: ToolName;
  readonly panel: boolean;
  readonly imagesOnly: boolean;
  /** How others wanted images of this case to be seen. */
  readonly presentations: readonly PresentationRow[];
  /** Small pictures of key images that were marked in this window. */
  readonly pictures: Readonly<Record<string, string>>;
};

export type ImagesOptions = {
  readonly caseId: CaseId;
  readonly calls: Pick<Calls, "imaging" | "marks">;
  readonly newId: () => string;
  /** On which side of the current images a prior hangs (T13). */
  readonly priorSide: () => "left" | "right";
  /** Made when the first viewport is opened; workers and cache live in it. */
  readonly openViewer: (onSeen: NonNullable<ViewerOptions["onSeen"]>) => Viewer;
};

export const firstImages: ImagesState = {
  list: { phase: "loading" },
  layout: 1,
  maximised: false,
  linked: false,
  alignments: [],
  alignmentFailure: null,
  referenceLines: true,
  slots: noSlots,
  active: 0,
  tool: "window",
  panel: true,
  imagesOnly: false,
  presentations: [],
  pictures: {},
};
