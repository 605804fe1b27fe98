import { expect, test } from "vitest";
import { ok } from "#shared/result/failure.ts";
import { imagesOver, madeSeries } from "./made-images.ts";

const signal = new AbortController().signal;

const hanging = (side: "left" | "right") => {
  const row = (seriesId: string, bodyPart: string) => ({
    seriesId,
    seriesUid: `uid of ${seriesId}`,
    bodyPart,
    modality: "CT",
    description: "Axial",
    frames: 120,
    identityConflict: null,
  });
  const study = (date: string, ...rows: ReturnType<typeof row>[]) => ({ studyUid: date, description: "", date, series: rows });
  const studies = [
    study("2026-11-02", row("now", "CHEST")),
    study("2026-05-01", row("knee", "KNEE")),
    study("2025-10-27", row("prior", "CHEST")),
    study("2024-10-27", row("oldest", "CHEST")),
  ];
  const { model } = imagesOver({ list: () => studies, answer: (id) => ok({ frames: madeSeries(id) }), side });
  const shown = () =>
    model.store
      .getState()
      .slots.map(({ seriesId }) => seriesId)
      .filter((id) => id !== null);
  return { model, shown };
};

test("P2: a case opens with its prior of the same body part beside it, on the side that the reader chose; that one is not active", async () => {
  const right = hanging("right");
  await right.model.load(signal);
  expect([right.shown(), right.model.store.getState()]).toMatchObject([["now", "prior"], { layout: 2, active: 0, linked: false }]);
  const left = hanging("left");
  await left.model.load(signal);
  expect([left.shown(), left.model.store.getState()]).toMatchObject([["prior", "now"], { layout: 2, active: 1 }]);
});

test("T13: one key goes through the priors that belong to the active images", async () => {
  const { model, shown } = hanging("right");
  await model.load(signal);
  await model.hangPrior();
  expect(shown()).toEqual(["now", "oldest"]);
  await model.hangPrior();
  expect(shown()).toEqual(["now", "prior"]);
  model.setLayout(1);
  await model.hangPrior();
  expect([shown(), model.store.getState().layout]).toEqual([["now", "prior"], 2]);
});

test("P15: a mark on a prior that hangs already is shown there; the current images stay where they are", async () => {
  const { model, shown } = hanging("right");
  await model.load(signal);
  expect(await model.showFrame({ seriesUid: "uid of prior", sopInstanceUid: "1.2.3.4", frameNumber: 1 })).toBe(true);
  expect([shown(), model.store.getState().active, model.store.getState().slots[1]?.index]).toEqual([["now", "prior"], 1, 0]);
  // one that hangs nowhere takes the active place
  await model.showFrame({ seriesUid: "uid of oldest", sopInstanceUid: "1.2.3.4", frameNumber: 1 });
  expect(shown()).toEqual(["now", "oldest"]);
});
