import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/** HKDF-SHA-256 (RFC 5869) to `length` bytes. */
export const hkdf = (ikm: Uint8Array, salt: Uint8Array, info: string | Uint8Array, length = 32): Buffer =>
  Buffer.from(hkdfSync("sha256", ikm, salt, info, length));

/** What the key-encryption key wraps the vault key with. */
export type WrappedKey = { readonly commit: Buffer; readonly nonce: Buffer; readonly ciphertext: Buffer; readonly tag: Buffer };

export type Kek = { readonly wrapKey: Buffer; readonly commit: Buffer };

/** The key-encryption key: HKDF over Argon2id's output and the device secret; the second half commits to the first. */
export function kekFrom(argon: Uint8Array, deviceSecret: Uint8Array, vaultId: Uint8Array): Kek {
  const okm = hkdf(Buffer.concat([argon, deviceSecret]), vaultId, "overread/kek/v1", 64);
  return { wrapKey: okm.subarray(0, 32), commit: okm.subarray(32, 64) };
}

export function wrapKey(kek: Kek, key: Uint8Array, aad: Uint8Array): WrappedKey {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", kek.wrapKey, nonce);
  cipher.setAAD(aad);
  const ciphertext = Buffer.concat([cipher.update(key), cipher.final()]);
  return { commit: kek.commit, nonce, ciphertext, tag: cipher.getAuthTag() };
}

/** The wrapped key, or null when passphrase or device secret do not fit. The commitment is compared first, in constant time. */
export function unwrapKey(kek: Kek, slot: WrappedKey, aad: Uint8Array): Buffer | null {
  if (!timingSafeEqual(kek.commit, slot.commit)) return null;
  const decipher = createDecipheriv("aes-256-gcm", kek.wrapKey, slot.nonce);
  decipher.setAAD(aad);
  decipher.setAuthTag(slot.tag);
  try {
    return Buffer.concat([decipher.update(slot.ciphertext), decipher.final()]);
  } catch {
    return null;
  }
}

export type SubkeyName = "db/v1" | "header-mac/v1" | "audit/v1" | "spool/v1" | "anchor/v1";

/** Holds the vault key while unlocked; `zero()` ends it. Every key of the vault is derived from here. */
export class Keyring {
  readonly #vaultKey: Buffer;
  readonly #vaultId: Buffer;
  #gone = false;

  constructor(vaultKey: Buffer, vaultId: Buffer) {
    this.#vaultKey = vaultKey;
    this.#vaultId = vaultId;
  }

  subkey(name: SubkeyName): Buffer {
    return this.#derive(name);
  }

  /** The key that the page's journal seals its values with, one per session. */
  rendererKey(sessionId: string): Buffer {
    return this.#derive(`renderer/v1${sessionId}`);
  }

  #derive(info: string): Buffer {
    if (this.#gone) throw new Error("the keyring was used after it was locked");
    return hkdf(this.#vaultKey, this.#vaultId, info);
  }

  zero(): void {
    this.#vaultKey.fill(0);
    this.#gone = true;
  }
}
