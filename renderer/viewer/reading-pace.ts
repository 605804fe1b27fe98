import type { Pace } from "./decode/decode-message.ts";

/** So long after the last step the reader has come to rest: then everything else may come as fast as it can. */
const REST_MS = 250;

/** Whether the reader moves through images just now, for those who would take the processor from what is being drawn. */
export class ReadingPace {
  private readonly tell: (pace: Pace) => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastStepAt = 0;

  constructor(tell: (pace: Pace) => void) {
    this.tell = tell;
  }

  /** The reader goes to another frame. A single step is no scrolling yet: what lies around it is wanted at once. */
  stepped(): void {
    const now = performance.now();
    const isScrolling = now - this.lastStepAt < REST_MS;
    this.lastStepAt = now;
    if (this.timer === undefined && isScrolling) {
      this.tell("gentle");
      this.timer = setTimeout(() => this.lookAgain(), REST_MS);
    }
  }

  /** One timer for all steps: setting it anew at each of them costs more than looking again. */
  private lookAgain(): void {
    const leftMs = this.lastStepAt + REST_MS - performance.now();
    if (leftMs > 0) {
      this.timer = setTimeout(() => this.lookAgain(), leftMs);
      return;
    }
    this.timer = undefined;
    this.tell("full");
  }

  close(): void {
    clearTimeout(this.timer);
  }
}
