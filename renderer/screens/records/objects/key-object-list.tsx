import type { KeyObjects } from "#shared/objects/object-value.ts";
import { visibleText } from "#shared/report/hidden.ts";
import { byPlace } from "../../../ui/by-place.ts";
import { ReferenceButtons, type Ways } from "./reference-button.tsx";
import { objectsWords } from "./words.ts";

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
            <ReferenceButtons reference={reference} ways={ways} />
          </li>
        ))}
      </ol>
      <p className="object-note">{words.opensImages}</p>
    </article>
  );
}
