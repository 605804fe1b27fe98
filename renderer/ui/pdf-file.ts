import type * as PdfJs from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";
import { type Failure, fail, ok, type Result } from "#shared/result/failure.ts";
import type { StartWorker } from "./trusted-worker.ts";

export const pdfWorkerFile = workerUrl;

const OPEN_LIMIT_MS = 20_000;
const FOLDER = "/pdfjs";

export type PdfSize = { readonly width: number; readonly height: number };

/** An open PDF. Each has a worker of its own, so that a file that hangs is ended alone. */
export type PdfFile = {
  readonly pages: number;
  /** Size in CSS pixels at scale 1. */
  readonly sizes: readonly PdfSize[];
  /** Draws a page into the canvas and its text over it; `false` = the page holds no text, only a picture. */
  readonly draw: (page: number, scale: number, canvas: HTMLCanvasElement, text: HTMLElement, signal: AbortSignal) => Promise<boolean>;
  readonly close: () => void;
};

export const notPdfFailure: Failure<"not-a-pdf"> = {
  code: "not-a-pdf",
  happened: "This document says that it is a PDF, and it is none.",
  safe: "The file on this device is as the service sent it. The other records are not affected.",
  todo: "Name it under missing or unusable material, or ask the service to send it again.",
};

export const lockedPdfFailure: Failure<"pdf-needs-password"> = {
  code: "pdf-needs-password",
  happened: "This PDF is protected with a password of its own.",
  safe: "The file on this device is as the service sent it. The other records are not affected.",
  todo: "Ask the service for a copy without a password.",
};

export const slowPdfFailure: Failure<"pdf-too-slow"> = {
  code: "pdf-too-slow",
  happened: "This PDF could not be opened within 20 seconds, and was stopped.",
  safe: "The file on this device is as the service sent it. The other records are not affected.",
  todo: "Open it once more. If it stops again, name it under missing or unusable material.",
};

/** CSS pixels per PDF point at 100 %. */
export const PDF_UNIT = 96 / 72;

/** Loaded with the first document: it is a third of the page's code. */
const load = (): Promise<typeof PdfJs> => import("pdfjs-dist");

async function open(data: Uint8Array<ArrayBuffer>, worker: Worker) {
  const pdfjs = await load();
  const task = pdfjs.getDocument({
    data,
    // The type says that a port cannot be given; it can, and under Trusted Types it must (tried).
    worker: new pdfjs.PDFWorker({ port: worker as unknown as null }),
    enableXfa: false,
    useSystemFonts: false,
    cMapUrl: `${FOLDER}/cmaps/`,
    standardFontDataUrl: `${FOLDER}/standard_fonts/`,
    wasmUrl: `${FOLDER}/wasm/`,
    iccUrl: `${FOLDER}/iccs/`,
  });
  const file = await task.promise;
  const sizes: PdfSize[] = [];
  for (let page = 1; page <= file.numPages; page += 1) {
    const { width, height } = (await file.getPage(page)).getViewport({ scale: PDF_UNIT });
    sizes.push({ width, height });
  }
  return { file, sizes, TextLayer: pdfjs.TextLayer };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function drawPage(opened: Opened, number: number, scale: number, canvas: HTMLCanvasElement, text: HTMLElement, signal: AbortSignal) {
  const page = await opened.file.getPage(number);
  const viewport = page.getViewport({ scale: scale * PDF_UNIT });
  // At a larger text size the page is magnified as well: drawn with as many pixels as it covers.
  const density = (globalThis.devicePixelRatio || 1) * ((canvas as { readonly currentCSSZoom?: number }).currentCSSZoom ?? 1);
  // Drawn beside and put in at once: a page that is drawn anew never shows half of the old one.
  const fresh = document.createElement("canvas");
  fresh.width = Math.floor(viewport.width * density);
  fresh.height = Math.floor(viewport.height * density);
  const drawing = page.render({ canvas: fresh, viewport, transform: [density, 0, 0, density, 0, 0] });
  signal.addEventListener("abort", () => drawing.cancel(), { once: true });
  await drawing.promise;
  const content = await page.getTextContent();
  if (signal.aborted) return true;
  canvas.width = fresh.width;
  canvas.height = fresh.height;
  canvas.getContext("2d")?.drawImage(fresh, 0, 0);
  text.replaceChildren();
  text.style.setProperty("--total-scale-factor", String(scale * PDF_UNIT));
  text.style.setProperty("--scale-factor", String(scale * PDF_UNIT));
  await new opened.TextLayer({ textContentSource: content, container: text, viewport }).render();
  return content.items.some((item) => "str" in item && item.str.trim() !== "");
}

/** Opens a PDF in its own worker. A file that is none, wants a password or never ends is a failure in words. */
export async function openPdf(data: Uint8Array<ArrayBuffer>, startWorker: StartWorker): Promise<Result<PdfFile>> {
  const worker = startWorker(workerUrl);
  const late = Promise.withResolvers<"late">();
  const timer = setTimeout(() => late.resolve("late"), OPEN_LIMIT_MS);
  try {
    const opened = await Promise.race([open(data, worker), late.promise]);
    if (opened === "late") {
      worker.terminate();
      return fail(slowPdfFailure);
    }
    return ok({
      pages: opened.file.numPages,
      sizes: opened.sizes,
      draw: (page, scale, canvas, text, signal) => drawPage(opened, page, scale, canvas, text, signal),
      close: () => worker.terminate(), // ends whatever it is doing; pdf.js's own destroy may wait for it for ever
    });
  } catch (error) {
    worker.terminate();
    return fail(error instanceof Error && error.name === "PasswordException" ? lockedPdfFailure : notPdfFailure);
  } finally {
    clearTimeout(timer);
  }
}
