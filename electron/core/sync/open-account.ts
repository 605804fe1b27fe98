import type { CoreEvent } from "#shared/contract/events.ts";
import type { Host } from "#shared/contract/host.ts";
import type { AccountId } from "#shared/result/ids.ts";
import { AuditChain } from "../audit/audit-chain.ts";
import type { Log } from "../log.ts";
import { FhirClient } from "../service/fhir-client.ts";
import { createHttp, type Http } from "../service/http.ts";
import { refresh } from "../service/smart-auth.ts";
import { type ReviewerProfile, readSetting, removeSetting, type ServiceProfile, writeSetting } from "../store/setting-store.ts";
import type { Db } from "../store/transaction.ts";
import { isDiskFull } from "../vault/durable-file.ts";
import type { Vault } from "../vault/vault.ts";
import type { OpenAccount } from "./account.ts";
import { Clock } from "./clock.ts";
import { TokenKeeper } from "./token-keeper.ts";

export type AccountParts = {
  readonly accountId: AccountId;
  readonly vault: Vault;
  readonly db: Db;
  readonly host: Host;
  readonly log: Log;
  readonly wall: () => number;
  readonly emit: (event: CoreEvent) => void;
  readonly ended: AbortSignal;
};

/** Puts the parts of an unlocked vault together. Throws when the vault was never finished: then it holds no service. */
export function openAccount(parts: AccountParts): OpenAccount {
  const { db } = parts;
  const profile = (): ServiceProfile => required(readSetting(db, "service"), "service");
  const clock = new Clock(readSetting(db, "clock"), parts.wall, (facts) => {
    try {
      if (db.open) writeSetting(db, "clock", facts);
    } catch (error) {
      // asking for the time must not fail because the disk is full; the mark is written with the next change
      if (!isDiskFull(error)) throw error;
    }
  });
  const tokens = new TokenKeeper(
    readSetting(db, "token"),
    (refreshToken) => refresh(profile(), profile().clientId, refreshToken, { now: parts.wall, offsetMs: clock.offsetMs }, parts.ended),
    (fresh) => {
      if (fresh === null) removeSetting(db, "token");
      else writeSetting(db, "token", { ...fresh, idTokenClaims: null });
    },
    parts.wall,
  );
  const http: Http = createHttp({
    origins: () => profile().origins,
    token: (refused) => tokens.token(refused),
    onDate: (serverMs) => clock.contact(serverMs),
    now: parts.wall,
    log: parts.log,
  });
  return {
    accountId: parts.accountId,
    vault: parts.vault,
    db,
    audit: new AuditChain(parts.vault.keys.subkey("audit/v1")),
    clock,
    http,
    fhir: new FhirClient(http, profile().base, parts.wall),
    tokens,
    host: parts.host,
    log: parts.log,
    ended: parts.ended,
    service: profile,
    setService: (next) => writeSetting(db, "service", next),
    reviewer: (): ReviewerProfile => required(readSetting(db, "reviewer"), "reviewer"),
    emit: parts.emit,
    network: { at: "unknown", detail: null, syncing: false, quietUntil: 0 },
  };
}

function required<T>(value: T | null, name: string): T {
  if (value === null) throw new Error(`the vault holds no ${name}`);
  return value;
}
