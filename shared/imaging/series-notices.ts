import { dicomFailure } from "../dicom/dicom-failure.ts";
import type { FrameRecord, InstanceFacts, SeriesFrames, SeriesNotice, StackFacts } from "./frame-table.ts";

const mm = (value: number): string => `${value.toFixed(1)} mm`;

function stackNotices(stack: StackFacts): SeriesNotice[] {
  const notices: SeriesNotice[] = stack.gaps.map(({ after, mm: step }) => ({
    code: "gap",
    text: `Between images ${after + 1} and ${after + 2} lie ${mm(step)}; the others are ${mm(stack.spacingMm ?? 0)} apart.`,
  }));
  if (stack.positions > 2 && !stack.uniform && stack.gaps.length === 0)
    notices.push({ code: "uneven", text: "The distances between the images are uneven." });
  if (stack.shearDegrees > 0.5) notices.push({ code: "tilt", text: `The gantry was tilted by ${stack.shearDegrees.toFixed(1)}°.` });
  return notices;
}

/** What a reader must know of a series before trusting it (P11, P12, T5). */
export function noticesOf(
  stack: StackFacts,
  frames: readonly FrameRecord[],
  instances: readonly InstanceFacts[],
  part: SeriesFrames["part"],
  differs: boolean,
): SeriesNotice[] {
  const unreadable = frames.filter(({ fault }) => fault !== null);
  const notices = stackNotices(stack);
  if (part !== null)
    notices.unshift({
      code: part.reason.startsWith("second copies") ? "duplicate" : "split",
      text: `Part ${part.index + 1} of ${part.of} of a mixed series: ${part.reason}.`,
    });
  for (const { fault, instance, frameNumber } of unreadable.slice(0, 20)) {
    const number = instances[instance]?.number;
    const why = fault === null ? "" : dicomFailure(fault.code).happened;
    notices.push({
      code: fault?.code === "frames-missing" ? "frames-missing" : "frames-unreadable",
      text: `Image ${number ?? "without number"}, frame ${frameNumber}: ${why}`,
    });
  }
  if (differs)
    notices.push({
      code: "patient-differs",
      text: "The patient number in these images differs from that of the case; name and birth date agree.",
    });
  return notices;
}
