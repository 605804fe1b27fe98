import { generateKeyPairSync, type JsonWebKey, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Configuration, errors, Provider } from "oidc-provider";
import { checkAccessToken, type TokenCheck } from "./access-token.ts";
import { loginPage } from "./login-page.ts";
import { allResourceScopes } from "./scopes.ts";
import { createSignInStore } from "./sign-in-store.ts";
import { type StateFile, setting } from "./state-file.ts";

/** User name, password and the Practitioner that `fhirUser` names. */
export type Account = { readonly username: string; readonly password: string; readonly practitioner: string };

export const accounts: readonly Account[] = [
  { username: "demo", password: "demo", practitioner: "demo-reviewer" },
  { username: "other", password: "other", practitioner: "other-reviewer" },
];

export type SignIn = {
  readonly issuer: string;
  /** True when the request belongs to the authorization server; it is then answered. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  check(authorization: string | undefined): TokenCheck;
};

type Options = {
  readonly origin: string;
  readonly base: string;
  readonly accessTokenSeconds: number;
  readonly state: StateFile;
  readonly now: () => Date;
};

const PATHS = ["/oauth/", "/sign-in/", "/.well-known/openid-configuration"];
const identityScopes = ["openid", "fhirUser", "offline_access", "launch/practitioner"];
const DAY_SECONDS = 86_400;

/** The authorization server: code + PKCE S256, one public client with a loopback redirect, refresh tokens that rotate. */
export function createSignIn(options: Options): SignIn {
  const signingKey = setting(options.state, "signing-key", makeSigningKey);
  const cookieKey = setting(options.state, "cookie-key", () => randomBytes(32).toString("hex"));
  const provider = new Provider(options.origin, configuration(options, signingKey, cookieKey));
  const answer = provider.callback();

  return {
    issuer: options.origin,
    async handle(request, response) {
      const url = request.url ?? "";
      if (!PATHS.some((path) => url.startsWith(path))) return false;
      if (url.startsWith("/sign-in/")) await answerLogin(provider, options.base, request, response);
      else {
        if (url.startsWith("/oauth/authorize?")) request.url = withResource(url);
        await answer(request, response);
      }
      return true;
    },
    check: (authorization) =>
      checkAccessToken(authorization, {
        issuer: options.origin,
        audience: options.base,
        publicKey: signingKey,
        nowMs: options.now().getTime(),
      }),
  };
}

function makeSigningKey(): JsonWebKey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), alg: "ES256", use: "sig", kid: randomBytes(8).toString("hex") };
}

/** SMART's `aud` is unknown to oidc-provider: it becomes `resource`. `offline_access` needs `prompt=consent` (OpenID Connect Core 11). */
function withResource(url: string): string {
  const [path = "", query = ""] = url.split("?");
  const parameters = new URLSearchParams(query);
  const audience = parameters.get("aud");
  if (audience !== null && !parameters.has("resource")) parameters.set("resource", audience);
  if (!parameters.has("prompt")) parameters.set("prompt", "consent");
  return `${path}?${parameters}`;
}

function configuration(options: Options, signingKey: JsonWebKey, cookieKey: string): Configuration {
  const resourceScopes = allResourceScopes();
  return {
    adapter: createSignInStore(options.state, Date.now),
    clients: [
      {
        client_id: "overread-desktop",
        client_name: "Overread",
        application_type: "native", // RFC 8252: any port of the loopback redirect is accepted
        redirect_uris: ["http://127.0.0.1/callback"],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "none",
        id_token_signed_response_alg: "ES256",
      },
    ],
    claims: { openid: ["sub"], fhirUser: ["fhirUser"] },
    scopes: [...identityScopes, ...resourceScopes],
    conformIdTokenClaims: false,
    cookies: { keys: [cookieKey] },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => options.base,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => {
          if (resource !== options.base) throw new errors.InvalidTarget();
          return {
            scope: [...identityScopes, ...resourceScopes].join(" "), // SMART: the token answer names all granted scopes
            audience: options.base,
            accessTokenFormat: "jwt",
            accessTokenTTL: options.accessTokenSeconds,
            jwt: { sign: { alg: "ES256" } },
          };
        },
      },
    },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: async () => ({ sub: subject, fhirUser: `${options.base}/Practitioner/${subject}` }),
    }),
    interactions: { url: (_context, interaction) => `/sign-in/${interaction.uid}` },
    renderError: (context, out) => {
      context.type = "text/plain";
      context.body = `${out.error}: ${out.error_description ?? ""}`;
    },
    jwks: { keys: [signingKey as never] },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    routes: { authorization: "/oauth/authorize", token: "/oauth/token", revocation: "/oauth/revoke", jwks: "/oauth/jwks.json" },
    ttl: {
      AccessToken: options.accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: 30 * DAY_SECONDS,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 30 * DAY_SECONDS,
      Session: DAY_SECONDS,
    },
  };
}

async function answerLogin(provider: Provider, base: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { params, uid } = await provider.interactionDetails(request, response);
  const client = await provider.Client.find(String(params["client_id"]));
  const form = request.method === "POST" ? new URLSearchParams(await readText(request)) : null;
  const account = accounts.find((each) => each.username === form?.get("username") && each.password === form.get("password"));
  if (account === undefined) {
    const page = loginPage({ action: `/sign-in/${uid}`, clientName: client?.clientName ?? "A program", wrong: form !== null });
    response.writeHead(form === null ? 200 : 403, {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
      "X-Frame-Options": "DENY",
    });
    response.end(page);
    return;
  }
  const grant = new provider.Grant({ accountId: account.practitioner, clientId: String(params["client_id"]) });
  const scope = String(params["scope"] ?? "");
  grant.addOIDCScope(scope);
  grant.addResourceScope(base, scope);
  const result = { login: { accountId: account.practitioner }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
