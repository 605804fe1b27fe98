import { type Attributes, codeOf, numberOf } from "../dicom/attributes.ts";
import type { PixelFacts } from "../dicom/pixel-facts.ts";
import { tags } from "../dicom/tags.ts";
import type { FrameGroups } from "./functional-groups.ts";

type Matrix = { readonly rows: number; readonly columns: number };

function matrixOf(attributes: Attributes): Matrix | null {
  const [rows, columns] = [numberOf(attributes, tags.totalPixelMatrixRows), numberOf(attributes, tags.totalPixelMatrixColumns)];
  return rows !== null && columns !== null && rows > 0 && columns > 0 ? { rows, columns } : null;
}

/** Top left corner of a tile in the matrix, 0-based; null when it is not said. */
function cornerOf(attributes: Attributes, groups: FrameGroups, facts: PixelFacts, matrix: Matrix, frame: number) {
  if (codeOf(attributes, tags.dimensionOrganizationType) === "TILED_FULL") {
    // PS3.3 C.7.6.17.3: row by row from the top left; further focal planes and optical paths come behind, whole matrices each
    const across = Math.ceil(matrix.columns / facts.columns);
    const tile = frame % (across * Math.ceil(matrix.rows / facts.rows));
    return { row: Math.floor(tile / across) * facts.rows, column: (tile % across) * facts.columns };
  }
  const place = groups.group(frame, tags.planePositionSlideSequence);
  if (place === null) return null;
  const row = numberOf(place, tags.rowPositionInTotalImagePixelMatrix);
  const column = numberOf(place, tags.columnPositionInTotalImagePixelMatrix);
  return row === null || column === null ? null : { row: row - 1, column: column - 1 };
}

/**
 * The part of a slide's tile that lies inside the total pixel matrix (PS3.3 C.8.12.4, C.7.6.17.3), null when it is all of it or no tile of
 * a slide. Encoders may leave the rest out of an edge tile's stream.
 */
export function tilePartOf(attributes: Attributes, groups: FrameGroups, facts: PixelFacts, frame: number): Matrix | null {
  const matrix = matrixOf(attributes);
  const corner = matrix === null ? null : cornerOf(attributes, groups, facts, matrix, frame);
  if (matrix === null || corner === null) return null;
  const rows = Math.min(facts.rows, matrix.rows - corner.row);
  const columns = Math.min(facts.columns, matrix.columns - corner.column);
  return rows < 1 || columns < 1 || (rows === facts.rows && columns === facts.columns) ? null : { rows, columns };
}
