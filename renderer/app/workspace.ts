import { relinked, saysTheSame } from "#shared/measure/relink.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../client/client.ts";
import type { Journal } from "../journal/journal.ts";
import { createCase } from "../screens/case/case-slice.ts";
import { createImages } from "../screens/images/images-slice.ts";
import type { ImagesOptions } from "../screens/images/images-state.ts";
import { createOpinion } from "../screens/opinion/opinion-slice.ts";
import { createRecords } from "../screens/records/records-slice.ts";
import { createSign } from "../screens/sign/sign-slice.ts";
import type { MouseHand } from "../viewer/viewer.ts";

/** Makes the image engine of one case when its first viewport is opened. */
export type OpenViewer = (
  caseId: CaseId,
  onSeen: Parameters<ImagesOptions["openViewer"]>[0],
  hand: () => MouseHand,
) => ReturnType<ImagesOptions["openViewer"]>;

/** One open case: its slices, made once and handed to the screens. It ends with its tab, or when the vault is locked. */
export function createWorkspace(options: {
  readonly caseId: CaseId;
  readonly calls: Calls;
  readonly journal: () => Journal | null;
  readonly paper: () => "A4" | "Letter";
  readonly openViewer: OpenViewer;
  readonly hand: () => MouseHand;
  readonly priorSide: () => "left" | "right";
}) {
  const { caseId, calls } = options;
  const life = new AbortController();
  const signal = life.signal;
  const newId = () => crypto.randomUUID();
  const facts = createCase({ caseId, calls });
  const opinion = createOpinion({ ...options, newId });
  const records = createRecords({ caseId, calls });
  const images = createImages({
    caseId,
    calls,
    newId,
    priorSide: options.priorSide,
    openViewer: (onSeen) => options.openViewer(caseId, onSeen, options.hand),
  });
  // P15: what a text says of a mark follows the mark
  images.marking.marks.onKept((before, after) => {
    for (const mark of after) {
      const old = before.find((one) => one.id === mark.id && one.number > 0);
      if (old !== undefined && !saysTheSame(old, mark)) opinion.rewrite((text) => relinked(text, old, mark));
    }
  });
  const sign = createSign({ caseId, calls, flush: opinion.flush, paper: options.paper });
  return {
    caseId,
    facts,
    opinion,
    records,
    images,
    sign,
    signal,
    /** The first look: the review starts, and everything is asked for at once. */
    open: async () => {
      await facts.open(signal);
      await Promise.all([opinion.load(signal), records.load(signal), images.load(signal)]);
    },
    /** The case has become another one: what could not be read before is asked for again. */
    changed: async () => {
      await facts.load(signal);
      const now = facts.store.getState();
      if (now.phase === "failed") {
        // S4: nothing clinical stays in the page; the reviewer's own text does
        images.forget(now.failure);
        records.forget(now.failure);
        return opinion.load(signal);
      }
      if (opinion.store.getState().phase === "failed") await opinion.load(signal);
      if (records.store.getState().list.phase === "failed") await records.load(signal);
      if (images.store.getState().list.phase === "failed") await images.load(signal);
    },
    /** After a lost line: unsent text first, then whatever is shown asks again. */
    refresh: async () => {
      await opinion.retry();
      await Promise.all([facts.load(signal), opinion.load(signal), records.load(signal), images.load(signal)]);
    },
    end: () => {
      life.abort();
      images.end();
    },
  };
}

export type Workspace = ReturnType<typeof createWorkspace>;
