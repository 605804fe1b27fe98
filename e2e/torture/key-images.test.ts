import fs from "node:fs";
import path from "node:path";
import type { Media } from "@medplum/fhirtypes";
import { describe, expect, test } from "vitest";
import type { KeyObjects } from "#shared/objects/object-value.ts";
import { readObject } from "#shared/objects/read-object.ts";
import type { CaseId, ReportId } from "#shared/result/ids.ts";
import { keyImageOf } from "./case-files.ts";
import { childOn } from "./child.ts";
import { type Api, until, value } from "./core-driver.ts";
import { draftedCase, entryOf, reached, reportsAt, type Stage, signCase, synced, withStage } from "./stage.ts";

const CAPTIONS = ["Rundherd – größer als früher", "肺の結節 \\ 50 %"] as const;

/** The case is signed with two key images while the service is down. */
async function signedOffline(stage: Stage): Promise<{ readonly caseId: CaseId; readonly reportId: ReportId }> {
  const caseId = await draftedCase(stage.api);
  const keyImages = await Promise.all([0, 2].map((index) => keyImageOf(stage, caseId, index)));
  const captioned = keyImages.map((image, index) => ({ ...image, caption: CAPTIONS[index] ?? "" }));
  value(await stage.api.opinion.save({ caseId, changes: [{ changeId: "k", change: { field: "keyImages", value: captioned } }] }));
  await synced(stage);
  await stage.stopService();
  return { caseId, reportId: await signCase(stage.api, caseId) };
}

type KeyImages = NonNullable<NonNullable<Awaited<ReturnType<typeof entryOf>>>["keyImages"]>;
type KeyImagesAt = KeyImages["state"]["at"];

const keyImagesAt = (api: Api, reportId: ReportId, ...names: readonly KeyImagesAt[]): Promise<KeyImages> =>
  until(`key images ${names.join(" or ")}`, async () => {
    const { keyImages } = (await entryOf(api, reportId)) ?? {};
    if (keyImages !== null && keyImages !== undefined && names.includes(keyImages.state.at)) return keyImages;
    value(await api.session.syncNow({}));
    return null;
  });

/** The files that the archive took. */
function stored(stage: Stage): readonly Buffer[] {
  const folder = path.join(stage.folder, "service", "stored");
  return fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name))) : [];
}

function readStored(stage: Stage): KeyObjects {
  const files = stored(stage);
  expect(files).toHaveLength(1);
  const read = readObject(files[0] ?? Buffer.alloc(0), () => "damaged");
  if (!read.ok || read.value.kind !== "key-objects") throw new Error("no key objects");
  return read.value;
}

const asked = (stage: Stage, method: string, ending: RegExp): number =>
  stage.service.log().filter((line) => line.method === method && ending.test(line.path)).length;

const stores = (stage: Stage): number => asked(stage, "POST", /\/dicomweb\/studies\/[\d.]+$/);

/** The report is delivered whatever became of its key images. */
async function stillDelivered(stage: Stage, reportId: ReportId): Promise<void> {
  expect((await reached(stage.api, reportId, "delivered", "conflict")).state.at).toBe("delivered");
  expect(await reportsAt(stage.service, reportId)).toBe(1);
}

describe("P17: key images follow the report into the image archive", () => {
  test("star, caption, report: the key objects list the instances that the report names; once, and after the report", () =>
    withStage({}, async (stage) => {
      const { reportId } = await signedOffline(stage);
      expect((await entryOf(stage.api, reportId))?.keyImages).toMatchObject({ count: 2, state: { at: "waiting" } });
      await stage.startService();
      await stillDelivered(stage, reportId);
      expect(await keyImagesAt(stage.api, reportId, "stored", "refused")).toMatchObject({ count: 2, state: { at: "stored" } });
      const { selected, description } = readStored(stage);
      const media = await stage.service.search<Media>("Media");
      expect(media).toHaveLength(2);
      expect(new Set(selected.map(({ sopInstanceUid }) => sopInstanceUid))).toEqual(
        new Set(media.map(({ content }) => content.url?.split("/").at(-1))),
      );
      expect(selected.map(({ frames }) => frames)).toEqual([[], []]);
      expect(description?.split(/\r?\n/)).toEqual(CAPTIONS.map((caption, index) => `Key image ${index + 1}: ${caption}`));
      const log = stage.service.log();
      const report = log.findIndex((line) => line.bundle?.type === "transaction" && line.bundle.entries.length > 2);
      const store = log.findIndex((line) => line.method === "POST" && line.path.includes("/dicomweb/"));
      expect(report).toBeGreaterThanOrEqual(0);
      expect(store).toBeGreaterThan(report);
      await stage.restartCore();
      await synced(stage);
      expect(stores(stage)).toBe(1);
    }));

  test.each(["stow-cut-after-body", "stow-already"])("%s: read back and stored, sent once", (fault) =>
    withStage({}, async (stage) => {
      const { reportId } = await signedOffline(stage);
      await stage.startService();
      stage.service.setFault(fault);
      await stillDelivered(stage, reportId);
      await keyImagesAt(stage.api, reportId, "stored");
      expect(stage.service.struck()[fault]).toBe(1);
      expect(stores(stage)).toBe(1);
      readStored(stage);
    }),
  );

  test("500: said in the outbox while the report is delivered; sent again by itself, also after a restart", () =>
    withStage({}, async (stage) => {
      const { reportId } = await signedOffline(stage);
      await stage.startService();
      stage.service.setFault("stow-500");
      await stillDelivered(stage, reportId);
      const late = await keyImagesAt(stage.api, reportId, "backing-off", "stored", "refused");
      expect(late.state).toMatchObject({ at: "backing-off", why: "the image archive has a fault of its own (500)" });
      expect(value(await stage.api.session.network({})).at).toBe("online");
      await stage.restartCore();
      stage.service.setFault(null);
      await keyImagesAt(stage.api, reportId, "stored");
      readStored(stage);
    }));

  test("a refusal: not repeated by itself, the report stays delivered; “Try now” sends the same bytes", () =>
    withStage({}, async (stage) => {
      const { reportId } = await signedOffline(stage);
      await stage.startService();
      stage.service.setFault("stow-refused");
      await stillDelivered(stage, reportId);
      const refused = await keyImagesAt(stage.api, reportId, "refused", "stored");
      expect(refused.state).toMatchObject({ at: "refused", why: "refused:409/272" });
      const before = stores(stage);
      await synced(stage);
      expect(stores(stage)).toBe(before);
      stage.service.setFault(null);
      await until("its turn", async () => (await stage.api.outbox.retry({ reportId })).ok);
      await keyImagesAt(stage.api, reportId, "stored");
      readStored(stage);
    }));

  test("killed while they are sent: the next start reads first, and the archive holds them once", () =>
    withStage({}, async (stage) => {
      const { caseId, reportId } = await signedOffline(stage);
      await stage.stopCore();
      await stage.startService();
      stage.service.setFault("slow:400");
      const child = childOn(stage, caseId, "hold");
      await until("the key images to leave", async () => stores(stage) > 0);
      await child.kill();
      stage.service.setFault(null);
      const before = stage.service.log().length;
      await stage.startCore();
      value(await stage.unlock());
      await stillDelivered(stage, reportId);
      await keyImagesAt(stage.api, reportId, "stored");
      readStored(stage);
      const first = stage.service
        .log()
        .slice(before)
        .find((line) => line.path.includes("/dicomweb/studies/"));
      expect(first?.method).toBe("GET");
    }));

  test("a service that does not want them gets none, and the outbox does not speak of them", () =>
    withStage({ service: { stow: false } }, async (stage) => {
      const { reportId } = await signedOffline(stage);
      await stage.startService();
      await stillDelivered(stage, reportId);
      await synced(stage);
      expect((await entryOf(stage.api, reportId))?.keyImages).toBeNull();
      expect(stores(stage)).toBe(0);
    }));

  test("R13: a report that was stopped takes its key images with it", () =>
    withStage({}, async (stage) => {
      const { reportId } = await signedOffline(stage);
      value(await stage.api.outbox.stop({ reportId }));
      await stage.startService();
      await synced(stage);
      expect((await entryOf(stage.api, reportId))?.keyImages).toBeNull();
      expect(stores(stage)).toBe(0);
    }));

  test("S5: a case that is withdrawn before the report left sends neither", () =>
    withStage({}, async (stage) => {
      const { reportId } = await signedOffline(stage);
      await stage.startService();
      await stage.service.changeTask("alpha-task", "cancel");
      await reached(stage.api, reportId, "conflict");
      expect(stores(stage)).toBe(0);
      expect((await entryOf(stage.api, reportId))?.keyImages?.state.at).toBe("waiting");
    }));

  test("S5: a case that is taken back behind its delivered report holds back what has not left, until a person sends it", () =>
    withStage({}, async (stage) => {
      const { reportId } = await signedOffline(stage);
      await stage.startService();
      stage.service.setFault("stow-500");
      await stillDelivered(stage, reportId);
      await keyImagesAt(stage.api, reportId, "backing-off");
      await stage.service.changeTask("alpha-task", "cancel");
      await until("a round that asks what changed", async () => (await stage.api.outbox.retry({ reportId })).ok);
      const { state } = await keyImagesAt(stage.api, reportId, "refused", "stored");
      expect(state).toMatchObject({ at: "refused", why: "withdrawn:cancelled" });
      expect((await entryOf(stage.api, reportId))?.state.at).toBe("delivered");
      stage.service.setFault(null);
      await until("its turn", async () => (await stage.api.outbox.retry({ reportId })).ok);
      await keyImagesAt(stage.api, reportId, "stored");
    }));

  test("row 5: the database is lost; out of the spool the key images wait behind their report again", () =>
    withStage({}, async (stage) => {
      const { reportId } = await signedOffline(stage);
      await stage.stopCore();
      for (const name of fs.readdirSync(stage.vaultDir).filter((file) => file.startsWith("vault.db")))
        fs.rmSync(path.join(stage.vaultDir, name));
      await stage.startService();
      await stage.startCore();
      value(await stage.unlock());
      expect((await entryOf(stage.api, reportId))?.keyImages).toMatchObject({ count: 2, state: { at: "waiting" } });
    }));
});
