import { describe, expect, test } from "vitest";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { fail, ok } from "#shared/result/failure.ts";
import type { SeriesId } from "#shared/result/ids.ts";
import { dicomDate, frameLabel } from "./key-image.ts";
import { imagesOver, madeSeries, type Shown } from "./made-images.ts";

const signal = new AbortController().signal;

function images(answer: (seriesId: string) => unknown, resolveIdentity?: (given: { readonly because: string }) => Promise<unknown>) {
  const studies = [
    {
      series: [
        { seriesId: "a", frames: 120, identityConflict: null },
        { seriesId: "b", frames: 120, identityConflict: null },
      ],
    },
  ];
  return imagesOver({ list: () => studies, answer, resolveIdentity });
}

describe("the images of a case", () => {
  test("S4: a case that was taken back leaves no list, no series and no engine; given back, it opens again", async () => {
    const { model, told } = images((id) => ok({ frames: madeSeries(id) }));
    await model.load(signal);
    model.attach(0, {} as HTMLElement);
    model.forget({ code: "not-readable", happened: "", safe: "", todo: "" });
    expect(told).toContain("viewer closed");
    expect(model.store.getState().list.phase).toBe("failed");
    expect(model.store.getState().slots.every((slot) => slot.seriesId === null && slot.series === null)).toBe(true);
    await model.load(signal);
    expect(model.store.getState().slots[0]?.seriesId).toBe("a");
  });

  test("the first series opens in its middle, also when the viewport comes later than the answer", async () => {
    const { model, told } = images((id) => ok({ frames: madeSeries(id) }));
    await model.load(signal);
    model.attach(0, {} as HTMLElement);
    expect(told).toEqual(["show a 60"]);
  });

  test.each(["before", "after"])(
    "T20: the image at which each series opens is there ahead, the viewport coming %s the list",
    async (when) => {
      const { model, ahead } = images((id) => ok({ frames: madeSeries(id) }));
      if (when === "before") model.attach(0, {} as HTMLElement);
      await model.load(signal);
      if (when === "after") model.attach(0, {} as HTMLElement);
      await expect.poll(() => ahead).toEqual(expect.arrayContaining(["a 60", "b 60"]));
    },
  );

  test("T15: an answer for a series that was left is not shown in the place of the next", async () => {
    const gate = Promise.withResolvers<void>();
    const { model, told } = images((id) =>
      id === "a" ? gate.promise.then(() => ok({ frames: madeSeries("a") })) : ok({ frames: madeSeries(id) }),
    );
    model.attach(0, {} as HTMLElement);
    const slow = model.showSeries("a" as SeriesId, 0, signal);
    await model.showSeries("b" as SeriesId, 0, signal);
    gate.resolve();
    await slow;
    expect(told.filter((entry) => entry.startsWith("show"))).toEqual(["show b 60"]);
  });

  test("M20: another patient's images are a failure in their place, not a picture", async () => {
    const { model } = images(() => fail({ code: "identity-conflict", happened: "", safe: "", todo: "" }));
    await model.showSeries("a" as SeriesId, 0, signal);
    expect(model.store.getState().slots[0]).toMatchObject({ series: null, failure: { code: "identity-conflict" } });
  });

  test("M20: after the reason in writing the images are shown in their place, although the question is gone by then", async () => {
    let because = "";
    const refused = fail({ code: "identity-conflict", happened: "", safe: "", todo: "" });
    const { model, told } = images(
      (id) => (because === "" ? refused : ok({ frames: madeSeries(id) })),
      async (given) => {
        because = given.because;
        return ok({});
      },
    );
    model.attach(0, {} as HTMLElement);
    await model.showSeries("a" as SeriesId, 0, signal);
    const question = new AbortController();
    const answered = model.resolveIdentity("a" as SeriesId, "The name changed with a marriage.", question.signal);
    question.abort();
    await answered;
    expect(because).toBe("The name changed with a marriage.");
    expect(told.at(-1)).toBe("show a 60");
    expect(model.store.getState().slots[0]).toMatchObject({ seriesId: "a", failure: null });
  });

  test("coming back to the images shows the frame they were left at", async () => {
    const { model, told, viewport } = images((id) => ok({ frames: madeSeries(id) }));
    await model.load(signal);
    const leave = model.attach(0, {} as HTMLElement);
    viewport.showSeries(madeSeries("a"), 77);
    leave();
    model.attach(0, {} as HTMLElement);
    expect(told.at(-1)).toBe("show a 77");
  });

  test("two viewports show two series without a further click", async () => {
    const { model } = images((id) => ok({ frames: madeSeries(id) }));
    await model.load(signal);
    model.setLayout(2);
    await new Promise((resolve) => setTimeout(resolve));
    expect(model.store.getState().slots.map((slot) => slot.seriesId)).toEqual(["a", "b", ...new Array(14).fill(null)]);
  });

  test("a double click shows the viewport that was clicked alone, and the others again as they were", async () => {
    const { model } = images((id) => ok({ frames: madeSeries(id) }));
    await model.load(signal);
    model.setLayout(2);
    await new Promise((resolve) => setTimeout(resolve));
    model.toggleMaximised(1);
    expect(model.store.getState()).toMatchObject({ layout: 2, maximised: true, active: 1 });
    expect(
      model.store
        .getState()
        .slots.slice(0, 2)
        .map((slot) => slot.seriesId),
    ).toEqual(["a", "b"]);
    model.toggleMaximised(1);
    expect(model.store.getState()).toMatchObject({ layout: 2, maximised: false, active: 1 });
    model.setLayout(1);
    model.toggleMaximised(0);
    expect(model.store.getState()).toMatchObject({ layout: 4, maximised: false });
  });

  test("T15: a series that grew is opened again at the picture that was on the screen, not at its old number", async () => {
    const listed = (revision: string, images: readonly string[]): SeriesFrames => ({
      ...madeSeries("a"),
      revision,
      instances: images.map((sopInstanceUid) => ({ sopInstanceUid })) as unknown as SeriesFrames["instances"],
      frames: images.map((_, instance) => ({ instance, frameNumber: 1 })) as unknown as SeriesFrames["frames"],
    });
    let now = listed("1", ["x", "y"]);
    const rows = () => [{ series: [{ seriesId: "a", frames: now.frames.length, identityConflict: null, revision: now.revision }] }];
    const { model, ...memory } = imagesOver({ list: rows, answer: () => ok({ frames: now }) });
    await model.load(signal);
    model.attach(0, {} as HTMLElement);
    memory.viewport.showSeries(now, 1);
    now = listed("2", ["new", "x", "new too", "y"]);
    await model.load(signal);
    expect(memory.told.at(-1)).toBe("show a 3");
    await model.load(signal);
    expect(memory.told.at(-1)).toBe("show a 3");
    expect(memory.told.filter((entry) => entry === "show a 3")).toHaveLength(1);
  });

  test("P17: a key image names the instance, the frame and the window it was chosen with", async () => {
    const { model } = images((id) => ok({ frames: madeSeries(id) }));
    await model.load(signal);
    model.attach(0, {} as HTMLElement);
    expect(await model.markKeyImage()).toMatchObject({
      id: "k1",
      seriesId: "a",
      frameIndex: 60,
      sopInstanceUid: "1.2.3.4",
      frameNumber: 1,
      window: { center: 40, width: 400 },
      label: "CT chest, 12 Mar 2026, image 61 of 120",
    });
  });
});

test("a label does not say its modality twice, and a date that is none is left out", () => {
  const state = { series: madeSeries("a"), index: 0, count: 120 } as unknown as Shown;
  expect(frameLabel(state)).toBe("CT chest, 12 Mar 2026, image 1 of 120");
  expect(dicomDate("2026")).toBeNull();
});
