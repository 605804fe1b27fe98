import { durationsOf, frameAt } from "./cine.ts";
import type { SeriesLoader } from "./series-loader.ts";

/** What a loop needs of its viewport. */
export type CineStage = {
  readonly loader: () => SeriesLoader | null;
  readonly index: () => number;
  readonly show: (index: number) => void;
};

/** Plays the frames of a series in a loop, by the file's times or at a rate. */
export class CinePlayer {
  private readonly stage: CineStage;
  private run: { readonly framesPerSecond: number | null; since: number } | null = null;

  constructor(stage: CineStage) {
    this.stage = stage;
  }

  get playing(): boolean {
    return this.run !== null;
  }

  get framesPerSecond(): number | null {
    return this.run?.framesPerSecond ?? null;
  }

  play(framesPerSecond: number | null): void {
    const began = this.run !== null;
    this.run = { framesPerSecond, since: performance.now() };
    if (!began) this.tick();
  }

  stop(): void {
    this.run = null;
  }

  private tick(): void {
    const { run } = this;
    const loader = this.stage.loader();
    if (run === null || loader === null) return;
    const { frames } = loader.series;
    const durations = durationsOf(
      frames.map(({ durationMs }) => durationMs),
      run.framesPerSecond,
    );
    const next = frameAt(this.stage.index(), run.since, performance.now(), frames.length, durations);
    const come = loader.states[next.index] === "ready" || loader.states[next.index] === "failed";
    // A frame that has not come yet is waited for: a loop neither skips it nor shows black for it.
    if (!come) loader.want(next.index, 1);
    run.since = come ? next.sinceMs : performance.now();
    if (come && next.index !== this.stage.index()) this.stage.show(next.index);
    requestAnimationFrame(() => this.tick());
  }
}
