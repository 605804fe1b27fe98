import { type RefObject, useEffect, useRef, useState } from "react";
import type { PdfFile } from "./pdf-file.ts";
import { ScrollArea } from "./scroll-area.tsx";
import "./pdf-pages.css";

const SEEN_AFTER_MS = 1_000;
const GAP_PX = 16;

/** Calls back once a page has been at least half on the screen for one second (mission T12). */
function useSeen(
  root: RefObject<HTMLElement | null>,
  pages: number,
  onSeen: (page: number) => void,
  onShown: (page: number) => void,
): void {
  const seen = useRef({ onSeen, onShown });
  seen.current = { onSeen, onShown };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the pages are watched once they are laid out
  useEffect(() => {
    const scroll = root.current;
    if (scroll === null) return;
    const timers = new Map<number, ReturnType<typeof setTimeout>>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const page = Number((entry.target as HTMLElement).dataset["page"]);
          // A page higher than the window can never be half on it: half of the window counts then.
          const half = entry.intersectionRatio >= 0.5 || entry.intersectionRect.height >= (entry.rootBounds?.height ?? 1) / 2;
          if (half) seen.current.onShown(page);
          if (half && !timers.has(page))
            timers.set(
              page,
              setTimeout(() => seen.current.onSeen(page), SEEN_AFTER_MS),
            );
          else if (!half) {
            clearTimeout(timers.get(page));
            timers.delete(page);
          }
        }
      },
      { root: scroll, threshold: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 1] },
    );
    for (const page of scroll.querySelectorAll("[data-page]")) observer.observe(page);
    return () => {
      observer.disconnect();
      for (const timer of timers.values()) clearTimeout(timer);
    };
  }, [root, pages]);
}

function PdfPage(props: {
  readonly file: PdfFile;
  readonly page: number;
  readonly scale: number;
  readonly near: boolean;
  readonly label: string;
  readonly imageOnly: string;
}) {
  const { file, page, scale, near } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [hasText, setHasText] = useState(true);
  const [failed, setFailed] = useState(false);
  const size = file.sizes[page - 1] ?? { width: 794, height: 1_123 };
  useEffect(() => {
    if (!near || canvas.current === null || text.current === null) return;
    const stop = new AbortController();
    file.draw(page, scale, canvas.current, text.current, stop.signal).then(
      (found) => {
        if (!stop.signal.aborted) setHasText(found);
      },
      () => {
        if (!stop.signal.aborted) setFailed(true);
      },
    );
    return () => stop.abort();
  }, [file, page, scale, near]);
  return (
    <section
      className="pdf-page"
      data-page={page}
      aria-label={props.label}
      style={{ width: size.width * scale, height: size.height * scale }}
    >
      <canvas ref={canvas} className="pdf-canvas" />
      <div ref={text} className="pdf-text textLayer" />
      {hasText && !failed ? null : <p className="pdf-note">{props.imageOnly}</p>}
    </section>
  );
}

/** All pages below each other; only those near the window are drawn. `zoom` 0 = as wide as the room. */
export function PdfPages(props: {
  readonly file: PdfFile;
  readonly zoom: number;
  readonly label: string;
  readonly pageLabel: (page: number, pages: number) => string;
  readonly imageOnly: string;
  readonly onSeen: (page: number) => void;
  readonly onShown?: (page: number) => void;
  readonly paper?: "plain" | "dim" | "inverted";
  readonly maxScale?: number;
}) {
  const { file, zoom } = props;
  const root = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(0);
  const [shown, setShown] = useState(1);
  useEffect(() => {
    const scroll = root.current;
    if (scroll === null) return;
    const watch = new ResizeObserver(() => setWidth(scroll.clientWidth));
    watch.observe(scroll);
    return () => watch.disconnect();
  }, []);
  useSeen(root, width === 0 ? 0 : file.pages, props.onSeen, (page) => {
    setShown(page);
    props.onShown?.(page);
  });
  const widest = Math.max(...file.sizes.map((size) => size.width));
  const fit = width === 0 ? 0 : Math.min(props.maxScale ?? 1.6, (width - 2 * GAP_PX) / widest);
  const scale = zoom === 0 ? fit : zoom;
  return (
    <ScrollArea ref={root} className={`pdf-pages pdf-${props.paper ?? "plain"}`} label={props.label}>
      {scale <= 0
        ? null
        : Array.from({ length: file.pages }, (_, index) => index + 1).map((page) => (
            <PdfPage
              key={page}
              file={file}
              page={page}
              scale={scale}
              near={Math.abs(page - shown) <= 2}
              label={props.pageLabel(page, file.pages)}
              imageOnly={props.imageOnly}
            />
          ))}
    </ScrollArea>
  );
}
