import fs from "node:fs";
import path from "node:path";
import type { CaseId } from "#shared/result/ids.ts";
import { writeSmallCase } from "../fixtures/small-case.ts";
import { type Service, startService } from "../service/service.ts";
import { type Api, until, value } from "../torture/core-driver.ts";

/** Core fetches images from the archive that the case's manifest names. */
function nameArchive(caseFolder: string): void {
  const file = path.join(caseFolder, "case-bundle.json");
  type Resource = { readonly resourceType: string; readonly entry?: object[] };
  const bundle = JSON.parse(fs.readFileSync(file, "utf8")) as { readonly entry: readonly { readonly resource: Resource }[] };
  const manifest = bundle.entry.find(({ resource }) => resource.resourceType === "List");
  manifest?.resource.entry?.push({ item: { reference: "Endpoint/a-archive" } });
  fs.writeFileSync(file, JSON.stringify(bundle));
}

/** The reference service with one small case: a question, a letter, a CT series of three images. */
export function serveOneCase(folder: string): Promise<Service> {
  nameArchive(writeSmallCase(path.join(folder, "cases"), "a"));
  return startService({ casesDirs: [path.join(folder, "cases")] });
}

/** Accepts the case and waits until all of it is here. */
export async function takeCase(
  api: Api,
): Promise<{ readonly caseId: CaseId; readonly seriesId: string; readonly revision: string; readonly thumbnailPath: string }> {
  const row = await until("a case", async () => value(await api.cases.list({})).find((entry) => entry.state.at === "assigned"));
  const { caseId } = row;
  value(await api.cases.accept({ caseId, declaration: "No tie to anybody named in the case.", licenceChoice: "" }));
  await until("ready offline", async () =>
    value(await api.cases.list({})).find((one) => one.caseId === caseId && one.availability.readyOffline),
  );
  value(await api.cases.open({ caseId }));
  const series = await until("a thumbnail", async () =>
    value(await api.imaging.list({ caseId }))
      .flatMap((study) => study.series)
      .find((entry) => entry.thumbnailPath !== null),
  );
  return { caseId, seriesId: series.seriesId, revision: series.revision, thumbnailPath: series.thumbnailPath ?? "" };
}
