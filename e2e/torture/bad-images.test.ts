import type { Media } from "@medplum/fhirtypes";
import { describe, expect, test } from "vitest";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { frameStatuses, keyImageOf, seriesOf, settled } from "./case-files.ts";
import { until, value } from "./core-driver.ts";
import { accept, bytesAt, draftedCase, reached, readyOffline, reportsAt, rowById, signCase, synced, withStage } from "./stage.ts";

const without = (code: string) => (answer: { readonly ok: boolean; readonly failure?: { readonly code: string } }) =>
  expect(answer).toMatchObject({ ok: false, failure: { code } });

describe("images", () => {
  const [first, last] = ["truncate-dicom", "missing-instance"] as const;

  test("a DICOM file cut in half is named and stands in its place; the others are shown", () =>
    withStage({}, async (stage) => {
      stage.service.setFault(first);
      const caseId = await accept(stage.api);
      const row = await settled(stage, caseId);
      expect(row.availability.images).toMatchObject({ announced: 3, usable: 2 });
      expect(row.availability.problems).toHaveLength(1);
      const statuses = await frameStatuses(stage, caseId);
      expect(statuses.filter((status) => status.endsWith(" ok"))).toHaveLength(2);
      expect(statuses.filter((status) => !status.endsWith(" ok"))).toHaveLength(statuses.length - 2);
      expect((await seriesOf(stage, caseId)).problems.length).toBeGreaterThan(0);
    }));

  test("T15: a missing image is named; the others are shown; asked for again it comes", () =>
    withStage({}, async (stage) => {
      stage.service.setFault(last);
      const caseId = await accept(stage.api);
      const row = await settled(stage, caseId);
      expect(row.availability).toMatchObject({
        images: { announced: 3, received: 2, usable: 2 },
        problems: ["1 image: announced, but the archive does not have it"],
      });
      expect(await frameStatuses(stage, caseId)).toEqual(["0 ok", "1 ok"]);
      stage.service.setFault(null);
      value(await stage.api.cases.fetchNow({ caseId }));
      await readyOffline(stage.api, caseId);
      expect(await frameStatuses(stage, caseId)).toEqual(["0 ok", "1 ok", "2 ok"]);
    }));

  test("row 57: another image's bytes in an image's place are refused", () =>
    withStage({}, async (stage) => {
      stage.service.setFault("foreign-instance");
      const caseId = await accept(stage.api);
      const row = await settled(stage, caseId);
      expect(row.availability).toMatchObject({
        images: { received: 2, usable: 2 },
        problems: ["1 image: the archive sent another image in its place"],
      });
    }));

  test("row 49: a line that is cut in the middle of an image costs that image once more", () =>
    withStage({}, async (stage) => {
      stage.service.setFault("cut-dicom:2");
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      const asked = stage.service.log().filter((line) => line.path.includes("/instances/"));
      expect(asked).toHaveLength(5);
    }));

  test("T15: indexes of another list of frames are answered `stale`, and mark nothing as seen", () =>
    withStage({}, async (stage) => {
      const caseId = await accept(stage.api);
      await readyOffline(stage.api, caseId);
      const { seriesId, revision } = await seriesOf(stage, caseId);
      expect(await frameStatuses(stage, caseId, { order: "2,0" })).toEqual(["2 ok", "0 ok"]);
      expect(await frameStatuses(stage, caseId, { revision: "another", order: "2,0,99" })).toEqual(["2 stale", "0 stale", "99 stale"]);
      expect(await bytesAt(stage.running, `/frames/${caseId}/${seriesId}`, "order=0")).toHaveLength(12);
      expect(await bytesAt(stage.running, `/frames/${caseId}/${seriesId}`, `revision=${revision}&order=99`)).toBe("no-such-series");
      without("stale-list")(await stage.api.imaging.markSeen({ caseId, seriesId, revision: "another", frames: [0] }));
      expect((await seriesOf(stage, caseId)).seen).toBe(0);
      value(await stage.api.imaging.markSeen({ caseId, seriesId, revision, frames: [0, 2, 99] }));
      expect((await seriesOf(stage, caseId)).seen).toBe(2);
    }));

  test("T12: when more images arrive, what was seen stays seen by its picture, not by its number", () =>
    withStage({}, async (stage) => {
      // the first of the series is missing at first: later all others stand one place further on
      const task = stage.service.read("ImagingStudy", "alpha-study") as unknown as { series: { instance: { uid: string }[] }[] };
      stage.service.setFault(`missing-instance:${task.series[0]?.instance[0]?.uid}`);
      const caseId = await accept(stage.api);
      await settled(stage, caseId);
      const before = await seriesOf(stage, caseId);
      const shown = value(await stage.api.imaging.series({ caseId, seriesId: before.seriesId })).frames as SeriesFrames;
      value(await stage.api.imaging.markSeen({ caseId, seriesId: before.seriesId, revision: before.revision, frames: [0] }));
      stage.service.setFault(null);
      value(await stage.api.cases.fetchNow({ caseId }));
      await readyOffline(stage.api, caseId);
      const after = await seriesOf(stage, caseId);
      expect(after).toMatchObject({ seriesId: before.seriesId, seen: 1 });
      expect(after.revision).not.toBe(before.revision);
      const grown = value(await stage.api.imaging.series({ caseId, seriesId: before.seriesId })).frames as SeriesFrames;
      const uid = (frames: SeriesFrames, index: number) => frames.instances[frames.frames[index]?.instance ?? -1]?.sopInstanceUid;
      const place = [0, 1, 2].find((index) => uid(grown, index) === uid(shown, 0)) ?? -1;
      // marking all but that one makes three: so that one it was
      const others = [0, 1, 2].filter((index) => index !== place);
      value(await stage.api.imaging.markSeen({ caseId, seriesId: before.seriesId, revision: after.revision, frames: others }));
      expect((await seriesOf(stage, caseId)).seen).toBe(3);
    }));

  test("row 36: images at an address that was not confirmed are named; the rest comes, and no token goes there", () =>
    withStage(
      {
        edit: (resources) => {
          for (const resource of resources)
            if (resource.resourceType === "Endpoint") resource["address"] = "https://elsewhere.example/dicomweb";
        },
      },
      async (stage) => {
        const caseId = await accept(stage.api);
        const row = await until("the documents", async () => {
          const found = await rowById(stage.api, caseId);
          return found?.availability.documents.usable === 1 && !found.availability.fetching ? found : null;
        });
        expect(row.availability).toMatchObject({ images: { announced: 3, received: 0 }, readyOffline: false });
        expect(row.availability.problems).toEqual([expect.stringContaining("an address that you did not confirm")]);
        expect(value(await stage.api.session.network({})).at).toBe("online");
      },
    ));

  test("a study that names no archive is fetched from the one that the service names, and its key image points there", () =>
    withStage({}, async (stage) => {
      stage.service.setFault("no-endpoint");
      const caseId = await draftedCase(stage.api);
      expect(stage.service.struck()["no-endpoint"]).toBeGreaterThan(0);
      expect((await rowById(stage.api, caseId))?.availability).toMatchObject({ images: { announced: 3, usable: 3 }, problems: [] });
      const keyImage = await keyImageOf(stage, caseId);
      value(await stage.api.opinion.save({ caseId, changes: [{ changeId: "k", change: { field: "keyImages", value: [keyImage] } }] }));
      expect((await reached(stage.api, await signCase(stage.api, caseId), "delivered", "conflict")).state.at).toBe("delivered");
      const [media] = await stage.service.search<Media>("Media");
      const { studyUid, seriesUid, sopInstanceUid } = keyImage;
      expect(media?.content.url).toBe(`${stage.service.dicomweb}/studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUid}`);
    }));

  test("a case without images is read, written and signed as any other", () =>
    withStage({ cases: { alpha: { instances: 0 } } }, async (stage) => {
      const caseId = await draftedCase(stage.api);
      expect(value(await stage.api.imaging.list({ caseId }))).toEqual([]);
      expect((await rowById(stage.api, caseId))?.availability).toMatchObject({ images: { announced: 0 }, readyOffline: true });
      const reportId = await signCase(stage.api, caseId);
      expect((await reached(stage.api, reportId, "delivered", "conflict")).state.at).toBe("delivered");
      expect(await reportsAt(stage.service, reportId)).toBe(1);
    }));
});

describe("a page in place of the service (row 38)", () => {
  test("in the middle of a download nothing of it is stored and nothing is given up", () =>
    withStage({}, async (stage) => {
      await synced(stage);
      stage.service.setFault("captive-portal");
      const caseId = await accept(stage.api);
      await until("captive", async () => value(await stage.api.session.network({})).at === "captive");
      expect((await rowById(stage.api, caseId))?.availability.problems).toEqual([]);
      stage.service.setFault(null);
      value(await stage.api.session.syncNow({}));
      await readyOffline(stage.api, caseId);
      expect(value(await stage.api.session.network({})).at).toBe("online");
    }));
});
