import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { decodeHeader, encodeHeader, HEADER_BYTES, slotAad, type VaultHeader } from "./header.ts";
import { Keyring, kekFrom, wrapKey } from "./keys.ts";
import { openCopy } from "./vault.ts";

const argon = randomBytes(32);
const secret = randomBytes(32);
const vaultId = randomBytes(16);
const vaultKey = randomBytes(32);
const header: VaultHeader = {
  cost: { memoryKib: 65_536, passes: 3, lanes: 1 },
  deviceSecretMode: 1,
  salt: randomBytes(16),
  vaultId,
  createdMs: 1_700_000_000_000,
  passphraseSlot: wrapKey(kekFrom(argon, secret, vaultId), vaultKey, slotAad(vaultId, "passphrase")),
  epoch: 7,
  owner: randomBytes(32),
};
const bytes = encodeHeader(header, new Keyring(Buffer.from(vaultKey), vaultId).subkey("header-mac/v1"));

const withBytes = (at: number, change: readonly number[]): Buffer => {
  const changed = Buffer.from(bytes);
  changed.set(change, at);
  return changed;
};
const u32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

describe("header", () => {
  test("512 bytes, and what was written is read", () => {
    expect(bytes).toHaveLength(HEADER_BYTES);
    expect(decodeHeader(bytes)).toEqual(header);
    expect(openCopy(bytes, header, argon, secret)).toBeInstanceOf(Keyring);
  });

  test("row 11: each of 4,096 flipped bits is refused; none opens", () => {
    for (let bit = 0; bit < HEADER_BYTES * 8; bit++) {
      const changed = withBytes(bit >> 3, [(bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))]);
      const read = decodeHeader(changed);
      if (typeof read === "string") continue;
      // another salt or cost gives another output of the key derivation, another mode another device secret
      const sameArgon = read.salt.equals(header.salt) && JSON.stringify(read.cost) === JSON.stringify(header.cost);
      const given = read.deviceSecretMode === 1 ? secret : Buffer.alloc(32);
      const verdict = openCopy(changed, read, sameArgon ? argon : randomBytes(32), given);
      expect(typeof verdict === "string" ? verdict : "opened", `bit ${bit}`).toMatch(/^(wrong-passphrase|vault-damaged)$/);
    }
  });

  test.each([
    ["memory of 1 KiB (downgrade)", 12, u32(1), "cost-out-of-range"],
    ["memory below 64 MiB", 12, u32(65_535), "cost-out-of-range"],
    ["memory of 4 TiB", 12, u32(0xffffffff), "cost-out-of-range"],
    ["memory above 1 GiB", 12, u32(1_048_577), "cost-out-of-range"],
    ["2 passes", 16, u32(2), "cost-out-of-range"],
    ["21 passes", 16, u32(21), "cost-out-of-range"],
    ["no lane", 20, [0], "cost-out-of-range"],
    ["5 lanes", 20, [5], "cost-out-of-range"],
    ["version 2", 8, [0, 2], "newer-version"],
    ["suite 2", 10, [0, 2], "newer-version"],
    ["a device secret mode that is none", 21, [3], "reserved-bytes-set"],
    ["a reserved byte", 23, [1], "reserved-bytes-set"],
    ["a reserved byte of the slot", 160, [1], "reserved-bytes-set"],
    ["a reserved byte at the end", 479, [1], "reserved-bytes-set"],
    ["another magic", 0, [0x50], "not-a-header"],
  ] as const)("row 12: %s is refused before anything is computed", (_, at, change, problem) =>
    expect(decodeHeader(withBytes(at, change))).toBe(problem),
  );

  test("row 12: the bounds themselves are allowed", () => {
    expect(decodeHeader(withBytes(12, u32(1_048_576)))).toMatchObject({ cost: { memoryKib: 1_048_576 } });
    expect(decodeHeader(withBytes(16, u32(20)))).toMatchObject({ cost: { passes: 20 } });
  });

  test("row 12: another length is no header", () => {
    for (const length of [0, 1, 511]) expect(decodeHeader(bytes.subarray(0, length))).toBe("not-a-header");
    expect(decodeHeader(Buffer.concat([bytes, Buffer.alloc(1)]))).toBe("not-a-header");
  });
});
