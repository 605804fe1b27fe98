import path from "node:path";
import type { Page } from "playwright";

export type Step = { readonly name: string; readonly ms: number };

/** Names, times and pictures of a run, in order. */
export class Steps {
  readonly steps: Step[] = [];
  readonly screenshots: string[] = [];
  readonly #out: string;
  readonly #say: (line: string) => void;
  page: Page | null = null;

  constructor(out: string, say: (line: string) => void) {
    this.#out = out;
    this.#say = say;
  }

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const value = await work();
    const ms = Math.round(performance.now() - started);
    this.steps.push({ name, ms });
    this.#say(`${String(this.steps.length).padStart(2)}  ${name.padEnd(58)} ${String(ms).padStart(6)} ms`);
    return value;
  }

  /** A picture of the window, numbered. */
  async picture(name: string): Promise<void> {
    const file = `${String(this.screenshots.length + 1).padStart(2, "0")}-${name}.png`;
    await this.page?.screenshot({ path: path.join(this.#out, file) });
    this.screenshots.push(file);
  }
}
