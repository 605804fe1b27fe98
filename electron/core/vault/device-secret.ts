import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import type { Host } from "#shared/contract/host.ts";
import { writeDurable } from "./durable-file.ts";
import type { DeviceSecretMode } from "./header.ts";

const NONE = Buffer.alloc(32);

/** 32 bytes that stay on this machine and go into every key: in the system's key store, else in a file outside the data folder. */
export async function makeDeviceSecret(
  host: Host,
  configDir: string,
  vaultId: string,
): Promise<{ mode: DeviceSecretMode; secret: Uint8Array }> {
  if (host.deviceSecret !== null) {
    const secret = randomBytes(32);
    await host.deviceSecret.set(vaultId, secret);
    return { mode: 2, secret };
  }
  const existing = await readFileSecret(configDir);
  if (existing !== null) return { mode: 1, secret: existing };
  const secret = randomBytes(32);
  await writeDurable(secretFile(configDir), [secret]);
  return { mode: 1, secret };
}

/** The secret that belongs to the vault's mode; null when it is gone (another computer, another profile). */
export async function readDeviceSecret(host: Host, configDir: string, vaultId: string, mode: DeviceSecretMode): Promise<Uint8Array | null> {
  if (mode === 0) return NONE;
  if (mode === 1) return readFileSecret(configDir);
  return host.deviceSecret === null ? null : host.deviceSecret.get(vaultId);
}

const secretFile = (configDir: string): string => path.join(configDir, "device.secret");

async function readFileSecret(configDir: string): Promise<Uint8Array | null> {
  const bytes = await fs.readFile(secretFile(configDir)).catch(() => null);
  return bytes?.length === 32 ? bytes : null;
}
