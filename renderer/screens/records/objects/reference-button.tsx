import type { ReferenceTarget } from "#shared/contract/objects.ts";
import type { InstanceReference } from "#shared/objects/object-value.ts";
import { visibleText } from "#shared/report/hidden.ts";
import type { ObjectId } from "#shared/result/ids.ts";
import { Button } from "../../../ui/button.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { objectsWords } from "./words.ts";

/** A frame of an image, as an object names it. */
export type ImagePlace = { readonly seriesUid: string; readonly sopInstanceUid: string; readonly frameNumber: number };

/** Where an object's references lead. */
export type Ways = {
  readonly targets: readonly ReferenceTarget[];
  readonly onShowImage: (place: ImagePlace) => void;
  readonly onOpenObject: (objectId: ObjectId) => void;
};

/** Leads to the frames of one image, or to another object, that something points to; said in words where it is not in this case. */
export function ReferenceButtons(props: { readonly reference: InstanceReference; readonly ways: Ways }) {
  const { reference, ways } = props;
  const words = objectsWords();
  const target = ways.targets.find((one) => one.sopInstanceUid === reference.sopInstanceUid);
  if (target === undefined)
    return (
      <span className="object-absent">
        <Icon name="record-missing" size={14} /> {words.notHere(reference.className)}
      </span>
    );
  if (target.at === "objects")
    return (
      <Button size="small" icon="record" onClick={() => ways.onOpenObject(target.objectId)}>
        {words.openObject(reference.className)}
      </Button>
    );
  const { seriesUid, sopInstanceUid } = target;
  const name = words.image(target.imageNumber, visibleText(target.series));
  const frames = reference.frames.length === 0 ? [1] : reference.frames;
  return frames.map((frameNumber) => (
    <Button key={frameNumber} size="small" icon="image" onClick={() => ways.onShowImage({ seriesUid, sopInstanceUid, frameNumber })}>
      {reference.frames.length === 0 ? name : `${name}, ${words.frame(frameNumber)}`}
    </Button>
  ));
}
