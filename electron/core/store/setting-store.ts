import { z } from "zod";
import { CaseId } from "#shared/result/ids.ts";
import type { Db } from "./transaction.ts";

/** The service this vault belongs to, and what was learned about it (protocol 1). */
export const ServiceProfile = z.object({
  base: z.string(),
  name: z.string(),
  clientId: z.string(),
  issuer: z.string(),
  authorizeUrl: z.string(),
  tokenUrl: z.string(),
  revokeUrl: z.string().nullable(),
  jwksUrl: z.string().nullable(),
  origins: z.array(z.string()),
  /** The archive of studies that name none; null when the service names none, or said nothing of it when the vault was made. */
  dicomweb: z.string().nullable().default(null),
  demo: z.boolean(),
  mode: z.enum(["put", "post"]),
  hasTransactions: z.boolean(),
  /** Null until the probe ran: does a "transaction" guard versions and roll back? */
  atomic: z.boolean().nullable(),
  hasBatch: z.boolean(),
  binaryForm: z.enum(["json", "raw"]).nullable(),
  software: z.string(),
  /** The archive takes key objects by STOW-RS, and the service wants them (protocol 1). */
  stow: z.boolean().default(false),
});
export type ServiceProfile = z.infer<typeof ServiceProfile>;

/** The signed-in person, as the service holds them; the JSON goes into the report as received. */
export const ReviewerProfile = z.object({
  practitionerId: z.string(),
  practitioner: z.unknown(),
  roles: z.array(z.unknown()),
  organisations: z.array(z.unknown()),
});
export type ReviewerProfile = z.infer<typeof ReviewerProfile>;

export const TokenSet = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  expiresAt: z.number(),
  scope: z.string(),
  idTokenClaims: z.unknown(),
});
export type TokenSet = z.infer<typeof TokenSet>;

/** What is known of the clock (D11) and of the last contact. */
export const ClockFacts = z.object({ offsetMs: z.number(), highWaterMs: z.number(), lastContactAt: z.number().nullable() });
export type ClockFacts = z.infer<typeof ClockFacts>;

/** Where the worklist search stood. */
export const SyncMark = z.object({ lastUpdated: z.string().nullable(), fullRefreshAt: z.number(), installationId: z.string() });
export type SyncMark = z.infer<typeof SyncMark>;

/** Names of the rows and their shapes. */
const shapes = {
  service: ServiceProfile,
  reviewer: ReviewerProfile,
  token: TokenSet,
  clock: ClockFacts,
  sync: SyncMark,
  settings: z.record(z.string(), z.unknown()),
  /** Cases that were lost lately, and those that the brake (D14) holds locked until a time. */
  brake: z.object({
    lost: z.array(z.object({ caseId: CaseId, at: z.number() })),
    locked: z.array(CaseId),
    until: z.number(),
  }),
} as const;
type Name = keyof typeof shapes;

/** A row of the account, or null when it was never written or does not fit its shape. */
export function readSetting<N extends Name>(db: Db, name: N): z.infer<(typeof shapes)[N]> | null {
  const row = db.prepare("SELECT value FROM setting WHERE name = ?").get(name) as { value: string } | undefined;
  if (row === undefined) return null;
  const parsed = shapes[name].safeParse(JSON.parse(row.value));
  return parsed.success ? (parsed.data as z.infer<(typeof shapes)[N]>) : null;
}

export function writeSetting<N extends Name>(db: Db, name: N, value: z.infer<(typeof shapes)[N]>): void {
  db.prepare("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").run(
    name,
    JSON.stringify(value),
  );
}

export const removeSetting = (db: Db, name: Name): void => void db.prepare("DELETE FROM setting WHERE name = ?").run(name);
