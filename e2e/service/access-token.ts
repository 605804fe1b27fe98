import { createPublicKey, type JsonWebKey, verify } from "node:crypto";

/** What a valid access token says. */
type TokenFacts = { readonly subject: string; readonly scopes: readonly string[] };
export type TokenCheck =
  | { readonly ok: true; readonly facts: TokenFacts }
  | { readonly ok: false; readonly why: "missing" | "invalid" | "expired" };

type Claims = {
  readonly iss?: string;
  readonly aud?: string | readonly string[];
  readonly exp?: number;
  readonly sub?: string;
  readonly scope?: string;
};

const decode = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));

/** Checks `Authorization: Bearer …` against our own signing key: signature (ES256), issuer, audience, time. */
export function checkAccessToken(
  header: string | undefined,
  expected: { readonly issuer: string; readonly audience: string; readonly publicKey: JsonWebKey; readonly nowMs: number },
): TokenCheck {
  const token = /^Bearer ([A-Za-z0-9\-_.]+)$/.exec(header ?? "")?.[1];
  if (token === undefined) return { ok: false, why: "missing" };
  const [head = "", body = "", signature = ""] = token.split(".");
  try {
    const key = { key: createPublicKey({ key: expected.publicKey, format: "jwk" }), dsaEncoding: "ieee-p1363" } as const;
    if (!verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"))) return { ok: false, why: "invalid" };
    const claims = decode(body) as Claims;
    if (claims.iss !== expected.issuer || ![claims.aud].flat().includes(expected.audience)) return { ok: false, why: "invalid" };
    if ((claims.exp ?? 0) * 1000 <= expected.nowMs) return { ok: false, why: "expired" };
    return { ok: true, facts: { subject: claims.sub ?? "", scopes: (claims.scope ?? "").split(" ") } };
  } catch {
    return { ok: false, why: "invalid" }; // not a JWT at all: the text before the first dot did not parse
  }
}
