import { z } from "zod";
import { type Attributes, codeOf, codesOf, itemsOf, numberOf, numbersOf, textOf } from "../dicom/attributes.ts";
import { type Inflate, parseInstance } from "../dicom/parse-instance.ts";
import { type Tag, tags } from "../dicom/tags.ts";
import { LutTable, readLutTable } from "./lut-table.ts";
import { ModalityLut, modalityLutOf, modalityValue } from "./modality-lut.ts";
import { PresentationGraphic, readGraphics } from "./presentation-graphic.ts";
import { Voi, voiOf } from "./voi-lut.ts";

/** Images that a part of a state applies to; no frames = all of the instance. */
export const AppliesTo = z.object({ sopInstanceUid: z.string(), frames: z.array(z.int().min(1)) });
export type AppliesTo = z.infer<typeof AppliesTo>;

/** Empty `images`: all that the state names. */
const forImages = { images: z.array(AppliesTo) };
const Place = z.object({ x: z.number(), y: z.number() });

/** What lies outside is hidden (PS3.3 C.7.6.11); places in image pixels from the upper left corner of the first one. */
export const Shutter = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("circle"), center: Place, radius: z.number().positive() }),
  z.object({ kind: z.literal("polygon"), corners: z.array(Place).min(3) }),
]);
export type Shutter = z.infer<typeof Shutter>;

/** A Grayscale Softcopy Presentation State (PS3.3 A.33.1): how somebody wanted images to be seen, and what they drew on them. */
export const PresentationState = z.object({
  label: z.string(),
  description: z.string().nullable(),
  images: z.array(AppliesTo).min(1),
  /** It stands in place of the image's own; the identity where the state has none (PS3.3 C.11.1). */
  modality: ModalityLut,
  /** Null: the whole range of values. */
  voi: z.array(z.object({ ...forImages, voi: Voi })),
  inverted: z.boolean(),
  presentationLut: LutTable.nullable(),
  /** Clockwise, before the flip (PS3.3 C.10.6). */
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  flipped: z.boolean(),
  /** Corners of what is to be seen, in image pixels. */
  areas: z.array(z.object({ ...forImages, from: Place, to: Place })),
  shutters: z.array(Shutter),
  graphics: z.array(z.object({ ...forImages, graphic: PresentationGraphic })),
  /** Parts of the state that are not shown here, in words. */
  notShown: z.array(z.string()),
});
export type PresentationState = z.infer<typeof PresentationState>;

const MAX_IMAGES = 20_000;
const MAX_GRAPHICS = 2_000;

function appliesTo(holder: Attributes): AppliesTo[] {
  return itemsOf(holder, tags.referencedImageSequence).flatMap((item) => {
    const sopInstanceUid = codeOf(item, tags.referencedSopInstanceUid);
    const frames = numbersOf(item, tags.referencedFrameNumber).filter((frame) => Number.isInteger(frame) && frame > 0);
    return sopInstanceUid === null ? [] : [{ sopInstanceUid, frames }];
  });
}

const pairs = (numbers: readonly number[]): { x: number; y: number }[] =>
  Array.from({ length: Math.floor(numbers.length / 2) }, (_, at) => ({ x: numbers[2 * at] ?? 0, y: numbers[2 * at + 1] ?? 0 }));

/** PS3.3 C.7.6.11.1: edges are the first hidden columns and rows; the circle's center and the corners are rows and columns counted from 1. */
function shuttersOf(root: Attributes): Shutter[] {
  const number = (tag: Tag): number => numberOf(root, tag) ?? Number.NaN;
  return codesOf(root, tags.shutterShape).flatMap((shape): Shutter[] => {
    if (shape === "CIRCULAR") {
      const [row, column] = numbersOf(root, tags.centerOfCircularShutter);
      const radius = number(tags.radiusOfCircularShutter);
      const isSound = row !== undefined && column !== undefined && radius > 0;
      return isSound ? [{ kind: "circle", center: { x: column - 0.5, y: row - 0.5 }, radius }] : [];
    }
    if (shape === "POLYGONAL") {
      const corners = pairs(numbersOf(root, tags.verticesOfThePolygonalShutter)).map(({ x: row, y: column }) => ({
        x: column - 0.5,
        y: row - 0.5,
      }));
      return corners.length < 3 ? [] : [{ kind: "polygon", corners }];
    }
    const [left, right] = [number(tags.shutterLeftVerticalEdge), number(tags.shutterRightVerticalEdge) - 1];
    const [top, bottom] = [number(tags.shutterUpperHorizontalEdge), number(tags.shutterLowerHorizontalEdge) - 1];
    const corners = [
      { x: left, y: top },
      { x: right, y: top },
      { x: right, y: bottom },
      { x: left, y: bottom },
    ];
    return shape === "RECTANGULAR" && left < right && top < bottom ? [{ kind: "polygon", corners }] : [];
  });
}

/** PS3.3 C.10.4: the pixels at the corners, counted from 1 and both seen. */
function areasOf(root: Attributes): PresentationState["areas"] {
  return itemsOf(root, tags.displayedAreaSelectionSequence).flatMap((item) => {
    const [x1, y1] = numbersOf(item, tags.displayedAreaTopLeftHandCorner);
    const [x2, y2] = numbersOf(item, tags.displayedAreaBottomRightHandCorner);
    if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) return [];
    const [from, to] = [
      { x: Math.min(x1, x2) - 1, y: Math.min(y1, y2) - 1 },
      { x: Math.max(x1, x2), y: Math.max(y1, y2) },
    ];
    return [{ images: appliesTo(item), from, to }];
  });
}

function rotationOf(root: Attributes): PresentationState["rotation"] {
  const degrees = (((numberOf(root, tags.imageRotation) ?? 0) % 360) + 360) % 360;
  return degrees === 90 || degrees === 180 || degrees === 270 ? degrees : 0;
}

function stateOf(root: Attributes, bigEndian: boolean): PresentationState | null {
  const series = itemsOf(root, tags.referencedSeriesSequence);
  const images = series.flatMap(appliesTo);
  const modality = modalityLutOf(root, false, bigEndian);
  if (images.length === 0 || images.length > MAX_IMAGES || modality === null) return null;
  // values below zero before the VOI LUT: its first input is signed (PS3.3 C.11.2.1.1)
  const signed = modalityValue(modality.lut, 0) < 0;
  const luts = itemsOf(root, tags.presentationLutSequence);
  const presentationLut = luts[0] === undefined ? null : readLutTable(luts[0], false, bigEndian);
  const graphics = itemsOf(root, tags.graphicAnnotationSequence).flatMap((item) => {
    const applies = appliesTo(item);
    return readGraphics(item).map((graphic) => ({ images: applies, graphic }));
  });
  return {
    label: textOf(root, tags.contentLabel) ?? "",
    description: textOf(root, tags.contentDescription) || null,
    images,
    modality: modality.lut,
    voi: itemsOf(root, tags.softcopyVoiLutSequence).flatMap((item) => {
      const [voi] = voiOf(item, signed, bigEndian).choices;
      return voi === undefined ? [] : [{ images: appliesTo(item), voi }];
    }),
    inverted: codeOf(root, tags.presentationLutShape) === "INVERSE",
    presentationLut,
    rotation: rotationOf(root),
    flipped: codeOf(root, tags.imageHorizontalFlip) === "Y",
    areas: areasOf(root),
    shutters: shuttersOf(root),
    graphics: graphics.slice(0, MAX_GRAPHICS),
    notShown: [
      ...(luts.length > 0 && presentationLut === null ? ["its presentation LUT does not fit its description"] : []),
      ...(graphics.length > MAX_GRAPHICS ? [`only ${MAX_GRAPHICS} of its ${graphics.length} drawings`] : []),
    ],
  };
}

/** A presentation state from the bytes of its file; null when it names no image or cannot be read. */
export function readPresentationState(bytes: Uint8Array, inflate: Inflate): PresentationState | null {
  const parsed = parseInstance(bytes, inflate);
  if (!parsed.ok || parsed.value.fault !== null) return null;
  return stateOf(parsed.value.attributes, parsed.value.encoding.bigEndian);
}

const covers = (images: readonly AppliesTo[], { sopInstanceUid, frameNumber }: ImageName): boolean =>
  images.some((image) => image.sopInstanceUid === sopInstanceUid && (image.frames.length === 0 || image.frames.includes(frameNumber)));

/** One frame by its file. */
export type ImageName = { readonly sopInstanceUid: string; readonly frameNumber: number };

/** Whether a state says anything of this image. */
export const appliesToImage = (state: PresentationState, image: ImageName): boolean => covers(state.images, image);

/** The part of each kind that applies to an image: its own one first, else the one for all. */
export function partFor<Part extends { readonly images: readonly AppliesTo[] }>(parts: readonly Part[], image: ImageName): Part | null {
  return parts.find(({ images }) => covers(images, image)) ?? parts.find(({ images }) => images.length === 0) ?? null;
}

export const graphicsFor = (state: PresentationState, image: ImageName): readonly PresentationGraphic[] =>
  state.graphics.flatMap(({ images, graphic }) => (images.length === 0 || covers(images, image) ? [graphic] : []));
