import { type Attributes, firstItem, hasValue, itemsOf } from "../dicom/attributes.ts";
import { type Tag, tags } from "../dicom/tags.ts";

/** Finds the attributes that hold for one frame of an enhanced object (PS3.3 C.7.6.16). */
export type FrameGroups = {
  /** The item of a functional group: the frame's own, else the shared one, else null. `frame` is 0-based. */
  readonly group: (frame: number, sequence: Tag) => Attributes | null;
  /** Where an attribute stands: in the frame's group, else the shared group, else the data set itself. */
  readonly holder: (frame: number, sequence: Tag, tag: Tag) => Attributes;
};

export function frameGroupsOf(attributes: Attributes): FrameGroups {
  const shared = firstItem(attributes, tags.sharedFunctionalGroupsSequence);
  const perFrame = itemsOf(attributes, tags.perFrameFunctionalGroupsSequence);
  function group(frame: number, sequence: Tag): Attributes | null {
    const own = perFrame[frame];
    return (own === undefined ? null : firstItem(own, sequence)) ?? (shared === null ? null : firstItem(shared, sequence));
  }
  function holder(frame: number, sequence: Tag, tag: Tag): Attributes {
    const item = group(frame, sequence);
    return item !== null && (hasValue(item, tag) || itemsOf(item, tag).length > 0) ? item : attributes;
  }
  return { group, holder };
}
