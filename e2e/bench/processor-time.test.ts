import { expect, test } from "vitest";
import { readStat } from "./processor-time.ts";

test("parent and times are read behind a name with brackets and spaces", () => {
  // proc(5): pid (comm) state ppid … utime(14) stime(15) cutime(16) cstime(17)
  const text = "4242 (a) b (c) S 17 1 1 0 -1 4194560 1 2 3 4 100 20 3 4 20 0 1 0 9";
  expect(readStat(text)).toEqual({ parent: 17, ticks: 127 });
});
