import { argon2Sync, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { deriveCalibrated, deriveKey, hasPassphraseLength, passphraseBytes } from "./key-derivation.ts";
import { hkdf, Keyring, kekFrom, unwrapKey, wrapKey } from "./keys.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const filled = (length: number, byte: number): Buffer => Buffer.alloc(length, byte);

describe("published vectors", () => {
  test("row 21: HKDF-SHA-256, RFC 5869 appendix A.1", () => {
    const salt = Buffer.from("000102030405060708090a0b0c", "hex");
    const info = Buffer.from("f0f1f2f3f4f5f6f7f8f9", "hex");
    expect(hex(hkdf(filled(22, 0x0b), salt, info, 42))).toBe(
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    );
  });

  test("row 21: HKDF-SHA-256 without salt and info, RFC 5869 appendix A.3", () => {
    expect(hex(hkdf(filled(22, 0x0b), Buffer.alloc(0), "", 42))).toBe(
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    );
  });

  test("row 21: Argon2id v1.3, the test of the reference implementation (t=2, m=64 MiB, p=1)", async () => {
    const output = await deriveKey("password", Buffer.from("somesalt"), { memoryKib: 65_536, passes: 2, lanes: 1 });
    expect(hex(output)).toBe("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
  });

  test("row 21: equal to an implementation that gives RFC 9106 §5.3 (its vector has a secret and data that we do not use)", async () => {
    const rfc = argon2Sync("argon2id", {
      message: filled(32, 1),
      nonce: filled(16, 2),
      secret: filled(8, 3),
      associatedData: filled(12, 4),
      parallelism: 4,
      tagLength: 32,
      memory: 32,
      passes: 3,
    });
    expect(hex(rfc)).toBe("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    const salt = filled(16, 7);
    const floor = { message: passphraseBytes("ﬁve wörds"), nonce: salt, parallelism: 1, tagLength: 32, memory: 65_536, passes: 3 };
    const ours = await deriveKey("five wörds", salt, { memoryKib: 65_536, passes: 3, lanes: 1 });
    expect(hex(ours)).toBe(hex(argon2Sync("argon2id", floor)));
  });
});

describe("passphrase", () => {
  test.each([
    ["eleven chars".slice(0, 11), false],
    ["twelve chars", true],
    ["x".repeat(256), true],
    ["x".repeat(257), false],
    // ten letters, three of which are two UTF-16 units
    ["𝒜𝒜𝒜bcdefgh", false],
  ] as const)("%s has the length of one: %s", (passphrase, fits) => expect(hasPassphraseLength(passphrase)).toBe(fits));

  test("row 22: nothing is trimmed", () => expect(hex(passphraseBytes(" a "))).toBe("206120"));
});

describe("cost", () => {
  test("row 12: calibration starts at the floor and stays under its bound", async () => {
    const { cost, key } = await deriveCalibrated("five random words", filled(16, 1), 64 * 1024);
    expect(cost).toEqual({ memoryKib: 65_536, passes: 3, lanes: 1 });
    expect(key).toHaveLength(32);
  });
});

describe("wrapped keys", () => {
  const vaultId = randomBytes(16);
  const kek = kekFrom(filled(32, 1), filled(32, 2), vaultId);
  const key = randomBytes(32);
  const aad = Buffer.from("slot 1");
  const slot = wrapKey(kek, key, aad);

  test("the wrapped key comes back", () => expect(unwrapKey(kek, slot, aad)).toEqual(key));

  test.each(["commit", "nonce", "ciphertext", "tag"] as const)("row 11: every flipped bit of %s is refused", (part) => {
    for (let bit = 0; bit < slot[part].length * 8; bit++) {
      const changed = Buffer.from(slot[part]);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(unwrapKey(kek, { ...slot, [part]: changed }, aad)).toBeNull();
    }
  });

  test("another slot, device secret, passphrase or vault does not fit", () => {
    expect(unwrapKey(kek, slot, Buffer.from("slot 2"))).toBeNull();
    expect(unwrapKey(kekFrom(filled(32, 1), filled(32, 3), vaultId), slot, aad)).toBeNull();
    expect(unwrapKey(kekFrom(filled(32, 9), filled(32, 2), vaultId), slot, aad)).toBeNull();
    expect(unwrapKey(kekFrom(filled(32, 1), filled(32, 2), randomBytes(16)), slot, aad)).toBeNull();
  });
});

describe("keyring", () => {
  test("row 24: the vault key is zeroed, and nothing can be derived from it afterwards", () => {
    const key = filled(32, 5);
    const ring = new Keyring(key, filled(16, 6));
    expect(ring.subkey("db/v1")).not.toEqual(ring.subkey("spool/v1"));
    ring.zero();
    expect(key).toEqual(Buffer.alloc(32));
    expect(() => ring.subkey("db/v1")).toThrow();
  });
});
