import type { ReactNode, Ref } from "react";

/** A named area that scrolls. It takes the focus, so that the keyboard can scroll it when it holds no control (guide §8). */
export function ScrollArea(props: {
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLElement>;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1: what can be scrolled must be reachable by keyboard
    <section ref={props.ref} aria-label={props.label} className={`scroll ${props.className}`} tabIndex={0}>
      {props.children}
    </section>
  );
}
