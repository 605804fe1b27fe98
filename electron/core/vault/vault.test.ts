import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Host } from "#shared/contract/host.ts";
import { createVault, ownerHash, passphraseFits, peekOwner, unlockVault, type Vault, type VaultPlace } from "./vault.ts";

const PASSPHRASE = "five random words stand here";
const OWNER = { issuer: "https://service.example", practitionerId: "demo-reviewer" };
const base = fs.mkdtempSync(path.join(os.tmpdir(), "overread-vault-"));
afterAll(() => fs.rmSync(base, { recursive: true }));

const place = (name: string, host: Partial<Host> = {}): VaultPlace => ({
  folder: path.join(base, name, "vault"),
  configDir: path.join(base, name, "config"),
  host: { deviceSecret: null, ...host } as Host,
});

const opened = (result: Vault | string): Vault => {
  if (typeof result === "string") throw new Error(result);
  return result;
};

const make = async (at: VaultPlace): Promise<void> =>
  opened(await createVault(at, PASSPHRASE, OWNER, { nowMs: 1_700_000_000_000, maxMemoryKib: 64 * 1024 })).close();

/** The same vault in a folder of its own: making one costs a key derivation each time. */
function copyOf(at: VaultPlace, name: string): VaultPlace {
  const copy = place(name);
  fs.cpSync(at.folder, copy.folder, { recursive: true });
  fs.cpSync(at.configDir, copy.configDir, { recursive: true });
  return copy;
}

const files = (at: VaultPlace): [string, string] => [path.join(at.folder, "vault.hdr"), path.join(at.folder, "vault.hdr2")];
const flip = (file: string, byte: number): void => {
  const bytes = fs.readFileSync(file);
  bytes[byte] = (bytes[byte] ?? 0) ^ 0x40;
  fs.writeFileSync(file, bytes);
};

const at = place("one");
beforeAll(() => make(at));

describe("vault", () => {
  test.skipIf(process.platform === "win32")("§3.1: folder 0700, files 0600, the device secret outside of it", () => {
    const mode = (file: string): number => fs.statSync(file).mode & 0o777;
    expect(mode(at.folder)).toBe(0o700);
    for (const name of fs.readdirSync(at.folder)) expect(mode(path.join(at.folder, name)), name).toBe(0o600);
    expect(mode(path.join(at.configDir, "device.secret"))).toBe(0o600);
  });

  test("row 22: a wrong passphrase is refused, and the lock is free again", async () => {
    for (const wrong of ["five random words stand there", "", "five random words ".repeat(20)])
      expect(await unlockVault(at, wrong)).toBe("wrong-passphrase");
    expect(await passphraseFits(at, "")).toBe(false);
    const vault = opened(await unlockVault(at, PASSPHRASE));
    expect(vault.headerRepaired).toBe(false);
    vault.close();
  });

  test("row 17: a second program gets `already-open`; the passphrase can still be asked for", async () => {
    const vault = opened(await unlockVault(at, PASSPHRASE));
    expect(await unlockVault(at, PASSPHRASE)).toBe("already-open");
    expect(await passphraseFits(at, PASSPHRASE)).toBe(true);
    expect(await passphraseFits(at, "another passphrase")).toBe(false);
    vault.close();
  });

  test("row 35: whose vault it is can be compared while it is locked, and names nobody", async () => {
    const header = await peekOwner(at.folder);
    const hash = (practitionerId: string) => ownerHash(header?.vaultId ?? Buffer.alloc(0), OWNER.issuer, practitionerId);
    expect(header?.owner).toEqual(hash("demo-reviewer"));
    expect(header?.owner).not.toEqual(hash("other-reviewer"));
  });

  test("row 23: without its device secret it stays shut, and nothing is deleted", async () => {
    const gone = { ...at, configDir: path.join(base, "nowhere") };
    expect(await unlockVault(gone, PASSPHRASE)).toBe("device-secret-missing");
    expect(fs.existsSync(files(at)[0])).toBe(true);
  });

  test("a folder without header is no vault", async () => expect(await unlockVault(place("none"), PASSPHRASE)).toBe("vault-missing"));
});

describe("two header copies", () => {
  test.each([
    ["magic", 3],
    ["salt", 30],
    ["passphrase slot", 121],
    ["MAC", 500],
  ])("row 11: a flipped bit in the %s of one copy is repaired from the other", async (_, byte) => {
    const copy = copyOf(at, `copy-${byte}`);
    const [first, second] = files(copy);
    const whole = fs.readFileSync(first);
    flip(byte % 2 === 0 ? first : second, byte);
    const vault = opened(await unlockVault(copy, PASSPHRASE));
    expect(vault.headerRepaired).toBe(true);
    vault.close();
    expect([fs.readFileSync(first), fs.readFileSync(second)]).toEqual([whole, whole]);
  });

  test("row 11: both damaged is a refusal that changes nothing", async () => {
    const copy = copyOf(at, "both");
    for (const file of files(copy)) flip(file, 490);
    const before = files(copy).map((file) => fs.readFileSync(file));
    expect(await unlockVault(copy, PASSPHRASE)).toBe("vault-damaged");
    for (const file of files(copy)) flip(file, 0);
    expect(await unlockVault(copy, PASSPHRASE)).toBe("vault-damaged");
    for (const file of files(copy)) flip(file, 0);
    expect(files(copy).map((file) => fs.readFileSync(file))).toEqual(before);
  });

  test("row 11: a missing copy is written again", async () => {
    const copy = copyOf(at, "missing");
    const [first, second] = files(copy);
    fs.rmSync(first);
    opened(await unlockVault(copy, PASSPHRASE)).close();
    expect(fs.readFileSync(first)).toEqual(fs.readFileSync(second));
  });

  test("row 11, 23: a damaged vault id asks the key store in vain; the other copy still opens", async () => {
    const store = new Map<string, Uint8Array>();
    const keyed = place("keystore", {
      deviceSecret: { get: async (id) => store.get(id) ?? null, set: async (id, secret) => void store.set(id, secret) },
    });
    await make(keyed);
    flip(files(keyed)[0], 45);
    const vault = opened(await unlockVault(keyed, PASSPHRASE));
    expect([vault.deviceSecretMode, vault.headerRepaired]).toEqual([2, true]);
    vault.close();
    store.clear();
    expect(await unlockVault(keyed, PASSPHRASE)).toBe("device-secret-missing");
  });

  test("row 19: a header of a later version is refused by name and left as it is", async () => {
    const copy = copyOf(at, "newer");
    for (const file of files(copy)) {
      const bytes = fs.readFileSync(file);
      bytes.writeUInt16BE(2, 8);
      fs.writeFileSync(file, bytes);
    }
    const before = files(copy).map((file) => fs.readFileSync(file));
    expect(await unlockVault(copy, PASSPHRASE)).toBe("vault-newer");
    expect(files(copy).map((file) => fs.readFileSync(file))).toEqual(before);
  });
});

describe("failing to make one", () => {
  test("row 6: the lock is free again, so that a second attempt can succeed", async () => {
    const failing = place("failing", {
      deviceSecret: { get: async () => null, set: () => Promise.reject(new Error("the key store is shut")) },
    });
    await expect(make(failing)).rejects.toThrow("the key store is shut");
    await make({ ...failing, host: { deviceSecret: null } as Host });
  });
});
