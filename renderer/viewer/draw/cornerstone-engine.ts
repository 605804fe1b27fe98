import cornerstone, { type CornerstoneImage, type CornerstoneViewport, type EnabledElement } from "cornerstone-core";
import type { ViewTurn } from "#shared/imaging/orientation.ts";
import type { DisplayEngine, DisplaySurface, ImageToScreen, Picture, Placement } from "./display-engine.ts";

const nothing = new Uint8Array(0);

/** Draws a picture by our own pixels. Never throws: after one throw inside its loop cornerstone-core draws nothing any more (tried). */
function render(picture: Picture, enabled: EnabledElement): void {
  const { canvas, viewport } = enabled;
  const context = canvas.getContext("2d");
  if (context === null) return;
  try {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#000";
    context.fillRect(0, 0, canvas.width, canvas.height);
    const pixels = picture.pixels();
    if (pixels === null) return;
    context.imageSmoothingEnabled = !viewport.pixelReplication;
    context.imageSmoothingQuality = viewport.scale < 0.5 ? "high" : "low";
    cornerstone.setToPixelCoordinateSystem(enabled, context);
    context.drawImage(pixels, 0, 0, picture.columns, picture.rows);
  } catch (thrown) {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillRect(0, 0, canvas.width, canvas.height);
    reportError(thrown);
  }
}

/** What cornerstone-core must be told of an image; its own grey-scale code, cache and formulas are never used. */
const imageOf = (picture: Picture, serial: number): CornerstoneImage => ({
  imageId: `overread:${serial}`,
  rows: picture.rows,
  columns: picture.columns,
  height: picture.rows,
  width: picture.columns,
  rowPixelSpacing: picture.pixelAspect,
  columnPixelSpacing: 1,
  color: false,
  invert: false,
  slope: 1,
  intercept: 0,
  windowCenter: 128,
  windowWidth: 256,
  minPixelValue: 0,
  maxPixelValue: 255,
  sizeInBytes: 0,
  getPixelData: () => nothing,
  render: (enabled) => {
    render(picture, enabled);
    picture.drawn();
  },
});

/** cornerstone-core enlarges the axis with the longer pixel; its scale counts on the other one. */
const perColumn = (aspect: number): number => (aspect < 1 ? 1 / aspect : 1);

class CornerstoneSurface implements DisplaySurface {
  private readonly host: HTMLElement;
  private readonly inner: HTMLDivElement;
  private readonly observer: ResizeObserver;
  private readonly resized: () => void;
  private picture: Picture | null = null;
  private ratio = 1;
  /** Size of the host in CSS pixels, as the observer saw it: asking the element for it would lay the whole page out at each slice. */
  private size = { width: 0, height: 0 };
  private serial = 0;
  private resolution: MediaQueryList | null = null;

  constructor(host: HTMLElement, resized: () => void) {
    this.host = host;
    this.resized = resized;
    this.inner = document.createElement("div");
    Object.assign(this.inner.style, {
      position: "absolute",
      left: "0",
      top: "0",
      transformOrigin: "0 0",
      overflow: "hidden",
      background: "#000",
    });
    host.append(this.inner);
    this.layOut();
    cornerstone.enable(this.inner);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(host);
    this.watchResolution();
  }

  show(picture: Picture): void {
    const before = this.picture;
    const viewport = before === null ? undefined : cornerstone.getViewport(this.inner);
    this.picture = picture;
    cornerstone.displayImage(this.inner, imageOf(picture, this.serial++), viewport);
  }

  redraw(): void {
    if (this.picture !== null) cornerstone.updateImage(this.inner, true);
  }

  place({ scale, pan, rotation, flipHorizontal, flipVertical }: Placement): void {
    if (this.picture === null) return;
    const { pixelAspect } = this.picture;
    const lying = rotation === 90 || rotation === 270;
    // Its translation counts in image pixels, which may be longer one way than the other.
    const [across, down] = lying ? [scale * pixelAspect, scale] : [scale, scale * pixelAspect];
    const placed: Partial<CornerstoneViewport> = {
      scale: (scale * this.ratio) / perColumn(pixelAspect),
      translation: { x: pan.x / across, y: pan.y / down },
      rotation,
      hflip: flipHorizontal,
      vflip: flipVertical,
      pixelReplication: scale >= 8,
    };
    cornerstone.setViewport(this.inner, placed);
  }

  drawNow(): void {
    if (this.picture === null) return;
    const enabled = cornerstone.getEnabledElement(this.inner);
    render(this.picture, enabled);
    enabled.needsRedraw = false;
    this.picture.drawn();
  }

  fitScale({ rotation }: ViewTurn): number {
    const { picture } = this;
    if (picture === null) return 1;
    const lying = rotation === 90 || rotation === 270;
    const [width, height] = [picture.columns, picture.rows * picture.pixelAspect];
    return Math.min(this.size.width / (lying ? height : width), this.size.height / (lying ? width : height)) || 1;
  }

  imageToScreen(): ImageToScreen {
    if (this.picture === null) return { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };
    const at = (x: number, y: number): { x: number; y: number } => {
      const point = cornerstone.pixelToCanvas(this.inner, { x, y });
      return { x: point.x / this.ratio, y: point.y / this.ratio };
    };
    const [origin, right, down] = [at(0, 0), at(1, 0), at(0, 1)];
    return { a: right.x - origin.x, b: right.y - origin.y, c: down.x - origin.x, d: down.y - origin.y, e: origin.x, f: origin.y };
  }

  devicePixel(): number {
    return 1 / this.ratio;
  }

  close(): void {
    this.observer.disconnect();
    this.resolution?.removeEventListener("change", this.onResolution);
    // Without this the element's animation loop runs for ever and keeps the image (tried).
    cornerstone.disable(this.inner);
    this.inner.remove();
  }

  private readonly onResolution = (): void => {
    this.watchResolution();
    this.resize();
  };

  /** cornerstone-core ignores the pixel ratio: the inner element is laid out in device pixels and scaled down. */
  private layOut(): void {
    this.ratio = window.devicePixelRatio || 1;
    this.size = { width: this.host.clientWidth, height: this.host.clientHeight };
    this.inner.style.width = `${Math.max(1, Math.round(this.size.width * this.ratio))}px`;
    this.inner.style.height = `${Math.max(1, Math.round(this.size.height * this.ratio))}px`;
    this.inner.style.transform = `scale(${1 / this.ratio})`;
  }

  private resize(): void {
    this.layOut();
    cornerstone.resize(this.inner, false);
    this.resized();
  }

  private watchResolution(): void {
    this.resolution?.removeEventListener("change", this.onResolution);
    this.resolution = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    this.resolution.addEventListener("change", this.onResolution);
  }
}

/** cornerstone-core as the shell around our renderer: element, transform, draw loop. */
export const cornerstoneEngine: DisplayEngine = { mount: (element, resized) => new CornerstoneSurface(element, resized) };
