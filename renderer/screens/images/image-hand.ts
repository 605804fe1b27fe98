import type { MarkHand } from "../../viewer/viewer.ts";

/** The hand on one viewport, chosen anew at each event: marks, or a tool that points at places too. */
export const eitherHand = (now: () => MarkHand): MarkHand => ({
  press: (pointer) => now().press(pointer),
  move: (pointer, isDown) => now().move(pointer, isDown),
  release: (pointer) => now().release(pointer),
  cancel: () => now().cancel(),
  follows: () => now().follows(),
});
