import { expect, test } from "vitest";
import type { ContentItem } from "#shared/objects/object-value.ts";
import { type Branch, branchesOf } from "./report-tree.tsx";

const item = (number: string): ContentItem => ({
  level: number.split(".").length - 1,
  number,
  relationship: "",
  name: null,
  value: { kind: "container" },
});

const written = ({ item: { number }, below }: Branch): string =>
  below.length === 0 ? number : `${number}(${below.map(written).join(" ")})`;

test("P30: the flat list of a report becomes the tree it was", () => {
  const items = ["1", "1.1", "1.1.1", "1.1.1.1", "1.2", "1.2.1", "1.3"].map(item);
  expect(branchesOf(items).map(written)).toEqual(["1(1.1(1.1.1(1.1.1.1)) 1.2(1.2.1) 1.3)"]);
});
