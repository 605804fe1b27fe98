import path from "node:path";
import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", "out/**"];

/** Electron's binary is not needed, and its package would try to fetch it: main runs on a double. */
const alias = [{ find: /^electron$/, replacement: path.join(import.meta.dirname, "e2e/support/electron-double.ts") }];

/** `unit`: pure code and core's rooms, part of `npm run check`. `system`: service, core and pages together, and `*.system.test.ts` of core that need tools of the machine or many seconds. `stories`: the real window. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          // without state of their own, these need no process of their own: a third of the time
          name: "pure",
          include: ["shared/**/*.test.ts"],
          exclude,
          alias,
          testTimeout: 30_000,
          isolate: false,
          // in a group of their own: the others have another number of workers
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "unit",
          include: ["{electron,renderer}/**/*.test.{ts,tsx}", "e2e/{support,shell,bench}/**/*.test.ts"],
          exclude: [...exclude, "**/*.system.test.ts"],
          alias,
          testTimeout: 30_000,
          css: { include: [/(tokens|first-frame)\.css/] },
        },
      },
      {
        test: {
          name: "system",
          include: ["e2e/**/*.test.ts", "electron/**/*.system.test.ts"],
          exclude: [...exclude, "e2e/support/**", "e2e/shell/**", "e2e/bench/**", "e2e/stories/**"],
          alias,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "stories",
          include: ["e2e/stories/**/*.test.ts"],
          exclude,
          testTimeout: 600_000,
          hookTimeout: 120_000,
          // one window at a time: each story is a person at the screen
          fileParallelism: false,
        },
      },
    ],
  },
});
