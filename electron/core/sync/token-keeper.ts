import type { Tokens } from "../service/smart-auth.ts";

export type RefreshCall = (refreshToken: string) => Promise<Tokens | "sign-in-again" | "no-network">;

const RENEW_BEFORE_MS = 60_000;
const MIN_INTERVAL_MS = 60_000;

/**
 * Gives out a valid access token. One renewal at a time for the whole program; the rotated refresh token is stored before the new
 * access token is used, and an old one is never sent twice: a service may answer that by ending the whole session.
 */
export class TokenKeeper {
  #tokens: Tokens | null;
  #renewal: Promise<string | null> | null = null;
  #lastRenewalAt = Number.NEGATIVE_INFINITY;
  readonly #refresh: RefreshCall;
  readonly #save: (tokens: Tokens | null) => void;
  readonly #now: () => number;

  constructor(tokens: Tokens | null, refresh: RefreshCall, save: (tokens: Tokens | null) => void, now: () => number) {
    this.#tokens = tokens;
    this.#refresh = refresh;
    this.#save = save;
    this.#now = now;
  }

  get signedIn(): boolean {
    return this.#tokens !== null;
  }

  replace(tokens: Tokens): void {
    this.#save(tokens);
    this.#tokens = tokens;
    this.#lastRenewalAt = Number.NEGATIVE_INFINITY;
  }

  /** Null = a person has to sign in, or the renewal is not possible now. */
  async token(refused: string | null): Promise<string | null> {
    const tokens = this.#tokens;
    if (tokens === null) return null;
    const fresh = tokens.expiresAt - this.#now() > RENEW_BEFORE_MS && tokens.accessToken !== refused;
    if (fresh) return tokens.accessToken;
    this.#renewal ??= this.#renew(tokens).finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  async #renew(tokens: Tokens): Promise<string | null> {
    const stillValid = tokens.expiresAt > this.#now() ? tokens.accessToken : null;
    if (tokens.refreshToken === null) {
      if (stillValid === null) this.#end();
      return stillValid;
    }
    // at most one renewal a minute: a service that refuses every new token must not be asked in a loop
    if (this.#now() - this.#lastRenewalAt < MIN_INTERVAL_MS) return stillValid;
    this.#lastRenewalAt = this.#now();
    const renewed = await this.#refresh(tokens.refreshToken);
    if (renewed === "no-network") {
      this.#lastRenewalAt = Number.NEGATIVE_INFINITY;
      return stillValid;
    }
    // somebody signed in anew meanwhile: that session stays, whatever became of the old one
    if (this.#tokens !== tokens) return this.#tokens?.accessToken ?? null;
    if (renewed === "sign-in-again") {
      this.#end();
      return null;
    }
    this.#save(renewed);
    this.#tokens = renewed;
    return renewed.accessToken;
  }

  #end(): void {
    this.#tokens = null;
    this.#save(null);
  }
}
