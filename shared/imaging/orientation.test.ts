import { describe, expect, test } from "vitest";
import { edgeLetters, imageDirections, isMirrored, lettersOf, unturned, type ViewTurn } from "./orientation.ts";

/** A point right of the middle of an image, carried through the view as a drawing engine does: mirror, then rotate clockwise. */
function directionOnScreen(turn: ViewTurn, [x, y]: readonly [number, number]): string {
  const [fx, fy] = [turn.flipHorizontal ? -x : x, turn.flipVertical ? -y : y];
  const angle = (turn.rotation * Math.PI) / 180;
  const [sx, sy] = [Math.round(fx * Math.cos(angle) - fy * Math.sin(angle)), Math.round(fx * Math.sin(angle) + fy * Math.cos(angle))];
  if (sx === 1) return "right";
  if (sx === -1) return "left";
  return sy === 1 ? "bottom" : "top";
}

describe("P9: letters follow every flip and rotation", () => {
  const turns = ([0, 90, 180, 270] as const).flatMap((rotation) =>
    [false, true].flatMap((flipHorizontal) => [false, true].map((flipVertical): ViewTurn => ({ rotation, flipHorizontal, flipVertical }))),
  );

  test.each(turns)("axial image, rotation $rotation, flips $flipHorizontal $flipVertical", (turn) => {
    const letters = edgeLetters({ row: "L", column: "P" }, turn);
    const at = (direction: string): string => ({ ...letters })[direction as keyof typeof letters];
    expect(at(directionOnScreen(turn, [1, 0]))).toBe("L");
    expect(at(directionOnScreen(turn, [-1, 0]))).toBe("R");
    expect(at(directionOnScreen(turn, [0, 1]))).toBe("P");
    expect(at(directionOnScreen(turn, [0, -1]))).toBe("A");
  });

  test("a mirrored image is told from a turned one", () => {
    expect(isMirrored(unturned)).toBe(false);
    expect(isMirrored({ rotation: 90, flipHorizontal: true, flipVertical: false })).toBe(true);
    expect(isMirrored({ rotation: 0, flipHorizontal: true, flipVertical: true })).toBe(false);
  });
});

test("letters of oblique directions, largest first (PS3.3 C.7.6.1.1.1)", () => {
  expect(lettersOf([0.9, 0.43, 0])).toBe("LP");
  expect(lettersOf([0, -0.3, 0.95])).toBe("HA");
  expect(lettersOf([0.999, 0.03, 0])).toBe("L");
});

test("projection X-ray without a plane uses Patient Orientation; nonsense gives no letters", () => {
  expect(imageDirections(null, ["L", "F"])).toEqual({ row: "L", column: "F" });
  expect(imageDirections(null, ["LEFT"])).toEqual({ row: "", column: "" });
});
