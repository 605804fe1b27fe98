import type { AnnouncedStudy } from "#shared/fhir/imaging-study.ts";
import { isAllowedUrl } from "../service/http.ts";
import type { OpenAccount } from "./account.ts";

type Profile = Pick<OpenAccount, "service">;

/** Where a study lies: its Endpoint, else the archive that the service names for itself (protocol 3.3); null when neither says. */
export const archiveRoot = (account: Profile, study: Pick<AnnouncedStudy, "dicomweb">): string | null =>
  study.dicomweb ?? account.service().dicomweb;

/** The token goes nowhere but to confirmed addresses; a study that lies elsewhere is named, and the others go on. Null = it can be asked. */
export function rootProblem(account: Profile, root: string | null): string | null {
  if (root === null) return "the service does not say where they lie";
  const isConfirmed = isAllowedUrl(root) && account.service().origins.includes(new URL(root).origin);
  return isConfirmed ? null : "they lie at an address that you did not confirm for this service";
}
