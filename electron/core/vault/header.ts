import { createHmac, timingSafeEqual } from "node:crypto";
import type { WrappedKey } from "./keys.ts";

/**
 * The vault's header: 512 bytes, big-endian, fixed places.
 *
 * 0 magic `OVRDVLT1` · 8 version u16 · 10 suite u16 (1 = Argon2id, HKDF-SHA-256, AES-256-GCM) · 12 Argon2 memory KiB u32 · 16 passes u32 ·
 * 20 lanes u8 · 21 device secret mode u8 · 22 zero[2] · 24 Argon2 salt[16] · 40 vaultId[16] · 56 created ms u64 ·
 * 64 passphrase slot[100] · 164 recovery slot[100] · 264 transition slot[100] · 364 epoch u32 · 368 owner[32] · 400 zero[80] · 480 HMAC[32].
 * A slot: commit[32] nonce[12] ciphertext[32] tag[16] zero[8].
 */
export const HEADER_BYTES = 512;
const MAGIC = Buffer.from("OVRDVLT1", "latin1");
const SLOT_AT = { passphrase: 64, recovery: 164, transition: 264 } as const;
const SLOT_BYTES = 100;

/** 0: no device secret, 1: in a file outside the data folder, 2: in the operating system's key store. */
export type DeviceSecretMode = 0 | 1 | 2;
export type Argon2Cost = { readonly memoryKib: number; readonly passes: number; readonly lanes: number };

/** Never cheaper than this (a downgrade), never dearer than that (an attack by cost). */
export const FLOOR: Argon2Cost = { memoryKib: 64 * 1024, passes: 3, lanes: 1 };
const CEILING: Argon2Cost = { memoryKib: 1024 * 1024, passes: 20, lanes: 4 };

export type VaultHeader = {
  readonly cost: Argon2Cost;
  readonly deviceSecretMode: DeviceSecretMode;
  readonly salt: Buffer;
  readonly vaultId: Buffer;
  readonly createdMs: number;
  readonly passphraseSlot: WrappedKey;
  readonly epoch: number;
  readonly owner: Buffer;
};

export type HeaderProblem = "not-a-header" | "newer-version" | "cost-out-of-range" | "reserved-bytes-set";

/** What a slot's wrap authenticates: only fields that never change, so that one slot can be wrapped anew without the others. */
export function slotAad(vaultId: Uint8Array, slot: keyof typeof SLOT_AT): Buffer {
  const number = { passphrase: 1, recovery: 2, transition: 3 }[slot];
  return Buffer.concat([MAGIC, Buffer.from([0, 1, 0, 1]), vaultId, Buffer.from([number])]);
}

export function encodeHeader(header: VaultHeader, macKey: Uint8Array): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(bytes, 0);
  bytes.writeUInt16BE(1, 8);
  bytes.writeUInt16BE(1, 10);
  bytes.writeUInt32BE(header.cost.memoryKib, 12);
  bytes.writeUInt32BE(header.cost.passes, 16);
  bytes.writeUInt8(header.cost.lanes, 20);
  bytes.writeUInt8(header.deviceSecretMode, 21);
  header.salt.copy(bytes, 24);
  header.vaultId.copy(bytes, 40);
  bytes.writeBigUInt64BE(BigInt(header.createdMs), 56);
  const { commit, nonce, ciphertext, tag } = header.passphraseSlot;
  Buffer.concat([commit, nonce, ciphertext, tag]).copy(bytes, SLOT_AT.passphrase);
  bytes.writeUInt32BE(header.epoch, 364);
  header.owner.copy(bytes, 368);
  headerMac(bytes, macKey).copy(bytes, 480);
  return bytes;
}

/** Length, magic, version, caps and reserved bytes are checked before anything is computed or allocated. */
export function decodeHeader(bytes: Buffer): VaultHeader | HeaderProblem {
  if (bytes.length !== HEADER_BYTES || !bytes.subarray(0, 8).equals(MAGIC)) return "not-a-header";
  if (bytes.readUInt16BE(8) !== 1 || bytes.readUInt16BE(10) !== 1) return "newer-version";
  const cost = { memoryKib: bytes.readUInt32BE(12), passes: bytes.readUInt32BE(16), lanes: bytes.readUInt8(20) };
  if (!costAllowed(cost)) return "cost-out-of-range";
  const mode = bytes.readUInt8(21);
  const reserved = [bytes.subarray(22, 24), bytes.subarray(156, 164), bytes.subarray(400, 480)];
  if (mode > 2 || reserved.some((part) => part.some((byte) => byte !== 0))) return "reserved-bytes-set";
  const slot = bytes.subarray(SLOT_AT.passphrase, SLOT_AT.passphrase + SLOT_BYTES);
  return {
    cost,
    deviceSecretMode: mode as DeviceSecretMode,
    salt: Buffer.from(bytes.subarray(24, 40)),
    vaultId: Buffer.from(bytes.subarray(40, 56)),
    createdMs: Number(bytes.readBigUInt64BE(56)),
    passphraseSlot: {
      commit: Buffer.from(slot.subarray(0, 32)),
      nonce: Buffer.from(slot.subarray(32, 44)),
      ciphertext: Buffer.from(slot.subarray(44, 76)),
      tag: Buffer.from(slot.subarray(76, 92)),
    },
    epoch: bytes.readUInt32BE(364),
    owner: Buffer.from(bytes.subarray(368, 400)),
  };
}

const costAllowed = (cost: Argon2Cost): boolean =>
  cost.memoryKib >= FLOOR.memoryKib &&
  cost.memoryKib <= CEILING.memoryKib &&
  cost.passes >= FLOOR.passes &&
  cost.passes <= CEILING.passes &&
  cost.lanes >= 1 &&
  cost.lanes <= CEILING.lanes;

const headerMac = (bytes: Buffer, macKey: Uint8Array): Buffer => createHmac("sha256", macKey).update(bytes.subarray(0, 480)).digest();

/** The MAC over bytes 0–479; it covers the slots and costs, so it can only be checked once the vault key is there. */
export const headerMacFits = (bytes: Buffer, macKey: Uint8Array): boolean => timingSafeEqual(headerMac(bytes, macKey), bytes.subarray(480));
