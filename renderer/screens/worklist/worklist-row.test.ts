import { expect, test } from "vitest";
import type { CaseRow } from "#shared/case/case.ts";
import { statusOf } from "./worklist-row.tsx";

const downloading = (fetching: boolean, readyOffline: boolean): CaseRow =>
  ({
    state: { at: "downloading" },
    questionCount: 1,
    answeredCount: 0,
    availability: { fetching, readyOffline, bytesAnnounced: 5_000_000, bytesReceived: 2_000_000 },
  }) as unknown as CaseRow;

test.each([
  { fetching: true, readyOffline: false, status: "Fetching", more: "3.0 MB left" },
  // the line is cut: nothing is under way, and the row does not say so
  { fetching: false, readyOffline: false, status: "Waiting", more: "Not complete yet" },
  // the last item has come, the round is not over yet: row and status say the same
  { fetching: true, readyOffline: true, status: "Ready", more: "Not opened yet" },
])("U19: a case that downloads, fetching $fetching, whole $readyOffline: $status", ({ fetching, readyOffline, status, more }) => {
  expect(statusOf(downloading(fetching, readyOffline), 0)).toMatchObject({ strong: status, small: more });
});
