import { type ReactNode, useEffect, useRef, useState } from "react";

const BLOCK = 50;
/** About the height of an entry, until it was drawn. */
const ENTRY_PX = 46;
/** How near to what can be seen a block is drawn, in CSS pixels: more than one press of Page Down. */
const NEAR_PX = 1_200;

/** A part of a long list that is drawn while it is near to what can be seen; else its place is kept, as high as it was. */
function Block(props: { readonly count: number; readonly children: () => ReactNode }) {
  const place = useRef<HTMLLIElement>(null);
  const [drawn, setDrawn] = useState(false);
  const [heightPx, setHeightPx] = useState(props.count * ENTRY_PX);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const look = new IntersectionObserver(
      ([entry]) => {
        if (entry === undefined) return;
        // where the keyboard stands nothing is taken away
        const isKept = entry.isIntersecting || element.contains(document.activeElement);
        if (!isKept) setHeightPx(element.offsetHeight);
        setDrawn(isKept);
      },
      { root: element.closest(".scroll"), rootMargin: `${NEAR_PX}px 0px` },
    );
    look.observe(element);
    return () => look.disconnect();
  }, []);
  return <li ref={place}>{drawn ? <ul>{props.children()}</ul> : <div style={{ height: heightPx }} />}</li>;
}

/** Entries of a list. A case may have thousands: those far from what can be seen are not drawn unless the list is asked for `whole`. */
export function EntryBlocks<T>(props: { readonly entries: readonly T[]; readonly whole: boolean; readonly draw: (entry: T) => ReactNode }) {
  const { entries, draw } = props;
  if (props.whole) return <ul>{entries.map(draw)}</ul>;
  const starts = Array.from({ length: Math.ceil(entries.length / BLOCK) }, (_, block) => block * BLOCK);
  return (
    <ul>
      {starts.map((start) => {
        const part = entries.slice(start, start + BLOCK);
        return (
          <Block key={start} count={part.length}>
            {() => part.map(draw)}
          </Block>
        );
      })}
    </ul>
  );
}
