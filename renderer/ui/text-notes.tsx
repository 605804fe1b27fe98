import { useDeferredValue, useMemo } from "react";
import { hiddenCharacters, hiddenPlace, withoutHidden } from "#shared/report/hidden.ts";
import { codePointName, unprintableCharacters } from "#shared/report/printable.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { inPageLanguage } from "./words.ts";
import "./text-notes.css";

const en = {
  hidden: (names: string) => `Invisible here: ${names}.`,
  times: (name: string, count: number) => (count === 1 ? name : `${name}, ${count} times`),
  takeOut: "Take out",
  unprintable: (names: string) => `The report cannot print ${names}. Write it in another way.`,
  more: (count: number) => `${count} more`,
};
const words = (): typeof en => inPageLanguage({ en });

const NAMED = 4;

/** At most so many by name, the rest by number. */
function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return [...names.slice(0, NAMED), ...(more > 0 ? [words().more(more)] : [])].join("; ");
}

/** What a text holds that its writer does not see, and what no page of the report could show (row 65, M37). */
function findingsOf(text: string) {
  const hidden = hiddenCharacters(text);
  const unseen = new Set(hidden.map(({ codePoint }) => codePoint));
  const unprintable = new Map(unprintableCharacters(text).map((one) => [one.codePoint, one.character]));
  return {
    place: hiddenPlace(text),
    hidden: hidden.map(({ name, codePoint, count }) => words().times(`${name} (${codePointName(codePoint)})`, count)),
    unprintable: [...unprintable]
      .filter(([codePoint]) => !unseen.has(codePoint))
      .map(([codePoint, character]) => `“${character}” (${codePointName(codePoint)})`),
  };
}

/** Stands below a field while it is written: nothing when nothing is wrong. Behind the letter that was typed, never in front of it. */
export function TextNotes(props: { readonly text: string; readonly onText: ((text: string) => void) | undefined }) {
  const text = useDeferredValue(props.text);
  const found = useMemo(() => findingsOf(text), [text]);
  const { onText } = props;
  return (
    <>
      {found.hidden.length === 0 ? null : (
        <div className="text-note" role="status">
          <Icon name="warning" size={14} />
          <span>
            {words().hidden(listed(found.hidden))} <bdi className="text-note-place">{found.place}</bdi>
          </span>
          {onText === undefined ? null : (
            <Button size="small" onClick={() => onText(withoutHidden(props.text))}>
              {words().takeOut}
            </Button>
          )}
        </div>
      )}
      {found.unprintable.length === 0 ? null : (
        <div className="text-note" role="status">
          <Icon name="warning" size={14} />
          <span>{words().unprintable(listed(found.unprintable))}</span>
        </div>
      )}
    </>
  );
}
