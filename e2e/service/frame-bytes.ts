import fs from "node:fs";
import dicomParser from "dicom-parser";
import type { Segment } from "./byte-segments.ts";
import type { StoredInstance } from "./dicom-index.ts";

/** The frames of an instance as they are stored, as ranges of its file; null when it has no pixels that can be told apart. */
export function framesOf(instance: StoredInstance): readonly Segment[][] | null {
  const bytes = fs.readFileSync(instance.file);
  let dataSet: dicomParser.DataSet;
  try {
    dataSet = dicomParser.parseDicom(bytes);
  } catch {
    return null;
  }
  const pixels = dataSet.elements["x7fe00010"];
  const frames = dataSet.intString("x00280008") ?? 1;
  if (pixels === undefined) return null;
  if (pixels.encapsulatedPixelData === true) return encapsulatedFrames(instance.file, pixels, frames);
  const bitsPerFrame =
    (dataSet.uint16("x00280010") ?? 0) *
    (dataSet.uint16("x00280011") ?? 0) *
    (dataSet.uint16("x00280002") ?? 1) *
    (dataSet.uint16("x00280100") ?? 0);
  if (bitsPerFrame % 8 !== 0) return null;
  const length = bitsPerFrame / 8;
  return Array.from({ length: frames }, (_, index) => [{ file: instance.file, start: pixels.dataOffset + index * length, length }]);
}

/** PS3.5 A.4: by the basic offset table, or one fragment a frame, or all fragments for a single frame. */
function encapsulatedFrames(file: string, pixels: dicomParser.Element, frames: number): readonly Segment[][] | null {
  const fragments = pixels.fragments ?? [];
  const toSegment = (fragment: dicomParser.Fragment): Segment => ({ file, start: fragment.position, length: fragment.length });
  if (frames === 1) return [fragments.map(toSegment)];
  const starts = pixels.basicOffsetTable ?? [];
  if (starts.length === frames) {
    return starts.map((start, index) => {
      const end = starts[index + 1] ?? Number.POSITIVE_INFINITY;
      return fragments.filter(({ offset }) => offset >= start && offset < end).map(toSegment);
    });
  }
  return fragments.length === frames ? fragments.map((fragment) => [toSegment(fragment)]) : null;
}
