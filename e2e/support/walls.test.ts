import { describe, expect, test } from "vitest";
import { breachesOf, clockUse, importsOf } from "./walls.ts";

describe("the walls of the house (import table)", () => {
  test.each([
    ["shared/imaging/x.ts", 'import { y } from "../opinion/opinion.ts";', "shared goes downwards only"],
    ["shared/result/x.ts", 'import fs from "node:fs";', "shared knows no Node"],
    ["renderer/screens/outbox/x.tsx", 'import { y } from "../worklist/worklist-slice.ts";', "a screen never imports another"],
    ["renderer/screens/outbox/x.tsx", 'import type { y } from "../../app/app.tsx";', "a screen never imports app, types included"],
    ["renderer/client/x.ts", 'import { y } from "../../electron/core/core.ts";', "the page never imports core"],
    ["renderer/viewer/x.ts", 'import { y } from "react";', "the viewer has no React"],
    ["electron/core/store/x.ts", 'import { y } from "../sync/sync-loop.ts";', "core goes downwards only"],
    ["electron/core/vault/x.ts", 'import { y } from "../store/case-store.ts";', "the same level is closed"],
    ["electron/core/sync/x.ts", 'import electron from "electron";', "core never imports electron"],
    ["electron/main/x.ts", 'import { startCore } from "../core/core.ts";', "the shell starts core by file name"],
    ["electron/loopback/x.ts", 'const core = await import("../core/core.ts");', "a dynamic import is an import"],
    ["e2e/service/x.ts", 'export { y } from "../../electron/core/core.ts";', "a re-export is an import"],
    ["renderer/ui/x.tsx", 'import dayjs from "dayjs";', "a package that the table does not name"],
    ["tools/x.ts", "export const x = 1;", "a file in no room"],
  ])("%s: %s is refused (%s)", (file, source) => {
    expect(breachesOf(file, source)).toHaveLength(1);
  });

  test.each([
    ["shared/opinion/x.ts", 'import { y } from "../case/case.ts";'],
    ["renderer/screens/outbox/x.tsx", 'import { y } from "./outbox-slice.ts";'],
    ["electron/core/sync/x.ts", 'import { y } from "../store/case-store.ts";\nimport { z } from "#shared/case/case.ts";'],
    ["electron/core/vault/x.test.ts", 'import { test } from "vitest";'],
  ])("%s: %s is allowed", (file, source) => {
    expect(breachesOf(file, source)).toEqual([]);
  });

  test("specifiers are found in every form, with their lines", () => {
    const source =
      'import a from "a";\nimport {\n  b,\n} from "b";\nimport type { C } from "c";\nimport "d";\nexport * from "e";\nconst f = impo' +
      'rt("f");';
    expect(importsOf(source)).toEqual([
      { specifier: "a", line: 1 },
      { specifier: "b", line: 4 },
      { specifier: "c", line: 5 },
      { specifier: "d", line: 6 },
      { specifier: "e", line: 7 },
      { specifier: "f", line: 8 },
    ]);
  });

  test("shared has no clock: the first use is named, comments and tests are free", () => {
    expect(clockUse("shared/case/x.ts", "const a = 1;\nconst now = Date.now();")).toBe(2);
    expect(clockUse("shared/case/x.ts", "// Date.now() is not used\nconst a = new Date(5);")).toBeNull();
    expect(clockUse("shared/case/x.test.ts", "Date.now()")).toBeNull();
    expect(clockUse("electron/core/x.ts", "Date.now()")).toBeNull();
  });
});
