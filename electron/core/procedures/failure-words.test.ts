import { describe, expect, test } from "vitest";
import { dicomCodes, dicomFailure } from "#shared/dicom/dicom-failure.ts";
import { objectCodes, objectFailure } from "#shared/objects/object-failure.ts";
import {
  cancelledFailure,
  defectFailure,
  disconnectedFailure,
  diskFullFailure,
  type Failure,
  lockedFailure,
} from "#shared/result/failure.ts";
import { answerInWords, problemInWords } from "../sync/connectivity.ts";
import { failures } from "../sync/failures.ts";
import { reportFailures } from "./report-failures.ts";
import { sessionFailures } from "./session-failures.ts";

const all: readonly Failure[] = [
  ...Object.values(failures),
  ...Object.values(reportFailures),
  ...Object.values(sessionFailures),
  ...dicomCodes.map((code) => dicomFailure(code)),
  ...objectCodes.map((code) => objectFailure(code)),
  cancelledFailure,
  defectFailure,
  disconnectedFailure,
  diskFullFailure,
  lockedFailure,
];

describe("row 79, invariant 10: every failure says what happened, what is safe, what to do, and never its code", () => {
  test.each(all.map((failure) => [failure.code, failure] as const))("%s", (code, { happened, safe, todo }) => {
    for (const text of [happened, safe, todo]) {
      expect(text).toMatch(/^[A-Z].* .*\.$/);
      if (code.includes("-")) expect(text).not.toContain(code);
    }
  });

  test.each([0, 400, 401, 403, 404, 410, 409, 412, 422, 429, 500, 503])("an answer %i of the service is said in words", (status) => {
    expect(answerInWords("the service", status)).toMatch(/^the service [a-z]+ [a-z -]+( \(\d{3}\))?$/);
  });

  test("what kept something from the service is said in words", () => {
    for (const kind of ["offline", "timeout", "certificate", "captive", "aborted"] as const)
      expect(problemInWords({ kind: "transport", problem: { kind, detail: "ECONNREFUSED" } })).not.toMatch(new RegExp(`ECONN|^${kind}$`));
  });
});
