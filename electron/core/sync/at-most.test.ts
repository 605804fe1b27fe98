import { expect, test } from "vitest";
import { atMost } from "./at-most.ts";

test("row 76: no more than the given number run at a time, in their order, and one that fails makes room", async () => {
  const limit = atMost(2);
  const begun: number[] = [];
  let [running, most] = [0, 0];
  const work = (number: number) =>
    limit(async () => {
      begun.push(number);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
      if (number === 1) throw new Error("broken");
      return number;
    });
  const settled = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled"]);
  expect([begun, most]).toEqual([[0, 1, 2, 3, 4], 2]);
});
