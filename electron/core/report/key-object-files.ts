import { createHash } from "node:crypto";
import { keyObjectFile, type StudySelection } from "#shared/objects/make-key-objects.ts";
import type { Instant } from "#shared/result/instant.ts";
import type { SpoolPayload } from "./spool.ts";

/** The key images of one study, and the DICOMweb root that it came from; null when nobody says where it lies. */
export type ArchiveSelection = StudySelection & { readonly root: string | null };

type Archived = SpoolPayload["keyObjects"][number];

/** `2.25.` and the number of a UUID (PS3.5 B.2). */
const uidFrom = (uuid: string): string => `2.25.${BigInt(`0x${uuid.replaceAll("-", "")}`)}`;

/** DICOM DA and TM of a moment in a time zone (IANA name). */
function dateAndTime(moment: Instant, timeZone: string): { readonly writtenOn: string; readonly writtenAt: string } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? "";
  return { writtenOn: `${part("year")}${part("month")}${part("day")}`, writtenAt: `${part("hour")}${part("minute")}${part("second")}` };
}

/**
 * The Key Object Selections of a report: one for each study, because an instance belongs to one study (PS3.3 A.1.2) and an archive
 * refuses one that is stored into another (PS3.18 10.5.1). Ids and bytes are made here once; every attempt sends the same.
 */
export function keyObjectFiles(
  selections: readonly ArchiveSelection[],
  written: { readonly at: Instant; readonly timeZone: string },
  newUuid: () => string,
): Archived[] {
  return selections.map((selection): Archived => {
    const identity = { seriesUid: uidFrom(newUuid()), sopInstanceUid: uidFrom(newUuid()), ...dateAndTime(written.at, written.timeZone) };
    const bytes = keyObjectFile(selection, identity);
    return {
      root: selection.root,
      studyUid: selection.study.studyInstanceUid,
      seriesUid: identity.seriesUid,
      sopInstanceUid: identity.sopInstanceUid,
      images: selection.images.length,
      names: [...new Set(selection.images.map((image) => image.sopInstanceUid))],
      sha256: createHash("sha256").update(bytes).digest("hex"),
      base64: Buffer.from(bytes).toString("base64"),
    };
  });
}
