import { expect, test } from "vitest";
import { archiveRoot, rootProblem } from "./archive-root.ts";

const own = "https://archive.example/dicomweb";
const profile = (dicomweb: string | null, origins = ["https://archive.example"]) =>
  ({ service: () => ({ dicomweb, origins }) }) as unknown as Parameters<typeof archiveRoot>[0];

// protocol 3.3: Endpoint.address; missing: the service profile's [dw]; rule 0.8: only confirmed origins
test.each([
  {
    says: "the Endpoint goes first",
    study: "https://archive.example/other",
    named: own,
    root: "https://archive.example/other",
    problem: null,
  },
  { says: "without one the service's own archive", study: null, named: own, root: own, problem: null },
  { says: "neither", study: null, named: null, root: null, problem: "the service does not say where they lie" },
  {
    says: "the service's own archive where it is not confirmed",
    study: null,
    named: "https://elsewhere.example/dicomweb",
    root: "https://elsewhere.example/dicomweb",
    problem: "they lie at an address that you did not confirm for this service",
  },
  {
    says: "an Endpoint that is not confirmed is not replaced",
    study: "https://elsewhere.example/dicomweb",
    named: own,
    root: "https://elsewhere.example/dicomweb",
    problem: "they lie at an address that you did not confirm for this service",
  },
])("row 36: where a study lies: $says", ({ study, named, root, problem }) => {
  const found = archiveRoot(profile(named), { dicomweb: study });
  expect(found).toBe(root);
  expect(rootProblem(profile(named), found)).toBe(problem);
});
