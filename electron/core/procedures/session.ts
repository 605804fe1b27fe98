import { randomBytes, randomUUID } from "node:crypto";
import type { z } from "zod";
import type { CoreOptions } from "#shared/contract/host.ts";
import type { NetworkState, SessionState } from "#shared/contract/session.ts";
import { conceptText, listAt, textAt } from "#shared/fhir/json.ts";
import { humanName } from "#shared/fhir/patient.ts";
import { type Failure, fail, lockedFailure, ok } from "#shared/result/failure.ts";
import type { AccountId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import { guarded } from "../rpc/implement.ts";
import { type Discovered, type DiscoveryProblem, discover } from "../service/discovery.ts";
import { FhirClient } from "../service/fhir-client.ts";
import { createHttp } from "../service/http.ts";
import { type SignedIn, type SignInProblem, signIn, type Tokens } from "../service/smart-auth.ts";
import { type Person, whoAmI } from "../service/who-am-i.ts";
import { openActions } from "../store/action-store.ts";
import { listOutbox } from "../store/report-store.ts";
import { writeSetting } from "../store/setting-store.ts";
import { bytesBelow, hasDatabase, spoolFiles, vaultFolder } from "../vault/accounts-file.ts";
import { isDiskFull } from "../vault/durable-file.ts";
import { PassphraseJudge } from "../vault/passphrase-judge.ts";
import { ownerHash, peekDeviceSecretMode, peekOwner } from "../vault/vault.ts";
import type { Accounts } from "./accounts.ts";
import { type Context, whenUnlocked } from "./context.ts";
import { CLIENT_ID, serviceProfileOf } from "./service-profile.ts";
import { sessionFailures as words } from "./session-failures.ts";

type PendingSignIn = { readonly service: Discovered; readonly tokens: Tokens; readonly person: Person; readonly at: number };
const PENDING_MS = 30 * 60_000;
const SECRET_MODES = ["none", "file", "key-store"] as const;

export type SessionParts = {
  readonly context: Context;
  readonly accounts: Accounts;
  readonly options: CoreOptions;
  readonly wall: () => number;
};

/** For conversations before a vault is open: no token is kept, only this one sign-in's is used. */
const looseHttp = (
  { context, wall }: SessionParts,
  origins: readonly string[],
  token: string | null,
  onDate: (serverMs: number) => void = () => undefined,
) => createHttp({ origins: () => origins, token: async () => token, onDate, now: wall, log: context.log });

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word) && !/\.$/.test(word));
  return `${words[0]?.[0] ?? ""}${words.length > 1 ? (words.at(-1)?.[0] ?? "") : ""}`.toUpperCase();
}

const qualificationsOf = (practitioner: unknown): string[] =>
  listAt(practitioner, "qualification")
    .map((entry) => conceptText((entry as { code?: unknown }).code))
    .filter((text) => text !== null);

async function stateOf({ accounts, options, context }: SessionParts): Promise<z.infer<typeof SessionState>> {
  const lines = await accounts.list();
  const unlocked = context.unlocked();
  const reviewer = unlocked?.account.reviewer().practitioner;
  const name = reviewer === undefined ? null : humanName(reviewer);
  return {
    phase: unlocked !== null ? "unlocked" : lines.length === 0 ? "first-run" : "locked",
    accounts: await Promise.all(
      lines.map(async (line) => {
        const folder = vaultFolder(options.dataDir, line.folder);
        return {
          accountId: line.accountId,
          label: line.label,
          serviceBase: line.serviceBase,
          lastContactAt: line.lastContactAt as Instant | null,
          unsentReports: await spoolFiles(folder),
          bytesOnDisk: await bytesBelow(folder),
          deviceSecret: SECRET_MODES[(await peekDeviceSecretMode(folder)) ?? 0],
        };
      }),
    ),
    activeAccountId: accounts.openLine?.accountId ?? null,
    reviewer: name === null ? null : { name, detail: qualificationsOf(reviewer).join(", "), initials: initialsOf(name) },
    serviceName: unlocked?.account.service().name ?? null,
    version: options.version,
    shell: options.host.shell,
    demoServiceBase: options.host.demoServiceBase,
    remarks: [...options.host.remarks, ...accounts.remarks],
  };
}

function networkOf(context: Context): z.infer<typeof NetworkState> {
  const unlocked = context.unlocked();
  if (unlocked === null) return { at: "unknown", detail: null, lastContactAt: null, syncing: false, bytesLeft: 0, waiting: 0 };
  const { account, downloads } = unlocked;
  const reports = listOutbox(account.db).filter((row) => !["delivered", "withdrawn", "conflict"].includes(row.state.at)).length;
  return {
    at: account.network.at,
    detail: account.network.detail,
    lastContactAt: account.clock.lastContactAt,
    syncing: account.network.syncing,
    bytesLeft: downloads.bytesLeft(),
    waiting: reports + openActions(account.db).length,
  };
}

export function sessionProcedures(parts: SessionParts) {
  const { context, accounts, options, wall } = parts;
  const pending = new Map<string, PendingSignIn>();
  const judge = new PassphraseJudge();

  const signedIn = (signInId: string): PendingSignIn | null => {
    const entry = pending.get(signInId);
    return entry === undefined || wall() - entry.at > PENDING_MS ? null : entry;
  };

  /** What an attacker knows of this person is guessed first. */
  const namesOf = ({ person, service }: PendingSignIn): string[] => [
    humanName(person.practitioner),
    service.name,
    ...person.organisations.map((entry) => textAt(entry, "name") ?? ""),
    "Overread",
  ];

  async function signInAt(
    base: string,
    signal: AbortSignal,
  ): Promise<
    | { service: Discovered; done: SignedIn; person: Person }
    | { ok: false; failure: Failure<DiscoveryProblem | SignInProblem | "not-a-reviewer"> }
  > {
    let offsetMs = 0;
    const asking = looseHttp(parts, [], null, (serverMs) => {
      offsetMs = serverMs - wall();
    });
    const service = await discover(asking, base, wall, signal);
    if (typeof service === "string") return fail(words[service]);
    const done = await signIn(service, CLIENT_ID, options.host.openInBrowser, { now: wall, offsetMs }, signal);
    if (typeof done === "string") return fail(words[done]);
    const http = looseHttp(parts, service.origins, done.tokens.accessToken);
    const person = await whoAmI(new FhirClient(http, service.base, wall), done.fhirUser, signal);
    if (person === null) return fail(words["not-a-reviewer"]);
    const described = service.described ? service : await discover(http, base, wall, signal, { withToken: true });
    return { service: typeof described === "string" ? service : described, done, person };
  }

  return {
    state: guarded("session.state", context.log, async () => ok(await stateOf(parts))),
    network: guarded("session.network", context.log, () => ok(networkOf(context))),
    probeService: guarded("session.probeService", context.log, async ({ base }: { base: string }, signal) => {
      const service = await discover(looseHttp(parts, [], null), base, wall, signal);
      if (typeof service === "string") return fail(words[service]);
      const { name, origins, demo } = service;
      return ok({ base: service.base, name, signInHost: new URL(service.authorizeUrl).host, origins: [...origins], demo });
    }),
    signIn: guarded("session.signIn", context.log, async ({ base }: { base: string }, signal) => {
      const result = await signInAt(base, signal);
      if ("ok" in result) return result;
      const { service, done, person } = result;
      const signInId = randomUUID();
      for (const [id, entry] of pending) if (wall() - entry.at > PENDING_MS) pending.delete(id);
      pending.set(signInId, { service, tokens: done.tokens, person, at: wall() });
      return ok({
        signInId,
        name: humanName(person.practitioner),
        practitionerId: person.practitionerId,
        qualifications: qualificationsOf(person.practitioner),
        organisation: textAt(person.organisations[0], "name"),
        specialty: conceptText(listAt(person.roles[0], "specialty")[0]),
        serviceName: service.name,
        existingAccountId: await existingAccount(accounts, options, service, person),
      });
    }),
    judgePassphrase: guarded(
      "session.judgePassphrase",
      context.log,
      async ({ signInId, passphrase }: { signInId: string; passphrase: string }) => {
        const entry = signedIn(signInId);
        return entry === null ? fail(words["sign-in-gone"]) : ok(await judge.judge(passphrase, namesOf(entry)));
      },
    ),
    createVault: guarded("session.createVault", context.log, async ({ signInId, passphrase }: { signInId: string; passphrase: string }) => {
      const entry = signedIn(signInId);
      if (entry === null) return fail(words["sign-in-gone"]);
      const { problem } = await judge.judge(passphrase, namesOf(entry));
      if (problem !== null) return fail(words[problem === "too-short" ? "passphrase-too-short" : "passphrase-guessable"]);
      if ((await existingAccount(accounts, options, entry.service, entry.person)) !== null) return fail(words["vault-exists"]);
      try {
        const label = `${humanName(entry.person.practitioner)} · ${entry.service.name}`;
        const accountId = await accounts.create({ ...entry, label }, passphrase);
        pending.delete(signInId);
        void judge.close();
        return ok({ accountId });
      } catch (error) {
        if (isDiskFull(error)) return fail(words["disk-full"]);
        throw error;
      }
    }),
    unlock: guarded("session.unlock", context.log, async ({ accountId, passphrase }: { accountId: AccountId; passphrase: string }) => {
      const result = await accounts.unlock(accountId, passphrase);
      return result === "open" ? ok({}) : fail(words[result]);
    }),
    lock: guarded("session.lock", context.log, async () => {
      await accounts.lock();
      return ok({});
    }),
    signInAgain: guarded("session.signInAgain", context.log, async (_: object, signal) => {
      const unlocked = context.unlocked();
      if (unlocked === null) return whenUnlocked(context, () => ok({}));
      const { account, loop } = unlocked;
      const result = await signInAt(account.service().base, signal);
      if ("ok" in result) return result;
      if (account.ended.aborted) return fail(lockedFailure);
      const { service, done, person } = result;
      if (service.issuer !== account.service().issuer || person.practitionerId !== account.reviewer().practitionerId)
        return fail(words["another-person"]);
      const learned = account.service();
      account.setService({
        ...serviceProfileOf(service),
        binaryForm: learned.binaryForm,
        atomic: service.software === learned.software ? learned.atomic : null,
      });
      writeSetting(account.db, "reviewer", { ...person, roles: [...person.roles], organisations: [...person.organisations] });
      account.tokens.replace(done.tokens);
      void loop.wake(true);
      return ok({});
    }),
    journalKey: guarded("session.journalKey", context.log, ({ sessionId }: { sessionId: string | null }) =>
      whenUnlocked(context, ({ account }) => {
        const id = sessionId !== null && /^[0-9a-f]{32}$/.test(sessionId) ? sessionId : randomBytes(16).toString("hex");
        return ok({ sessionId: id, keyBase64: account.vault.keys.rendererKey(id).toString("base64") });
      }),
    ),
    syncNow: guarded("session.syncNow", context.log, () =>
      whenUnlocked(context, ({ loop }) => {
        void loop.wake(true);
        return ok({});
      }),
    ),
  };
}

/** This person at this service has a vault here already: told by the owner hash in the header, which can be read while locked. */
async function existingAccount(accounts: Accounts, options: CoreOptions, service: Discovered, person: Person): Promise<AccountId | null> {
  for (const line of await accounts.list()) {
    const folder = vaultFolder(options.dataDir, line.folder);
    // one whose database is gone may still send its signed reports, but nobody is kept from beginning anew
    const header = (await hasDatabase(folder)) ? await peekOwner(folder) : null;
    if (header?.owner.equals(ownerHash(header.vaultId, service.issuer, person.practitionerId))) return line.accountId;
  }
  return null;
}
