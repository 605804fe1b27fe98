import type { z } from "zod";
import type { CoreEvent } from "#shared/contract/events.ts";
import type { Host } from "#shared/contract/host.ts";
import type { NetworkState } from "#shared/contract/session.ts";
import type { AccountId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import type { AuditChain, AuditEvent, AuditFields } from "../audit/audit-chain.ts";
import type { Log } from "../log.ts";
import type { FhirClient } from "../service/fhir-client.ts";
import type { Http } from "../service/http.ts";
import type { ReviewerProfile, ServiceProfile } from "../store/setting-store.ts";
import type { Db, Tx } from "../store/transaction.ts";
import type { Vault } from "../vault/vault.ts";
import type { Clock } from "./clock.ts";
import type { TokenKeeper } from "./token-keeper.ts";

export type Network = z.infer<typeof NetworkState>["at"];

/** Everything that an unlocked account works with. It ends as a whole when the vault locks: `ended` is aborted first. */
export type OpenAccount = {
  readonly accountId: AccountId;
  readonly vault: Vault;
  readonly db: Db;
  readonly audit: AuditChain;
  readonly clock: Clock;
  readonly http: Http;
  readonly fhir: FhirClient;
  readonly tokens: TokenKeeper;
  readonly host: Host;
  readonly log: Log;
  readonly ended: AbortSignal;
  readonly service: () => ServiceProfile;
  readonly setService: (profile: ServiceProfile) => void;
  readonly reviewer: () => ReviewerProfile;
  readonly emit: (event: CoreEvent) => void;
  /** `quietUntil`: a time before which the service does not want to be asked (`Retry-After`); 0 = now. */
  readonly network: { at: Network; detail: string | null; syncing: boolean; quietUntil: number };
};

export const nowOf = (account: OpenAccount): Instant => account.clock.now();

export const appendAudit = (account: OpenAccount, tx: Tx, event: AuditEvent, fields: AuditFields): void =>
  account.audit.append(tx, event, fields, nowOf(account));

/** References under which Tasks may be assigned to this person: the Practitioner and the active roles. */
export function ownersOf(reviewer: ReviewerProfile): string[] {
  const roles = reviewer.roles.map((role) => (role as { id?: string }).id).filter((id) => typeof id === "string");
  return [`Practitioner/${reviewer.practitionerId}`, ...roles.map((id) => `PractitionerRole/${id}`)];
}

/** Says how the way to the service is; the page asks again only when it changed. */
export function setNetwork(account: OpenAccount, at: Network, detail: string | null = null): void {
  if (account.network.at === at && account.network.detail === detail) return;
  account.network.at = at;
  account.network.detail = detail;
  account.emit({ kind: "network.changed" });
}
