import { expect, test } from "vitest";
import { element, imagePixel, longs, part10, text } from "../dicom/made-bytes.ts";
import { indexInstance } from "./instance-index.ts";

/** Six tiles of 2 × 2 over a slide of 3 rows and 5 columns, and a second optical path behind them. */
const slide = (organization: string): Uint8Array =>
  part10("1.2.840.10008.1.2.1", [
    ...element(0x00080016, "UI", text("1.2.840.10008.5.1.4.1.1.77.1.6\0\0")),
    ...element(0x00209311, "CS", text(organization)),
    ...imagePixel(2, 2, 8, { frames: 12 }),
    ...element(0x00480006, "UL", longs(5)),
    ...element(0x00480007, "UL", longs(3)),
    ...element(0x7fe00010, "OB", new Array<number>(12 * 4).fill(7)),
  ]);

const partsOf = (organization: string): (string | undefined)[] => {
  const index = indexInstance(slide(organization), { instanceKey: "slide", inflate: () => "damaged" });
  if (!index.ok) throw new Error(index.failure.detail ?? index.failure.code);
  return index.value.frames.map(({ look }) => {
    const part = index.value.looks[look]?.pixel.tilePart;
    return part === undefined ? undefined : `${part.columns} × ${part.rows}`;
  });
};

test("PS3.3 C.7.6.17.3: which tiles of a TILED_FULL slide reach over its edge, and how much of them lies inside (by hand)", () => {
  const path = [undefined, undefined, "1 × 2", "2 × 1", "2 × 1", "1 × 1"];
  expect(partsOf("TILED_FULL")).toEqual([...path, ...path]);
});

test("a sparse slide that does not say where its tiles lie has no edge tiles", () => {
  expect(partsOf("TILED_SPARSE ").filter((part) => part !== undefined)).toEqual([]);
});
