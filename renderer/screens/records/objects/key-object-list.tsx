import { useState } from "react";
import type { InstanceReference, KeyObjects } from "#shared/objects/object-value.ts";
import { visibleText } from "#shared/report/hidden.ts";
import { byPlace } from "../../../ui/by-place.ts";
import { Icon } from "../../../ui/icon.tsx";
import { ReferenceButtons, type Ways } from "./reference-button.tsx";
import { objectsWords } from "./words.ts";

/** The small picture of one named frame; words in its place where there is none. It never stands for another frame. */
function KeyPicture({ path }: { readonly path: string | null }) {
  const [isBroken, setBroken] = useState(false);
  const words = objectsWords();
  if (path !== null && !isBroken)
    return (
      <span className="key-picture">
        <img src={path} alt="" loading="lazy" onError={() => setBroken(true)} />
      </span>
    );
  return (
    <span className="key-picture key-picture-none">
      <Icon name="record-missing" size={20} />
      {path === null ? words.pictureAbsent : words.pictureBroken}
    </span>
  );
}

/** One reference for each frame that it names, so that every picture has its own way. */
const byFrame = (reference: InstanceReference): readonly InstanceReference[] =>
  reference.frames.length === 0 ? [reference] : reference.frames.map((frame) => ({ ...reference, frames: [frame] }));

/** A chosen object with its pictures; one that is not in this case is named where its picture would be. */
function KeyObject({ reference, ways }: { readonly reference: InstanceReference; readonly ways: Ways }) {
  const target = ways.targets.find(({ sopInstanceUid }) => sopInstanceUid === reference.sopInstanceUid);
  if (target === undefined)
    return (
      <span className="key-picture key-picture-none">
        <ReferenceButtons reference={reference} ways={ways} />
      </span>
    );
  if (target.at === "objects") return <ReferenceButtons reference={reference} ways={ways} />;
  return byFrame(reference).map((one) => {
    const frameNumber = one.frames[0] ?? 1;
    return (
      <div key={frameNumber} className="key-object">
        <KeyPicture path={target.pictures.find((picture) => picture.frameNumber === frameNumber)?.path ?? null} />
        <ReferenceButtons reference={one} ways={ways} />
      </div>
    );
  });
}

/** What somebody chose as important, and what was written about it; each entry leads to its image. */
export function KeyObjectList({ value, ways }: { readonly value: KeyObjects; readonly ways: Ways }) {
  const words = objectsWords();
  return (
    <article className="resource-sheet object-sheet">
      <h2 dir="auto">{visibleText(value.title)}</h2>
      <p className="object-facts">
        {value.writtenAt === null ? null : <span>{words.written(value.writtenAt)}</span>}
        <span>{words.selectedImages(value.selected.length)}</span>
      </p>
      {value.description === null ? null : (
        <p className="object-said" dir="auto">
          {visibleText(value.description)}
        </p>
      )}
      <ol className="key-objects">
        {byPlace(value.selected).map(({ entry: reference, key }) => (
          <li key={key}>
            <KeyObject reference={reference} ways={ways} />
          </li>
        ))}
      </ol>
      <p className="object-note">{words.opensImages}</p>
    </article>
  );
}
