import { z } from "zod";
import { AccountId } from "../result/ids.ts";
import { Instant } from "../result/instant.ts";
import { nothing, procedure } from "./procedure.ts";

/** What lies outside the vault and may be shown before unlocking: no patient data. */
export const Account = z.object({
  accountId: AccountId,
  /** "Dr. M. Lindqvist at Demo Second Opinion Service" as the person named it. */
  label: z.string(),
  serviceBase: z.string(),
  lastContactAt: Instant.nullable(),
  /** Signed reports that have not been proved delivered. */
  unsentReports: z.int(),
  bytesOnDisk: z.int(),
  /** Where the device secret lies: the operating system's key store, a file, or nowhere. */
  deviceSecret: z.enum(["key-store", "file", "none"]),
});
export type Account = z.infer<typeof Account>;

export const SessionState = z.object({
  phase: z.enum(["first-run", "locked", "unlocked"]),
  accounts: z.array(Account),
  activeAccountId: AccountId.nullable(),
  /** The signed-in person, once unlocked. */
  reviewer: z.object({ name: z.string(), detail: z.string(), initials: z.string() }).nullable(),
  serviceName: z.string().nullable(),
  version: z.string(),
  shell: z.enum(["electron", "loopback"]),
  /** The demo service that this start brought along, offered in the first run. */
  demoServiceBase: z.string().nullable(),
  /** Facts to be said in words on screen: running as root, no key store, damaged header copy repaired … */
  remarks: z.array(z.string()),
});
export type SessionState = z.infer<typeof SessionState>;

/** The way to the service (mission U19): a captive portal is not "online". */
export const NetworkState = z.object({
  at: z.enum(["online", "offline", "unreachable", "captive", "signed-out", "certificate", "unknown"]),
  detail: z.string().nullable(),
  lastContactAt: Instant.nullable(),
  syncing: z.boolean(),
  bytesLeft: z.int(),
  /** Reports and messages that wait for the network. */
  waiting: z.int(),
});
export type NetworkState = z.infer<typeof NetworkState>;

export const Person = z.object({
  signInId: z.string(),
  name: z.string(),
  practitionerId: z.string(),
  qualifications: z.array(z.string()),
  organisation: z.string().nullable(),
  specialty: z.string().nullable(),
  serviceName: z.string(),
  /** This person already has a vault here: unlocking it is enough. */
  existingAccountId: AccountId.nullable(),
});
export type Person = z.infer<typeof Person>;

/** `score` 0 to 4 for a bar; only what has no problem is taken. `why` says what an attacker tries first that fits. */
export const PassphraseVerdict = z.object({
  score: z.int().min(0).max(4),
  problem: z.enum(["too-short", "guessable"]).nullable(),
  why: z.enum(["repeats", "sequence", "common", "names", "dates", "few"]).nullable(),
});
export type PassphraseVerdict = z.infer<typeof PassphraseVerdict>;

const reach = ["not-an-address", "not-https", "no-network", "captive-portal", "certificate-refused", "not-a-service"] as const;

export const session = {
  /** Who is here, and what can be done before unlocking. */
  state: procedure({ input: nothing, output: SessionState }),
  network: procedure({ input: nothing, output: NetworkState }),
  /** Reads the service's public description; nothing is stored. */
  probeService: procedure({
    input: z.object({ base: z.string() }),
    output: z.object({ base: z.string(), name: z.string(), signInHost: z.string(), origins: z.array(z.string()), demo: z.boolean() }),
    failures: reach,
  }),
  /** Opens the system browser for the sign-in and waits for its end, at most five minutes. Abort = stop waiting. */
  signIn: procedure({
    input: z.object({ base: z.string() }),
    output: Person,
    failures: [...reach, "sign-in-refused", "sign-in-timeout", "sign-in-invalid", "not-a-reviewer"],
  }),
  /** First run: would this passphrase be guessed? Nothing is kept of it; `createVault` judges again. */
  judgePassphrase: procedure({
    input: z.object({ signInId: z.string(), passphrase: z.string() }),
    output: PassphraseVerdict,
    failures: ["sign-in-gone"],
  }),
  /** First run: makes the vault, the signing key and the account. Unlocked afterwards. */
  createVault: procedure({
    input: z.object({ signInId: z.string(), passphrase: z.string() }),
    output: z.object({ accountId: AccountId }),
    failures: ["passphrase-too-short", "passphrase-guessable", "sign-in-gone", "vault-exists"],
  }),
  unlock: procedure({
    input: z.object({ accountId: AccountId, passphrase: z.string() }),
    output: nothing,
    failures: ["wrong-passphrase", "too-soon", "vault-damaged", "vault-newer", "already-open", "device-secret-missing", "vault-missing"],
  }),
  lock: procedure({ input: nothing, output: nothing }),
  /** After tokens ended: the same person signs in again; the vault stays open. */
  signInAgain: procedure({
    input: nothing,
    output: nothing,
    failures: [...reach, "sign-in-refused", "sign-in-timeout", "sign-in-invalid", "not-a-reviewer", "another-person"],
  }),
  /** A key for the page's journal, good for this session only (design D8), and the id of the session it belongs to. */
  journalKey: procedure({
    input: z.object({ sessionId: z.string().nullable() }),
    output: z.object({ sessionId: z.string(), keyBase64: z.string() }),
  }),
  /** Ask the service now. */
  syncNow: procedure({ input: nothing, output: nothing }),
};
