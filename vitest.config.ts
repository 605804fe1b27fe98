import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", "out/**"];

/** `unit`: pure code and core's rooms, part of `npm run check`. `system`: service, core and pages together. `stories`: the real window. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{shared,electron,renderer}/**/*.test.{ts,tsx}", "e2e/support/**/*.test.ts"],
          exclude,
          testTimeout: 30_000,
          css: { include: [/tokens\.css/] },
        },
      },
      {
        test: {
          name: "system",
          include: ["e2e/**/*.test.ts"],
          exclude: [...exclude, "e2e/support/**", "e2e/stories/**"],
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
