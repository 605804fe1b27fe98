const SVG = "http://www.w3.org/2000/svg";

/** The layer above the image for marks, in CSS pixels of the viewport. It takes no pointer events itself. */
export function createOverlay(host: HTMLElement): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  Object.assign(svg.style, { position: "absolute", inset: "0", width: "100%", height: "100%", pointerEvents: "none", overflow: "hidden" });
  // Chromium puts an SVG that somebody listens to for the focus among the tab stops, and screens render into this one
  svg.setAttribute("tabindex", "-1");
  host.append(svg);
  return svg;
}
