/** From one frame to the next: two workers bring 160 frames a second, of which two in three lie ahead of the reader: more than a display shows. */
const FRAME_MS = 12;

/** How long a worker rests after a frame that took so long: the rest of its time, and a third of all time where frames take long. */
export const gentleRestMs = (spentMs: number): number => Math.max(FRAME_MS - spentMs, spentMs / 2);
