import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{shared,electron,renderer,e2e}/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", "**/*.browser.test.tsx", "e2e/stories/**"],
    css: { include: [/tokens\.css/] },
    testTimeout: 20_000,
    reporters: ["default"],
  },
});
