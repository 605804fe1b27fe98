const MAX_DELAY_MS = 15 * 60_000;
const MAX_RETRY_AFTER_MS = 24 * 3_600_000;

/**
 * Milliseconds to wait before attempt `attempt` (1-based): full jitter over min(15 min, 2 s · 2ⁿ), never less than what the
 * service asked for (capped at 24 h). `random` is uniform in [0, 1).
 */
export function backoffMs(attempt: number, random: number, retryAfterMs: number | null): number {
  const jittered = Math.floor(random * Math.min(MAX_DELAY_MS, 2_000 * 2 ** Math.min(attempt, 20)));
  return Math.max(jittered, Math.min(MAX_RETRY_AFTER_MS, retryAfterMs ?? 0));
}

/** `Retry-After` as milliseconds from `nowMs`: seconds, an HTTP date, or null when absent or nonsense (RFC 9110 §10.2.3). */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header.trim()) * 1_000;
  // an HTTP date begins with its day; what else a date reader may make of nonsense is none
  const at = /^\s*[A-Za-z]{3}/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
