import { expect, test } from "vitest";
import type { SeriesRow } from "#shared/contract/imaging.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { ok } from "#shared/result/failure.ts";
import type { CaseId, SeriesId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import { SeriesTables } from "./series-tables.ts";

const { signal } = new AbortController();
const row = (id: string, change: Partial<SeriesRow> = {}): SeriesRow =>
  ({ seriesId: id, revision: "r1", frames: 3, identityConflict: null, ...change }) as unknown as SeriesRow;

function tablesOf(...rows: SeriesRow[]) {
  const asked: string[] = [];
  const now = new Map(rows.map((entry) => [entry.seriesId, entry]));
  const imaging = {
    series: async ({ seriesId }: { readonly seriesId: SeriesId }) => {
      asked.push(seriesId);
      return ok({ frames: { seriesId, revision: now.get(seriesId)?.revision } as unknown as SeriesFrames });
    },
  } as unknown as Calls["imaging"];
  const tables = new SeriesTables("c" as CaseId, imaging, (seriesId) => now.get(seriesId));
  return { tables, asked, change: (entry: SeriesRow) => now.set(entry.seriesId, entry) };
}

const a = "a" as SeriesId;

test("a series that is opened again is the same object, so that the viewer finds its frames; asked for once", async () => {
  const { tables, asked } = tablesOf(row("a"));
  const first = await tables.get(a, signal);
  expect((await tables.get(a, signal)).ok && first.ok && tables.known(a) === first.value).toBe(true);
  expect(asked).toEqual(["a"]);
});

test("row 57: a list that has grown, or a doubt about the patient, is asked for anew", async () => {
  const { tables, asked, change } = tablesOf(row("a"));
  await tables.get(a, signal);
  change(row("a", { revision: "r2" }));
  expect(tables.known(a)).toBeNull();
  expect(await tables.get(a, signal)).toMatchObject({ value: { revision: "r2" } });
  change(row("a", { revision: "r2", identityConflict: "another name" }));
  expect(tables.known(a)).toBeNull();
  await tables.get(a, signal);
  expect(asked).toEqual(["a", "a", "a"]);
});

test("what may be opened next is there before; very long series, doubtful ones and empty ones wait until they are asked for", async () => {
  const rows = [row("a"), row("b", { frames: 5_000 }), row("c", { identityConflict: "another name" }), row("d", { frames: 0 })];
  const { tables, asked } = tablesOf(...rows);
  await tables.ahead(rows, signal);
  expect(asked).toEqual(["a"]);
  tables.clear();
  expect(tables.known(a)).toBeNull();
});
