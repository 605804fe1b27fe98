import type { ReferenceTarget } from "#shared/contract/objects.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { type ObjectValue, referencesOf } from "#shared/objects/object-value.ts";
import { type CaseId, ObjectId } from "#shared/result/ids.ts";
import { openSeriesFrames } from "../imaging/frame-reader.ts";
import { listSeries } from "../store/instance-store.ts";
import { listPointed, type PointedEntry } from "../store/object-store.ts";
import type { OpenAccount } from "../sync/account.ts";

type Picture = Extract<ReferenceTarget, { at: "images" }>["pictures"][number];

/** The frames that an object names of each image; one that is named whole is shown by its first. */
function framesByImage(value: ObjectValue): ReadonlyMap<string, ReadonlySet<number>> {
  const named = new Map<string, Set<number>>();
  for (const { sopInstanceUid, frames } of referencesOf(value)) {
    const all = named.get(sopInstanceUid) ?? new Set<number>();
    for (const frame of frames.length === 0 ? [1] : frames) all.add(frame);
    named.set(sopInstanceUid, all);
  }
  return named;
}

/** The series of a case that may be shown, each opened once. */
class ShownSeries {
  readonly #account: OpenAccount;
  readonly #caseId: CaseId;
  readonly #opened = new Map<string, readonly SeriesFrames[]>();

  constructor(account: OpenAccount, caseId: CaseId) {
    this.#account = account;
    this.#caseId = caseId;
  }

  of(seriesUid: string): readonly SeriesFrames[] {
    const known = this.#opened.get(seriesUid);
    if (known !== undefined) return known;
    const { db } = this.#account;
    const parts = listSeries(db, this.#caseId).filter((entry) => entry.seriesUid === seriesUid);
    const opened = parts.map(({ seriesId }) => openSeriesFrames(db, this.#caseId, seriesId)).filter((series) => typeof series !== "string");
    this.#opened.set(seriesUid, opened);
    return opened;
  }
}

/** Where the small pictures of named frames are fetched: of exactly these frames, never of another one in their place. */
export function picturesOf(caseId: CaseId, parts: readonly SeriesFrames[], sopUid: string, frames: ReadonlySet<number>): Picture[] {
  return parts.flatMap((series) =>
    series.frames.flatMap((frame, index): Picture[] => {
      const isNamed = frames.has(frame.frameNumber) && series.instances[frame.instance]?.sopInstanceUid === sopUid;
      if (!isNamed || frame.place === null) return [];
      return [
        {
          frameNumber: frame.frameNumber,
          path: `/thumbnails/${caseId}/${series.seriesId}?revision=${encodeURIComponent(series.revision)}&frame=${index}`,
        },
      ];
    }),
  );
}

function targetOf(entry: PointedEntry, pictures: readonly Picture[]): ReferenceTarget {
  const { sopUid: sopInstanceUid, seriesUid, imageNumber } = entry;
  if (entry.objectKind !== null) return { at: "objects", sopInstanceUid, objectId: ObjectId.parse(entry.instanceId) };
  const number = entry.seriesNumber === null ? "Series" : `Series ${entry.seriesNumber}`;
  const series = [number, entry.seriesDescription].filter((part) => part !== "").join(" · ");
  return { at: "images", sopInstanceUid, seriesUid, series, imageNumber, pictures: [...pictures] };
}

/** Where an object's references lead. Images that are kept apart as another patient's are not led to; pictures are for key objects alone. */
export function targetsOf(account: OpenAccount, caseId: CaseId, value: ObjectValue): ReferenceTarget[] {
  const named = framesByImage(value);
  if (named.size === 0) return [];
  const shown = new Set(
    listSeries(account.db, caseId).flatMap((series) =>
      series.identityConflict === null || series.identityResolved !== null ? [series.seriesUid] : [],
    ),
  );
  const series = new ShownSeries(account, caseId);
  return listPointed(account.db, caseId, [...named.keys()])
    .filter(({ objectKind, seriesUid }) => objectKind !== null || shown.has(seriesUid))
    .map((entry) => {
      const hasPictures = value.kind === "key-objects" && entry.objectKind === null;
      const frames = named.get(entry.sopUid) ?? new Set<number>();
      return targetOf(entry, hasPictures ? picturesOf(caseId, series.of(entry.seriesUid), entry.sopUid, frames) : []);
    });
}
