import type { Discovered } from "../service/discovery.ts";
import type { ServiceProfile } from "../store/setting-store.ts";

/** The name under which services know this program (a public client, no secret). */
export const CLIENT_ID = "overread-desktop";

/** What is kept in the vault of a service as it described itself. */
export const serviceProfileOf = (service: Discovered): ServiceProfile => ({
  base: service.base,
  name: service.name,
  clientId: CLIENT_ID,
  issuer: service.issuer,
  authorizeUrl: service.authorizeUrl,
  tokenUrl: service.tokenUrl,
  revokeUrl: service.revokeUrl,
  jwksUrl: service.jwksUrl,
  origins: [...service.origins],
  dicomweb: service.dicomweb,
  demo: service.demo,
  mode: service.mode,
  hasTransactions: service.hasTransactions,
  atomic: null,
  hasBatch: service.hasBatch,
  binaryForm: null,
  software: service.software,
  stow: service.stow,
});
