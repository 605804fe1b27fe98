import { useEffect } from "react";

/**
 * After a change of the view the focus is nowhere when what held it is gone: it lands on the image, the chosen row or the main part,
 * so that the next key means something there.
 */
export function useLanding(view: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: each view lands once
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return;
        const row = document.querySelector<HTMLElement>("[role=grid] [role=row][tabindex='0']");
        const place = document.querySelector<HTMLElement>("[data-viewport]") ?? row ?? document.querySelector<HTMLElement>("main");
        if (place?.matches("main")) place.tabIndex = -1;
        place?.focus({ preventScroll: true });
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [view]);
}
