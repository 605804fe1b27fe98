import fs from "node:fs/promises";
import path from "node:path";
import { safeStorage } from "electron";

/** Secrets of vaults, sealed by the operating system's key store; the sealed bytes lie in files outside the data folder. */
export type KeyStore = {
  get(vaultId: string): Promise<Uint8Array | null>;
  set(vaultId: string, secret: Uint8Array): Promise<void>;
};

/** On Linux without a secret service Electron seals with a password that everybody knows: that counts as no key store (reliability §1.1). */
async function hasKeyStore(platform: NodeJS.Platform): Promise<boolean> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return false;
  return platform !== "linux" || !["basic_text", "unknown"].includes(safeStorage.getSelectedStorageBackend());
}

/** Write beside, sync, rename, sync the folder: a secret that was lost opens no vault. */
async function writeDurable(file: string, bytes: Uint8Array): Promise<void> {
  const folder = path.dirname(file);
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  const beside = await fs.open(`${file}.new`, "w", 0o600);
  try {
    await beside.writeFile(bytes);
    await beside.sync();
  } finally {
    await beside.close();
  }
  await fs.rename(`${file}.new`, file);
  if (process.platform === "win32") return; // folders cannot be synced there
  const opened = await fs.open(folder, "r");
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}

/** Null where the system has no key store to offer. */
export async function openKeyStore(folder: string, platform: NodeJS.Platform = process.platform): Promise<KeyStore | null> {
  if (!(await hasKeyStore(platform))) return null;
  const fileOf = (vaultId: string): string => {
    if (!/^[0-9a-f]{32}$/.test(vaultId)) throw new RangeError("not a vault's id");
    return path.join(folder, `${vaultId}.secret`);
  };
  const set = async (vaultId: string, secret: Uint8Array): Promise<void> =>
    writeDurable(fileOf(vaultId), await safeStorage.encryptStringAsync(Buffer.from(secret).toString("base64")));
  return {
    set,
    get: async (vaultId) => {
      const sealed = await fs.readFile(fileOf(vaultId)).catch(() => null);
      if (sealed === null) return null;
      // another computer or a key store that was emptied: the vault says that its secret is gone
      const opened = await safeStorage.decryptStringAsync(sealed).catch(() => null);
      if (opened === null) return null;
      const secret = new Uint8Array(Buffer.from(opened.result, "base64"));
      if (opened.shouldReEncrypt) await set(vaultId, secret);
      return secret;
    },
  };
}
