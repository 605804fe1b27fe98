import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import type { Host } from "#shared/contract/host.ts";
import { BlobStore } from "./blob-store.ts";
import { makeDeviceSecret, readDeviceSecret } from "./device-secret.ts";
import { makeFolder, writeDurable } from "./durable-file.ts";
import {
  type DeviceSecretMode,
  decodeHeader,
  encodeHeader,
  type HeaderProblem,
  headerMacFits,
  slotAad,
  type VaultHeader,
} from "./header.ts";
import { takeInstanceLock } from "./instance-lock.ts";
import { canBePassphrase, deriveCalibrated, deriveKey } from "./key-derivation.ts";
import { Keyring, kekFrom, unwrapKey, wrapKey } from "./keys.ts";

/** Who a vault belongs to: another person on the same machine gets another vault. */
export const ownerHash = (vaultId: Uint8Array, issuer: string, practitionerId: string): Buffer =>
  createHash("sha256")
    .update(vaultId)
    .update(issuer, "utf8")
    .update(Buffer.of(0))
    .update(`Practitioner/${practitionerId}`, "utf8")
    .digest();

/** An unlocked vault: keys, sealed files, and the lock that keeps a second program out. `close()` ends all of it. */
export type Vault = {
  readonly folder: string;
  readonly vaultId: string;
  readonly owner: Buffer;
  readonly deviceSecretMode: DeviceSecretMode;
  readonly keys: Keyring;
  readonly blobs: BlobStore;
  readonly spool: BlobStore;
  readonly databaseFile: string;
  /** True when one header copy was damaged and has been written again from the other. */
  readonly headerRepaired: boolean;
  close(): void;
};

export type UnlockProblem =
  | "wrong-passphrase"
  | "vault-damaged"
  | "vault-newer"
  | "already-open"
  | "device-secret-missing"
  | "vault-missing";

export type VaultPlace = { readonly folder: string; readonly configDir: string; readonly host: Host };

const headerFiles = (folder: string): readonly [string, string] => [path.join(folder, "vault.hdr"), path.join(folder, "vault.hdr2")];

/** Makes a new vault in an empty folder. `owner` is (issuer, Practitioner id). */
export async function createVault(
  place: VaultPlace,
  passphrase: string,
  owner: { readonly issuer: string; readonly practitionerId: string },
  options: { readonly nowMs: number; readonly maxMemoryKib?: number },
): Promise<Vault | "already-open"> {
  await makeFolder(place.folder);
  const lock = takeInstanceLock(path.join(place.folder, "lock"));
  if (lock === null) return "already-open";
  try {
    return await makeVault(place, passphrase, owner, options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function makeVault(
  place: VaultPlace,
  passphrase: string,
  owner: { readonly issuer: string; readonly practitionerId: string },
  options: { readonly nowMs: number; readonly maxMemoryKib?: number },
  lock: { release(): void },
): Promise<Vault> {
  const vaultId = randomBytes(16);
  const { mode, secret } = await makeDeviceSecret(place.host, place.configDir, vaultId.toString("hex"));
  const salt = randomBytes(16);
  const derived = await deriveCalibrated(passphrase, salt, options.maxMemoryKib);
  const vaultKey = randomBytes(32);
  const keys = new Keyring(vaultKey, vaultId);
  const header: VaultHeader = {
    cost: derived.cost,
    deviceSecretMode: mode,
    salt,
    vaultId,
    createdMs: options.nowMs,
    passphraseSlot: wrapKey(kekFrom(derived.key, secret, vaultId), vaultKey, slotAad(vaultId, "passphrase")),
    epoch: 1,
    owner: ownerHash(vaultId, owner.issuer, owner.practitionerId),
  };
  await writeHeader(place.folder, encodeHeader(header, keys.subkey("header-mac/v1")));
  return opened(place.folder, header, keys, lock, false);
}

/** The second copy first, then the first: at every moment one of them is whole. */
async function writeHeader(folder: string, bytes: Buffer): Promise<void> {
  const [first, second] = headerFiles(folder);
  await writeDurable(second, [bytes]);
  await writeDurable(first, [bytes]);
}

type HeaderCopy = { readonly bytes: Buffer; readonly header: VaultHeader };

async function readHeaders(
  folder: string,
): Promise<{ readonly copies: readonly HeaderCopy[]; readonly problem: HeaderProblem | "missing" | null }> {
  const copies: HeaderCopy[] = [];
  let problem: HeaderProblem | "missing" | null = null;
  for (const file of headerFiles(folder)) {
    const bytes = await fs.readFile(file).catch(() => null);
    const header = bytes === null ? "missing" : decodeHeader(bytes);
    if (typeof header === "string") problem ??= header;
    else if (bytes !== null) copies.push({ bytes, header });
  }
  return { copies: copies.sort((a, b) => b.header.epoch - a.header.epoch), problem };
}

/** The device-secret mode of a locked vault, for the unlock screen; null when no header can be read. */
export async function peekDeviceSecretMode(folder: string): Promise<DeviceSecretMode | null> {
  const { copies } = await readHeaders(folder);
  return copies[0]?.header.deviceSecretMode ?? null;
}

/** Whose vault this is, readable while locked; the hash names nobody. */
export async function peekOwner(folder: string): Promise<{ readonly vaultId: Buffer; readonly owner: Buffer } | null> {
  const { copies } = await readHeaders(folder);
  const header = copies[0]?.header;
  return header === undefined ? null : { vaultId: header.vaultId, owner: header.owner };
}

/** Opens a vault: header → key derivation → commitment → vault key → MAC, and never anything before its check. */
export async function unlockVault(place: VaultPlace, passphrase: string): Promise<Vault | UnlockProblem> {
  const { copies, problem } = await readHeaders(place.folder);
  if (copies.length === 0) return problem === "missing" ? "vault-missing" : problem === "newer-version" ? "vault-newer" : "vault-damaged";
  const lock = takeInstanceLock(path.join(place.folder, "lock"));
  if (lock === null) return "already-open";
  try {
    const result = await tryCopies(place, passphrase, copies);
    if (typeof result === "string") {
      lock.release();
      return result;
    }
    const repaired = problem !== null || copies.length < 2 || !copies.every((copy) => copy.bytes.equals(result.copy.bytes));
    // a full or read-only disk is no reason to keep a vault shut whose other copy is whole
    if (repaired) await writeHeader(place.folder, result.copy.bytes).catch(() => undefined);
    return opened(place.folder, result.copy.header, result.keys, lock, repaired);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Does the passphrase open this vault? Costs the full key derivation; the keys are dropped at once. */
export async function passphraseFits(place: VaultPlace, passphrase: string): Promise<boolean> {
  const { copies } = await readHeaders(place.folder);
  const result = await tryCopies(place, passphrase, copies);
  if (typeof result === "string") return false;
  result.keys.zero();
  return true;
}

type CopyVerdict = Keyring | "wrong-passphrase" | "vault-damaged";

/** Opens one header copy with the output of the key derivation: commitment first, then the key, then the MAC over the whole header. */
export function openCopy(bytes: Buffer, header: VaultHeader, argon: Uint8Array, secret: Uint8Array): CopyVerdict {
  const vaultKey = unwrapKey(kekFrom(argon, secret, header.vaultId), header.passphraseSlot, slotAad(header.vaultId, "passphrase"));
  if (vaultKey === null) return "wrong-passphrase";
  const keys = new Keyring(vaultKey, header.vaultId);
  if (headerMacFits(bytes, keys.subkey("header-mac/v1"))) return keys;
  keys.zero();
  return "vault-damaged";
}

/** The newest copy that opens. A damaged one may look like a wrong passphrase or like another computer's: the other copy decides. */
async function tryCopies(
  place: VaultPlace,
  passphrase: string,
  copies: readonly HeaderCopy[],
): Promise<{ copy: HeaderCopy; keys: Keyring } | UnlockProblem> {
  if (!canBePassphrase(passphrase)) return "wrong-passphrase";
  const verdicts: UnlockProblem[] = [];
  for (const [index, copy] of copies.entries()) {
    if (copies.slice(0, index).some((earlier) => earlier.bytes.equals(copy.bytes))) continue;
    const { header } = copy;
    const secret = await readDeviceSecret(place.host, place.configDir, header.vaultId.toString("hex"), header.deviceSecretMode);
    if (secret === null) {
      verdicts.push("device-secret-missing");
      continue;
    }
    const verdict = openCopy(copy.bytes, header, await deriveKey(passphrase, header.salt, header.cost), secret);
    if (verdict instanceof Keyring) return { copy, keys: verdict };
    verdicts.push(verdict);
  }
  if (verdicts.includes("vault-damaged")) return "vault-damaged";
  return verdicts.every((verdict) => verdict === "device-secret-missing") ? "device-secret-missing" : "wrong-passphrase";
}

function opened(folder: string, header: VaultHeader, keys: Keyring, lock: { release(): void }, headerRepaired: boolean): Vault {
  return {
    folder,
    vaultId: header.vaultId.toString("hex"),
    owner: header.owner,
    deviceSecretMode: header.deviceSecretMode,
    keys,
    blobs: new BlobStore(path.join(folder, "blobs")),
    spool: new BlobStore(path.join(folder, "spool"), { ending: "ovs", spread: false }),
    databaseFile: path.join(folder, "vault.db"),
    headerRepaired,
    close: () => {
      keys.zero();
      lock.release();
    },
  };
}
