import type { ImagePlane, Vector } from "./image-plane.ts";

/** How an image is turned on the screen: first mirrored along its own axes, then rotated clockwise. */
export type ViewTurn = { readonly rotation: 0 | 90 | 180 | 270; readonly flipHorizontal: boolean; readonly flipVertical: boolean };

export const unturned: ViewTurn = { rotation: 0, flipHorizontal: false, flipVertical: false };

/** The letters at the four edges of a viewport; empty where nothing is known. */
export type EdgeLetters = { readonly top: string; readonly right: string; readonly bottom: string; readonly left: string };

/** A direction less than this along an axis is not worth a letter (about 6 degrees). */
const LEAST = 0.1;

/** The letters of a direction in the patient, largest part first (PS3.3 C.7.6.1.1.1): x to the left, y to the back, z to the head. */
export function lettersOf(direction: Vector): string {
  const parts = [
    { size: direction[0], letter: direction[0] > 0 ? "L" : "R" },
    { size: direction[1], letter: direction[1] > 0 ? "P" : "A" },
    { size: direction[2], letter: direction[2] > 0 ? "H" : "F" },
  ];
  return parts
    .filter(({ size }) => Math.abs(size) > LEAST)
    .sort((a, b) => Math.abs(b.size) - Math.abs(a.size))
    .map(({ letter }) => letter)
    .join("");
}

const OPPOSITE: { readonly [letter: string]: string } = { L: "R", R: "L", A: "P", P: "A", H: "F", F: "H" };

export const oppositeLetters = (letters: string): string => [...letters].map((letter) => OPPOSITE[letter] ?? "").join("");

/** Letters to the right of a row and at the foot of a column, as the image lies in the file. */
export type ImageDirections = { readonly row: string; readonly column: string };

/** From the plane, else from Patient Orientation (0020,0020): what projection X-ray has. */
export function imageDirections(plane: Pick<ImagePlane, "row" | "column"> | null, patientOrientation: readonly string[]): ImageDirections {
  if (plane !== null) return { row: lettersOf(plane.row), column: lettersOf(plane.column) };
  const [row = "", column = ""] = patientOrientation;
  return /^[LRAPHF]{1,3}$/.test(row) && /^[LRAPHF]{1,3}$/.test(column) ? { row, column } : { row: "", column: "" };
}

/** The letters on the screen after every flip and rotation (P9). */
export function edgeLetters(directions: ImageDirections, turn: ViewTurn): EdgeLetters {
  const right = turn.flipHorizontal ? oppositeLetters(directions.row) : directions.row;
  const bottom = turn.flipVertical ? oppositeLetters(directions.column) : directions.column;
  const clockwise = [right, bottom, oppositeLetters(right), oppositeLetters(bottom)];
  const steps = turn.rotation / 90;
  const at = (edge: number): string => clockwise[(edge - steps + 4) % 4] ?? "";
  return { right: at(0), bottom: at(1), left: at(2), top: at(3) };
}

/** The image is mirrored: left and right of the patient are exchanged, which the reader must be told (T10). */
export const isMirrored = (turn: ViewTurn): boolean => turn.flipHorizontal !== turn.flipVertical;
