/** A place on the display, in its own pixels. */
export type Place = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

/**
 * Where a window must go to be seen whole; null when it is. A window manager sees to that by itself; a bare display (a terminal server, a
 * kiosk, Xvfb) does not.
 */
export function placeWithin(window: Place, display: Place): Place | null {
  const width = Math.min(window.width, display.width);
  const height = Math.min(window.height, display.height);
  const left = Math.max(display.left, Math.min(window.left, display.left + display.width - width));
  const top = Math.max(display.top, Math.min(window.top, display.top + display.height - height));
  const isWhole = left === window.left && top === window.top && width === window.width && height === window.height;
  return isWhole ? null : { left, top, width, height };
}
