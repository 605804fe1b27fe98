// cornerstone-core comes without types. Only what the shell role needs is declared.
declare module "cornerstone-core" {
  export interface CornerstoneViewport {
    scale: number;
    translation: { x: number; y: number };
    rotation: number;
    hflip: boolean;
    vflip: boolean;
    pixelReplication: boolean;
    voi: { windowWidth: number; windowCenter: number };
    displayedArea?: unknown;
  }
  export interface EnabledElement {
    readonly canvas: HTMLCanvasElement;
    readonly viewport: CornerstoneViewport;
    /** Its loop draws at the next frame of the display. */
    needsRedraw: boolean;
  }
  export interface CornerstoneImage {
    readonly imageId: string;
    readonly rows: number;
    readonly columns: number;
    readonly height: number;
    readonly width: number;
    readonly rowPixelSpacing: number;
    readonly columnPixelSpacing: number;
    readonly color: boolean;
    readonly invert: boolean;
    readonly slope: number;
    readonly intercept: number;
    readonly windowCenter: number;
    readonly windowWidth: number;
    readonly minPixelValue: number;
    readonly maxPixelValue: number;
    readonly sizeInBytes: number;
    readonly getPixelData: () => Uint8Array;
    readonly render: (enabledElement: EnabledElement, invalidated: boolean) => void;
  }
  interface Cornerstone {
    enable(element: HTMLElement): void;
    disable(element: HTMLElement): void;
    displayImage(element: HTMLElement, image: CornerstoneImage, viewport?: Partial<CornerstoneViewport>): void;
    getEnabledElement(element: HTMLElement): EnabledElement;
    getViewport(element: HTMLElement): CornerstoneViewport | undefined;
    setViewport(element: HTMLElement, viewport: Partial<CornerstoneViewport>): void;
    getDefaultViewportForImage(element: HTMLElement, image: CornerstoneImage): CornerstoneViewport;
    updateImage(element: HTMLElement, invalidated?: boolean): void;
    resize(element: HTMLElement, fitToWindow?: boolean): void;
    pixelToCanvas(element: HTMLElement, point: { x: number; y: number }): { x: number; y: number };
    setToPixelCoordinateSystem(enabledElement: EnabledElement, context: CanvasRenderingContext2D): void;
  }
  const cornerstone: Cornerstone;
  export default cornerstone;
}
