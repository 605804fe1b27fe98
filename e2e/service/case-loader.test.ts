import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { sharedPath } from "../support/shared-folder.ts";
import { shiftDates } from "./case-dates.ts";
import { findCases, readCase } from "./case-loader.ts";

const example = sharedPath("protocol");

test("dates move by whole days, years and months alone stay, times of day stay", () => {
  const moved = shiftDates({ a: "2026-12-30", b: ["2026-02-27T08:05:00Z", "2015-06"], c: { d: "T-2026-0001", e: 3 } }, 3);
  expect(moved).toEqual({ a: "2027-01-02", b: ["2026-03-02T08:05:00Z", "2015-06"], c: { d: "T-2026-0001", e: 3 } });
});

test.skipIf(example === null)("the example case gets our addresses, its Task is two days old, clinical dates stay", () => {
  const [found] = findCases(example ?? "");
  const now = new Date("2031-05-20T12:00:00Z");
  const resources = readCase(found?.bundleFile ?? "", { base: "http://127.0.0.1:1/fhir/R4", dicomweb: "http://127.0.0.1:1/dicomweb", now });
  expect(resources).toHaveLength(30); // the number that the protocol names for its example
  const one = (type: string) => resources.find(({ resourceType }) => resourceType === type);
  expect(one("Task")).toMatchObject({ authoredOn: "2031-05-18T09:05:00Z", restriction: { period: { end: "2031-06-03T17:00:00Z" } } });
  expect(one("Consent")).toMatchObject({ provision: { period: { start: "2031-05-18", end: "2031-08-18" } } });
  expect(one("Endpoint")).toMatchObject({ address: "http://127.0.0.1:1/dicomweb" });
  expect(one("Procedure")).toMatchObject({ performedDateTime: "2026-11-06" });
  expect(JSON.stringify(resources)).not.toContain("https://service.example/fhir/R4");
});

test("a folder of case folders, one case folder and the example's layout are found", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-test-"));
  for (const name of ["many/b", "many/a", "one", "layout/case"]) {
    fs.mkdirSync(path.join(folder, name), { recursive: true });
    fs.writeFileSync(path.join(folder, name, "case-bundle.json"), "{}");
  }
  const found = (name: string) => findCases(path.join(folder, name)).map((each) => [each.name, path.relative(folder, each.dicomFolder)]);
  expect(found("many")).toEqual([
    ["a", "many/a/dicom"],
    ["b", "many/b/dicom"],
  ]);
  expect(found("one")).toEqual([["one", "one/dicom"]]);
  expect(found("layout")).toEqual([["layout", "layout/dicom"]]);
  fs.rmSync(folder, { recursive: true });
});
