import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import type { CoreOptions } from "#shared/contract/host.ts";
import type { AccountId } from "#shared/result/ids.ts";
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
import { reconcile } from "../sync/reconcile.ts";
import { SyncLoop } from "../sync/sync-loop.ts";
import { type AccountLine, newFolderName, readAccounts, saveAccount, vaultFolder } from "../vault/accounts-file.ts";
import { createVault, passphraseFits, type UnlockProblem, unlockVault, type Vault } from "../vault/vault.ts";
import type { Unlocked } from "./context.ts";
import { serviceProfileOf } from "./service-profile.ts";

/** An account that is open now, and how to end it. */
type Open = Unlocked & { readonly line: AccountLine; readonly end: AbortController; readonly remarks: readonly string[] };

export type NewAccount = { readonly service: Discovered; readonly tokens: Tokens; readonly person: Person; readonly label: string };

/** Opens, makes and locks accounts; at most one is open. */
export class Accounts {
  readonly #options: CoreOptions;
  readonly #log: Log;
  readonly #events: EventBus;
  readonly #wall: () => number;
  readonly #maxMemoryKib: number | undefined;
  #open: Open | null = null;

  constructor(
    options: CoreOptions & { readonly wall: () => number; readonly maxMemoryKib?: number | undefined },
    log: Log,
    events: EventBus,
  ) {
    this.#options = options;
    this.#log = log;
    this.#events = events;
    this.#wall = options.wall;
    this.#maxMemoryKib = options.maxMemoryKib;
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

  /** Makes the vault, the signing key and the account line; the account is open afterwards. A half-made vault is removed again. */
  async create(account: NewAccount, passphrase: string): Promise<AccountId | "disk-full"> {
    await this.lock();
    const folder = newFolderName();
    const owner = { issuer: account.service.issuer, practitionerId: account.person.practitionerId };
    const place = this.#place(folder);
    const vault = await createVault(place, passphrase, owner, {
      nowMs: this.#wall(),
      ...(this.#maxMemoryKib === undefined ? {} : { maxMemoryKib: this.#maxMemoryKib }),
    });
    if (vault === "already-open") throw new Error("a new vault folder was in use");
    try {
      const db = openDatabase(vault.databaseFile, vault.keys.subkey("db/v1"));
      inTransaction(db, (tx) => {
        writeSetting(tx, "service", serviceProfileOf(account.service));
        writeSetting(tx, "reviewer", {
          ...account.person,
          roles: [...account.person.roles],
          organisations: [...account.person.organisations],
        });
        writeSetting(tx, "token", { ...account.tokens, idTokenClaims: null });
      });
      const line: AccountLine = {
        accountId: randomBytes(16).toString("hex") as AccountId,
        label: account.label,
        serviceBase: account.service.base,
        folder,
        lastContactAt: null,
      };
      const open = await this.#start(line, vault, db, "vault.created");
      await ensureSigningKey(open.account.db, account.person.practitioner, open.account.clock.now());
      await saveAccount(this.#options.dataDir, line);
      this.#ready(open);
      return line.accountId;
    } catch (error) {
      vault.close();
      await fs.rm(place.folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Does this passphrase open the account that is open now? Asked again for each signature (R9). */
  async checkPassphrase(passphrase: string): Promise<boolean> {
    return this.#open !== null && passphraseFits(this.#place(this.#open.line.folder), passphrase);
  }

  async unlock(accountId: AccountId, passphrase: string): Promise<"open" | UnlockProblem> {
    if (this.#open?.line.accountId === accountId) return "open";
    await this.lock();
    const line = (await this.list()).find((entry) => entry.accountId === accountId);
    if (line === undefined) return "vault-missing";
    const vault = await unlockVault(this.#place(line.folder), passphrase);
    if (typeof vault === "string") return vault;
    try {
      const db = openDatabase(vault.databaseFile, vault.keys.subkey("db/v1"));
      this.#ready(await this.#start(line, vault, db, "unlocked"));
      return "open";
    } catch (error) {
      vault.close();
      if (error instanceof DatabaseRefused) return error.why === "newer" ? "vault-newer" : "vault-damaged";
      throw error;
    }
  }

  async #start(line: AccountLine, vault: Vault, db: Db, event: "unlocked" | "vault.created"): Promise<Open> {
    const end = new AbortController();
    const account = openAccount({
      accountId: line.accountId,
      vault,
      db,
      host: this.#options.host,
      log: this.#log,
      wall: this.#wall,
      emit: (news) => this.#events.emit(news),
      ended: end.signal,
    });
    inTransaction(db, (tx) => appendAudit(account, tx, event, { deviceSecret: vault.deviceSecretMode }));
    const remarks = [
      ...(vault.headerRepaired ? ["A damaged copy of the vault's header was repaired from the other one."] : []),
      ...(await reconcile(account)),
    ];
    const preparer = new Preparer();
    const downloads = new Downloads(account, preparer);
    return {
      account,
      downloads,
      loop: new SyncLoop(account, downloads),
      line,
      end,
      preparer,
      remarks,
      checkPassphrase: (passphrase) => this.checkPassphrase(passphrase),
    };
  }

  #ready(open: Open): void {
    this.#open = open;
    this.#events.emit({ kind: "session.changed" });
    void open.loop.wake(true);
  }

  /** Ends everything that works with the vault, then closes it: streams stop, the log is emptied, key buffers are zeroed. */
  async lock(): Promise<void> {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    open.end.abort();
    const { account } = open;
    await open.preparer.close();
    await Promise.all([open.loop.idle(), open.downloads.idle()]);
    await this.#remember(open.line, account);
    inTransaction(account.db, (tx) => appendAudit(account, tx, "locked", {}));
    account.clock.close();
    checkpoint(account.db);
    account.db.close();
    account.audit.zero();
    account.vault.close();
    this.#events.emit({ kind: "session.changed" });
  }

  async #remember(line: AccountLine, account: OpenAccount): Promise<void> {
    const { lastContactAt } = account.clock;
    if (lastContactAt !== null) await saveAccount(this.#options.dataDir, { ...line, lastContactAt });
  }
}
