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

/** A picture full of labels: whoever finds no place stands where it would have stood alone. */
const MAX_STEPS = 40;

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
    const at = (wanted: number): Place => ({
      x: within(x, ground.left, ground.right - width),
      y: within(wanted, ground.top + height / 2, ground.bottom - height / 2),
      width,
    });
    const taken = [...places.values()];
    const isFree = (place: Place): boolean => !isOver(place) && !taken.some((other) => covers(place, other));
    // down and up in turn, one line farther each time
    const tries = Array.from({ length: MAX_STEPS }, (_, step) =>
      at(y + (step % 2 === 0 ? 1 : -1) * Math.ceil(step / 2 + 0.5) * (height + gap)),
    );
    const first = at(y);
    places.set(id, fixed || isFree(first) ? first : (tries.find(isFree) ?? first));
  }
  return places;
}
