import { setFlagsFromString } from "node:v8";

/**
 * How much core's memory may grow between two collections of garbage, as a share of what lives in it. Images are megabytes that lie outside of
 * V8's heap but count in it; with the usual tenth of a heap of 25 MB, V8 walked over all of it eight times a second while a series was opened or
 * downloaded (measured: a third of core's processor time).
 */
const GROWTH_PERCENT = 200;

/** For the whole process, so once: when core starts. */
export const growHeapInLargeSteps = (): void => setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
