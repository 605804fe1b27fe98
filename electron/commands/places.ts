import os from "node:os";
import path from "node:path";
import { configFolder, dataFolder } from "#shared/contract/places.ts";

export const root = path.join(import.meta.dirname, "../..");

const facts = (env: NodeJS.ProcessEnv) => ({ platform: process.platform, env, home: os.homedir() });

/** Where vaults and accounts lie. */
export const dataDir = (env: NodeJS.ProcessEnv = process.env): string => path.resolve(dataFolder(facts(env)));

/** Where the device secret lies. */
export const configDir = (env: NodeJS.ProcessEnv = process.env): string => path.resolve(configFolder(facts(env)));
