import type { KeyImage } from "#shared/opinion/opinion.ts";
import { writeDate } from "../../ui/format.ts";
import type { ShownState } from "../../viewer/viewer.ts";

/** A DICOM date (YYYYMMDD) in FHIR's spelling; null when it is none. */
export function dicomDate(text: string): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text.trim());
  return match === null ? null : `${match[1]}-${match[2]}-${match[3]}`;
}

/** "CT chest, 12 Mar 2026, image 45 of 120" */
export function frameLabel(state: ShownState): string {
  const { study, series } = state.series;
  const described = (study.description || series.description).trim();
  // "CT chest" already says its modality
  const says = described.split(/\s/)[0]?.toUpperCase() === series.modality.toUpperCase();
  const name = [says ? "" : series.modality, described].filter((part) => part !== "").join(" ");
  const date = dicomDate(study.date);
  return [name, date === null ? "" : writeDate(date), `image ${state.index + 1} of ${state.count}`]
    .filter((part) => part !== "")
    .join(", ");
}

/** P17: enough to show the frame again and to name it to the service. */
export function keyImageOf(state: ShownState, id: string): KeyImage {
  const { series, index } = state;
  const frame = series.frames[index];
  const instance = series.instances[frame?.instance ?? 0];
  // printed without the presentation state: what it exchanges of black and white is kept with the picture
  const look = series.looks[frame?.look ?? -1];
  const exchanged = look !== undefined && state.presentation !== null && state.presentation.inverted !== look.inverted;
  return {
    id,
    seriesId: series.seriesId,
    frameIndex: index,
    studyUid: series.study.studyInstanceUid,
    seriesUid: series.series.seriesInstanceUid,
    sopInstanceUid: instance?.sopInstanceUid ?? "",
    sopClassUid: instance?.sopClassUid ?? "",
    frameNumber: frame?.frameNumber ?? 1,
    caption: "",
    window: state.window === null ? null : { center: state.window.center, width: state.window.width },
    inverted: state.inverted !== exchanged,
    label: frameLabel(state),
  };
}
