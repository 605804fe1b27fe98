import { OperationOutcomeError } from "@medplum/core";
import type { OperationOutcome, OperationOutcomeIssue } from "@medplum/fhirtypes";

type IssueCode = OperationOutcomeIssue["code"];

/** HTTP status by `OperationOutcome.id`: the router knows its own ids, these are ours. */
const ownStatus: Readonly<Record<string, number>> = {
  "status-400": 400,
  "status-401": 401,
  "status-403": 403,
  "status-404": 404,
  "status-405": 405,
  "status-406": 406,
  "status-409": 409,
  "status-412": 412,
  "status-413": 413,
  "status-415": 415,
  "status-416": 416,
  "status-422": 422,
  "status-429": 429,
  "status-500": 500,
  "status-501": 501,
  "status-503": 503,
};

/** An OperationOutcome with one error; its HTTP status travels in `id`, as the router does it, and is taken out before it is sent. */
export function outcome(status: number, code: IssueCode, diagnostics: string, expression?: string): OperationOutcome {
  const issue: OperationOutcomeIssue = {
    severity: "error",
    code,
    diagnostics,
    ...(expression === undefined ? {} : { expression: [expression] }),
  };
  return { resourceType: "OperationOutcome", id: `status-${status}`, issue: [issue] };
}

export const refuse = (status: number, code: IssueCode, diagnostics: string, expression?: string): OperationOutcomeError =>
  new OperationOutcomeError(outcome(status, code, diagnostics, expression));

/** The HTTP status of an outcome made by {@link outcome}; undefined for the router's own outcomes. */
export const ownStatusOf = (value: OperationOutcome): number | undefined => ownStatus[value.id ?? ""];
