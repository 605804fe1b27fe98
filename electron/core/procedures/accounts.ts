import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import type { CoreOptions } from "#shared/contract/host.ts";
import type { AccountId } from "#shared/result/ids.ts";
import { FrameTables } from "../imaging/frame-tables.ts";
import { Preparer } from "../imaging/prepare.ts";
import type { Log } from "../log.ts";
import { ensureSigningKey } from "../report/certificate.ts";
import type { Discovered } from "../service/discovery.ts";
import type { Tokens } from "../service/smart-auth.ts";
import type { Person } from "../service/who-am-i.ts";
import { checkpoint, openDatabase } from "../store/database.ts";
import { writeSetting } from "../store/setting-store.ts";
import { DatabaseRefused, type Db, inTransaction } from "../store/transaction.ts";
import { appendAudit, type OpenAccount } from "../sync/account.ts";
import { Downloads } from "../sync/download-loop.ts";
import type { EventBus } from "../sync/event-bus.ts";
import { openAccount } from "../sync/open-account.ts";
import { Packs } from "../sync/packs.ts";
import { reconcile } from "../sync/reconcile.ts";
import { SyncLoop } from "../sync/sync-loop.ts";
import { type AccountLine, NAMELESS, newFolderName, readAccounts, saveAccount, vaultFolder } from "../vault/accounts-file.ts";
import { isDiskFull } from "../vault/durable-file.ts";
import { createVault, passphraseFits, type UnlockProblem, unlockVault, type Vault } from "../vault/vault.ts";
import type { Unlocked } from "./context.ts";
import { openVaultDatabase } from "./lost-database.ts";
import { serviceProfileOf } from "./service-profile.ts";
import { readSettings } from "./settings.ts";

/** An account that is open now, and how to end it. */
type Open = Unlocked & { readonly line: AccountLine; readonly end: AbortController; readonly remarks: readonly string[] };

export type NewAccount = { readonly service: Discovered; readonly tokens: Tokens; readonly person: Person; readonly label: string };

type OpenedDatabase = { readonly db: Db; readonly remark: string | null };

const REMEMBER_EVERY_MS = 60_000;

/** Opens, makes and locks accounts, one step after the other; at most one is open. */
export class Accounts {
  readonly #options: CoreOptions;
  readonly #log: Log;
  readonly #events: EventBus;
  readonly #wall: () => number;
  readonly #maxMemoryKib: number | undefined;
  readonly #lookMs: number | undefined;
  #open: Open | null = null;
  #rememberedAt = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    options: CoreOptions & {
      readonly wall: () => number;
      readonly maxMemoryKib?: number | undefined;
      readonly lookMs?: number | undefined;
    },
    log: Log,
    events: EventBus,
  ) {
    this.#options = options;
    this.#log = log;
    this.#events = events;
    this.#wall = options.wall;
    this.#maxMemoryKib = options.maxMemoryKib;
    this.#lookMs = options.lookMs;
  }

  get unlocked(): Unlocked | null {
    return this.#open;
  }

  get openLine(): AccountLine | null {
    return this.#open?.line ?? null;
  }

  get remarks(): readonly string[] {
    return this.#open?.remarks ?? [];
  }

  list(): Promise<AccountLine[]> {
    return readAccounts(this.#options.dataDir);
  }

  #place(folder: string) {
    return { folder: vaultFolder(this.#options.dataDir, folder), configDir: this.#options.configDir, host: this.#options.host };
  }

  /** A vault that is still being locked must not look as if another program had it open. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Makes the vault, the signing key and the account line; the account is open afterwards. A half-made vault is removed again. */
  create(account: NewAccount, passphrase: string): Promise<AccountId> {
    return this.#inTurn(async () => {
      await this.#lockNow();
      const folder = newFolderName();
      const place = this.#place(folder);
      try {
        const owner = { issuer: account.service.issuer, practitionerId: account.person.practitionerId };
        const bound = this.#maxMemoryKib === undefined ? {} : { maxMemoryKib: this.#maxMemoryKib };
        const vault = await createVault(place, passphrase, owner, { nowMs: this.#wall(), ...bound });
        if (vault === "already-open") throw new Error("a new vault folder was in use");
        return await this.#furnish(account, folder, vault);
      } catch (error) {
        await fs.rm(place.folder, { recursive: true, force: true });
        throw error;
      }
    });
  }

  async #furnish(account: NewAccount, folder: string, vault: Vault): Promise<AccountId> {
    const { service, person, tokens, label } = account;
    const line: AccountLine = {
      accountId: randomBytes(16).toString("hex") as AccountId,
      label,
      serviceBase: service.base,
      folder,
      lastContactAt: null,
    };
    let db: Db | null = null;
    try {
      db = openDatabase(vault.databaseFile, vault.keys.subkey("db/v1"));
      inTransaction(db, (tx) => {
        writeSetting(tx, "service", serviceProfileOf(service));
        writeSetting(tx, "reviewer", { ...person, roles: [...person.roles], organisations: [...person.organisations] });
        writeSetting(tx, "token", { ...tokens, idTokenClaims: null });
      });
      const open = await this.#start(line, vault, { db, remark: null }, "vault.created");
      await saveAccount(this.#options.dataDir, line);
      this.#ready(open);
      return line.accountId;
    } catch (error) {
      db?.close();
      vault.close();
      throw error;
    }
  }

  unlock(accountId: AccountId, passphrase: string): Promise<"open" | UnlockProblem> {
    return this.#inTurn(async () => {
      if (this.#open?.line.accountId === accountId) return "open";
      await this.#lockNow();
      const line = (await this.list()).find((entry) => entry.accountId === accountId);
      if (line === undefined) return "vault-missing";
      const vault = await unlockVault(this.#place(line.folder), passphrase);
      return typeof vault === "string" ? vault : this.#openWith(line, vault);
    });
  }

  async #openWith(line: AccountLine, vault: Vault): Promise<"open" | UnlockProblem> {
    let opened: OpenedDatabase | null = null;
    try {
      opened = await openVaultDatabase(vault);
      const open = await this.#start(line, vault, opened, "unlocked");
      this.#ready({ ...open, line: await this.#named(line, open.account) });
      return "open";
    } catch (error) {
      opened?.db.close();
      vault.close();
      if (error instanceof DatabaseRefused) return error.why === "newer" ? "vault-newer" : "vault-damaged";
      throw error;
    }
  }

  /** A vault that was found by its folder gets its name and service back. */
  async #named(line: AccountLine, account: OpenAccount): Promise<AccountLine> {
    if (line.label !== NAMELESS) return line;
    const { name, base } = account.service();
    const named = { ...line, label: name, serviceBase: base };
    await saveAccount(this.#options.dataDir, named);
    return named;
  }

  async #start(line: AccountLine, vault: Vault, opened: OpenedDatabase, event: "unlocked" | "vault.created"): Promise<Open> {
    const end = new AbortController();
    const account = openAccount({
      accountId: line.accountId,
      vault,
      db: opened.db,
      host: this.#options.host,
      log: this.#log,
      wall: this.#wall,
      emit: (news) => this.#events.emit(news),
      ended: end.signal,
    });
    const remarks = [
      ...(vault.headerRepaired ? ["A damaged copy of the vault's header was repaired from the other one."] : []),
      ...(opened.remark === null ? [] : [opened.remark]),
      ...(await this.#settle(account, event)),
    ];
    const preparer = new Preparer();
    const packs = new Packs(account, () => readSettings(account.db).preparedImagesGib * 1024 ** 3);
    const downloads = new Downloads(account, preparer, () => packs.wake());
    return {
      account,
      downloads,
      packs,
      loop: new SyncLoop(account, downloads, () => this.#rememberSoon(line.accountId, account), this.#lookMs),
      line,
      end,
      preparer,
      frameTables: new FrameTables(opened.db),
      remarks,
      underWay: new Set(),
      // asked again for each signature (R9), of the vault that is being signed in: also while it is about to be locked
      checkPassphrase: (passphrase) => passphraseFits(this.#place(line.folder), passphrase),
    };
  }

  /** A full disk keeps nobody from reading: what would have to be written at unlock waits for room. */
  async #settle(account: OpenAccount, event: "unlocked" | "vault.created"): Promise<readonly string[]> {
    try {
      inTransaction(account.db, (tx) => appendAudit(account, tx, event, { deviceSecret: account.vault.deviceSecretMode }));
      await ensureSigningKey(account.db, account.reviewer().practitioner, account.clock.now());
      return await reconcile(account);
    } catch (error) {
      if (!isDiskFull(error) || event === "vault.created") throw error;
      return ["The disk of this computer is full. You can read; nothing new can be saved until there is room."];
    }
  }

  #ready(open: Open): void {
    this.#open = open;
    this.#rememberedAt = 0;
    this.#events.emit({ kind: "session.changed" });
    void open.loop.wake(true);
  }

  /** Ends everything that works with the vault, then closes it: streams stop, the log is emptied, key buffers are zeroed. */
  lock(): Promise<void> {
    return this.#inTurn(() => this.#lockNow());
  }

  async #lockNow(): Promise<void> {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    open.end.abort();
    const { account } = open;
    await Promise.all([open.preparer.close(), open.packs.close()]);
    await Promise.allSettled([open.loop.idle(), open.downloads.idle(), open.packs.idle(), ...open.underWay]);
    try {
      await this.#remember(open.line, account);
      inTransaction(account.db, (tx) => appendAudit(account, tx, "locked", {}));
      account.clock.close();
      checkpoint(account.db);
    } catch (error) {
      // a full disk must not leave the vault open; any other reason is a bug, and it must not either
      if (!isDiskFull(error)) this.#log("defect", { code: `lock: ${error instanceof Error ? error.name : "thrown value"}` });
    } finally {
      account.db.close();
      account.audit.zero();
      account.vault.close();
      this.#events.emit({ kind: "session.changed" });
    }
  }

  async #remember(line: AccountLine, account: OpenAccount): Promise<void> {
    const { lastContactAt } = account.clock;
    if (lastContactAt === null) return;
    this.#rememberedAt = lastContactAt;
    await saveAccount(this.#options.dataDir, { ...line, lastContactAt });
  }

  /** The unlock screen says when the service was last reached, also after this program was killed. */
  async #rememberSoon(accountId: AccountId, account: OpenAccount): Promise<void> {
    const { lastContactAt } = account.clock;
    const open = this.#open;
    if (open?.line.accountId !== accountId || lastContactAt === null) return;
    // either way: the clock may have been put back
    if (Math.abs(lastContactAt - this.#rememberedAt) < REMEMBER_EVERY_MS) return;
    await this.#remember(open.line, account).catch((error: unknown) => {
      // told at the next contact
      if (!isDiskFull(error)) this.#log("defect", { code: `accounts: ${error instanceof Error ? error.name : "thrown value"}` });
    });
  }
}
