import { InstanceIndex } from "#shared/imaging/instance-index.ts";
import type { SelectedImage, SelectionSource } from "#shared/objects/make-key-objects.ts";
import type { ReportContent } from "#shared/opinion/report.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { ArchiveSelection } from "../report/key-object-files.ts";
import { findInstance, listStudies } from "../store/instance-store.ts";
import type { OpenAccount } from "../sync/account.ts";
import { archiveRoot } from "../sync/archive-root.ts";

type Placed = { readonly image: SelectedImage; readonly studyUid: string; readonly index: InstanceIndex };

function placed(account: OpenAccount, caseId: CaseId, content: ReportContent): Placed[] {
  return content.images.flatMap((image, position): Placed[] => {
    const held = findInstance(account.db, caseId, image.seriesUid, image.sopInstanceUid);
    if (held === null || held.index === null) return [];
    const index = InstanceIndex.parse(JSON.parse(held.index));
    const selected: SelectedImage = {
      number: position + 1,
      caption: image.caption,
      seriesUid: image.seriesUid,
      sopClassUid: index.instance.sopClassUid,
      sopInstanceUid: image.sopInstanceUid,
      frameNumber: index.instance.announcedFrames > 1 ? image.frameNumber : null,
    };
    return [{ image: selected, studyUid: image.studyUid, index }];
  });
}

/**
 * What of the report goes back into the image archive: its key images, study by study, with the patient and the study as the images
 * themselves state them. Nothing where the service does not want it. Frozen together with the report.
 */
export function keySelections(account: OpenAccount, caseId: CaseId, content: ReportContent): ArchiveSelection[] {
  if (!account.service().stow) return [];
  const studies = new Map(listStudies(account.db, caseId).map((study) => [study.studyUid, study]));
  return [...Map.groupBy(placed(account, caseId, content), ({ studyUid }) => studyUid)].flatMap(([studyUid, images]) => {
    const study = studies.get(studyUid);
    const first = images[0];
    if (study === undefined || first === undefined) return [];
    return [{ root: archiveRoot(account, study), ...sourceOf(first.index), images: images.map(({ image }) => image) }];
  });
}

const sourceOf = ({ patient, study }: InstanceIndex): SelectionSource => ({ patient, study });
