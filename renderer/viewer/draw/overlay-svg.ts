import type { ImageToScreen } from "./display-engine.ts";

const SVG = "http://www.w3.org/2000/svg";

/** The layer above the image for marks: its group's user units are image pixels. It takes no pointer events itself. */
export type Overlay = { readonly svg: SVGSVGElement; readonly follow: (matrix: ImageToScreen) => void; readonly close: () => void };

export function createOverlay(host: HTMLElement): Overlay {
  const svg = document.createElementNS(SVG, "svg");
  const group = document.createElementNS(SVG, "g");
  svg.append(group);
  Object.assign(svg.style, { position: "absolute", inset: "0", width: "100%", height: "100%", pointerEvents: "none", overflow: "hidden" });
  host.append(svg);
  function follow({ a, b, c, d, e, f }: ImageToScreen): void {
    group.setAttribute("transform", `matrix(${a} ${b} ${c} ${d} ${e} ${f})`);
  }
  return { svg, follow, close: () => svg.remove() };
}
