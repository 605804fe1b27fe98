import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ImagingStudy } from "@medplum/fhirtypes";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeSmallCase } from "../fixtures/small-case.ts";
import { hasOrthanc, startOrthanc } from "../support/orthanc.ts";
import { fillArchive, stockOf } from "./fill-archive.ts";
import { partsOf } from "./multipart.ts";
import { type Service, startService } from "./service.ts";

let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-test-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** The bytes of each instance that a study announces, as the archive gives them back, by SHA-256. */
async function hashesAt(root: string, study: ImagingStudy | null): Promise<string[]> {
  const [series] = study?.series ?? [];
  const uid = study?.identifier?.[0]?.value?.slice("urn:oid:".length);
  const hashes: string[] = [];
  for (const instance of series?.instance ?? []) {
    const url = `${root}/studies/${uid}/series/${series?.uid}/instances/${instance.uid}`;
    const answer = await fetch(url, { headers: { Accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' } });
    const [part] = partsOf(Buffer.from(await answer.arrayBuffer()), answer.headers.get("content-type") ?? "") ?? [];
    hashes.push(
      createHash("sha256")
        .update(part ?? "")
        .digest("hex"),
    );
  }
  return hashes;
}

const announced = (study: ImagingStudy | null): (string | undefined)[] =>
  study?.series?.[0]?.instance?.map(({ extension }) => extension?.[0]?.valueString) ?? [];

test.skipIf(!hasOrthanc())(
  "images in a real Orthanc: the case names it, it gets what it lacks and gives back the announced bytes",
  async () => {
    const orthanc = await startOrthanc();
    const caseFolder = writeSmallCase(folder, "a");
    const service: Service = await startService({ casesDirs: [caseFolder], dicomwebUrl: orthanc.dicomweb });
    try {
      expect(await stockOf(orthanc.dicomweb, [caseFolder])).toMatchObject({ there: 0, missing: { length: 3 } });
      expect(await fillArchive(orthanc.dicomweb, [caseFolder])).toBe(3);
      expect(service.dicomweb).toBe(orthanc.dicomweb);
      const study = service.read<ImagingStudy>("ImagingStudy", "a-study");
      expect(await hashesAt(orthanc.dicomweb, study)).toEqual(announced(study));
      // what is there is never written again: the same images with another patient's name stay outside
      const other = writeSmallCase(path.join(folder, "other"), "a", { family: "Other", instances: 4 });
      expect(await stockOf(orthanc.dicomweb, [other])).toMatchObject({ there: 3, missing: [path.join(other, "dicom/004.dcm")] });
      expect(await fillArchive(orthanc.dicomweb, [other])).toBe(1);
      expect(await hashesAt(orthanc.dicomweb, study)).toEqual(announced(study));
    } finally {
      await service.close();
      await orthanc.close();
    }
  },
  60_000,
);

test("an archive that is not there, is none or wants a sign-in is named, with what to do", async () => {
  const caseFolder = writeSmallCase(folder, "a");
  const service = await startService({ casesDirs: [caseFolder] });
  const { origin } = new URL(service.base);
  try {
    await expect(fillArchive("http://127.0.0.1:9/dicom-web", [caseFolder])).rejects.toThrow(
      "The archive at http://127.0.0.1:9 cannot be reached. Start it, or check the address behind --dicomweb.",
    );
    await expect(fillArchive(`${origin}/other`, [caseFolder])).rejects.toThrow(
      `${origin}/other/studies answers 404. Give the DICOMweb root of the archive, like http://127.0.0.1:8042/dicom-web.`,
    );
    await expect(fillArchive(service.dicomweb, [caseFolder])).rejects.toThrow(
      `${origin} wants a sign-in of its own (401). Give an archive that is open on this machine.`,
    );
  } finally {
    await service.close();
  }
});
