/** Where a label would like to stand: its left side and the middle of its height. `fixed`: put there by hand. */
export type WantedLabel = { readonly id: string; readonly x: number; readonly y: number; readonly width: number; readonly fixed: boolean };

/** What labels stand on, in the unit of the labels, and how high a label is and how far from the next. */
export type LabelGround = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly height: number;
  readonly gap: number;
  /** What must stay legible: letters of the sides, the texts of the corners. */
  readonly keptFree: readonly FreePlace[];
};

/** A rectangle by its corners. */
export type FreePlace = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

type Place = Omit<WantedLabel, "id" | "fixed">;

/** Steps away from the wanted place, nearest first: 0, 1, -1, 2, -2, … A label that finds no place in all of them stands where it wanted to. */
const stepsTo = (most: number): number[] => [0, ...Array.from({ length: most }, (_, step) => [step + 1, -step - 1]).flat()];
const ROWS = stepsTo(40);
const COLUMNS = stepsTo(4);

const within = (value: number, least: number, most: number): number => Math.max(least, Math.min(Math.max(least, most), value));

/** None of the labels that move covers another one, and all are whole on the ground. Those that were put somewhere take their places first. */
export function placeLabels(labels: readonly WantedLabel[], ground: LabelGround): ReadonlyMap<string, Place> {
  const { height, gap, keptFree } = ground;
  const isOver = (place: Place): boolean =>
    keptFree.some(
      ({ left, right, top, bottom }) =>
        place.x < right && left < place.x + place.width && place.y - height / 2 < bottom && top < place.y + height / 2,
    );
  const covers = (one: Place, other: Place): boolean =>
    one.x < other.x + other.width + gap && other.x < one.x + one.width + gap && Math.abs(one.y - other.y) < height + gap;
  const places = new Map<string, Place>();
  for (const { id, x, y, width, fixed } of [...labels].sort((one, other) => Number(other.fixed) - Number(one.fixed))) {
    const at = (wantedX: number, wantedY: number): Place => ({
      x: within(wantedX, ground.left, ground.right - width),
      y: within(wantedY, ground.top + height / 2, ground.bottom - height / 2),
      width,
    });
    const taken = [...places.values()];
    const isFree = (place: Place): boolean => !isOver(place) && !taken.some((other) => covers(place, other));
    const first = at(x, y);
    const [across, down] = [width + gap, height + gap];
    // down and up in turn, one line farther each time; where a column is full, in the next one to the left or right
    const beside = () => COLUMNS.flatMap((column) => ROWS.map((row) => at(first.x + column * across, first.y + row * down))).find(isFree);
    places.set(id, fixed || isFree(first) ? first : (beside() ?? first));
  }
  return places;
}
