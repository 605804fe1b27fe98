import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ImagingStudy } from "@medplum/fhirtypes";
import { expect, test } from "vitest";
import { writeSmallCase } from "../fixtures/small-case.ts";
import { hasOrthanc, startOrthanc } from "../support/orthanc.ts";
import { fillArchive } from "./fill-archive.ts";
import { partsOf } from "./multipart.ts";
import { startService } from "./service.ts";

test.skipIf(!hasOrthanc())(
  "images in a real Orthanc: the case names it, and it gives back the announced bytes",
  async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-test-"));
    const orthanc = await startOrthanc();
    const caseFolder = writeSmallCase(folder, "a");
    const service = await startService({ casesDirs: [caseFolder], dicomwebUrl: orthanc.dicomweb });
    try {
      expect(await fillArchive(orthanc.dicomweb, [caseFolder])).toBe(3);
      expect(service.dicomweb).toBe(orthanc.dicomweb);
      const study = service.read<ImagingStudy>("ImagingStudy", "a-study");
      const series = study?.series?.[0];
      for (const instance of series?.instance ?? []) {
        const url = `${orthanc.dicomweb}/studies/${study?.identifier?.[0]?.value?.slice("urn:oid:".length)}/series/${series?.uid}/instances/${instance.uid}`;
        const answer = await fetch(url, { headers: { Accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' } });
        const [part] = partsOf(Buffer.from(await answer.arrayBuffer()), answer.headers.get("content-type") ?? "") ?? [];
        expect(
          createHash("sha256")
            .update(part ?? "")
            .digest("hex"),
        ).toBe(instance.extension?.[0]?.valueString);
      }
    } finally {
      await service.close();
      await orthanc.close();
      fs.rmSync(folder, { recursive: true, force: true });
    }
  },
  60_000,
);
