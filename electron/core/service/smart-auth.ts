import * as client from "openid-client";
import type { Discovered } from "./discovery.ts";
import { listenForRedirect } from "./redirect-listener.ts";

export type SmartEndpoints = Pick<Discovered, "base" | "issuer" | "authorizeUrl" | "tokenUrl" | "revokeUrl" | "jwksUrl">;

export type Tokens = {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Local time in ms. */
  readonly expiresAt: number;
  readonly scope: string;
};

export type SignedIn = { readonly tokens: Tokens; readonly fhirUser: string; readonly claims: unknown };
export type SignInProblem = "sign-in-refused" | "sign-in-timeout" | "sign-in-invalid" | "no-network";

const SIGN_IN_MS = 5 * 60_000;

/** What the app asks for (protocol 1); `u` beside `c` where put mode makes resources by updating. */
const SCOPES_V2: Readonly<Record<string, string>> = {
  Task: "rus",
  Communication: "crus",
  CommunicationRequest: "cru",
  ServiceRequest: "crus",
  Appointment: "rus",
  DocumentReference: "crus",
  DiagnosticReport: "crus",
  Composition: "crus",
  QuestionnaireResponse: "crus",
  Observation: "crus",
  Media: "crus",
  Provenance: "crus",
  Binary: "cru",
  Patient: "r",
  Practitioner: "r",
  PractitionerRole: "rs",
  Organization: "r",
  Consent: "r",
  List: "r",
  Endpoint: "r",
  ImagingStudy: "r",
  Condition: "r",
  Procedure: "r",
  AllergyIntolerance: "r",
  MedicationStatement: "r",
  MedicationRequest: "r",
  FamilyMemberHistory: "r",
  AuditEvent: "cu",
};

export function scopesFor(permissionV2: boolean): string {
  const types = Object.entries(SCOPES_V2).flatMap(([type, letters]) => {
    if (permissionV2) return [`user/${type}.${letters}`];
    return [...(/[rs]/.test(letters) ? [`user/${type}.read`] : []), ...(/[cud]/.test(letters) ? [`user/${type}.write`] : [])];
  });
  return ["openid", "fhirUser", "offline_access", ...types].join(" ");
}

/** The two clocks of a conversation: this computer's, and how far the service's is ahead of it. Times in an id_token are the service's. */
export type Clocks = { readonly now: () => number; readonly offsetMs: number };

function configure(endpoints: SmartEndpoints, clientId: string, clocks: Clocks, signal: AbortSignal): client.Configuration {
  const config = new client.Configuration(
    {
      issuer: endpoints.issuer,
      // SMART's configuration does not say which; without a list only RS256 would be taken
      id_token_signing_alg_values_supported: ["RS256", "RS384", "PS256", "ES256", "ES384"],
      authorization_endpoint: endpoints.authorizeUrl,
      token_endpoint: endpoints.tokenUrl,
      ...(endpoints.revokeUrl === null ? {} : { revocation_endpoint: endpoints.revokeUrl }),
      ...(endpoints.jwksUrl === null ? {} : { jwks_uri: endpoints.jwksUrl }),
    },
    clientId,
    { [client.clockSkew]: Math.round((clocks.now() + clocks.offsetMs - Date.now()) / 1_000) },
    client.None(),
  );
  config.timeout = 30;
  config[client.customFetch] = (url, { signal: limit, ...options }) =>
    fetch(url, { ...options, body: options.body ?? null, signal: limit === undefined ? signal : AbortSignal.any([limit, signal]) });
  // only this machine itself may be spoken to without TLS: isAllowedUrl was checked at discovery
  if ([endpoints.authorizeUrl, endpoints.tokenUrl].some((url) => url.startsWith("http:"))) client.allowInsecureRequests(config);
  if (endpoints.jwksUrl !== null) client.enableNonRepudiationChecks(config);
  return config;
}

const tokensOf = (
  answer: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers,
  now: number,
  previous: string | null,
): Tokens => ({
  accessToken: answer.access_token,
  refreshToken: answer.refresh_token ?? previous,
  expiresAt: now + (answer.expiresIn() ?? 300) * 1_000,
  scope: answer.scope ?? "",
});

/** Code + PKCE in the system browser; state, nonce, issuer and the id_token's signature are checked. */
export async function signIn(
  service: Discovered,
  clientId: string,
  openInBrowser: (url: string) => Promise<void>,
  clocks: Clocks,
  signal: AbortSignal,
): Promise<SignedIn | SignInProblem> {
  const config = configure(service, clientId, clocks, signal);
  const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
  const listener = await listenForRedirect(state, SIGN_IN_MS, signal);
  try {
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: listener.redirectUri,
      scope: scopesFor(service.permissionV2),
      state,
      nonce,
      aud: service.base,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    const isOpen = await openInBrowser(url.href).then(
      () => true,
      () => false,
    );
    if (!isOpen) return "sign-in-refused";
    const back = await listener.arrived;
    if (back === null) return "sign-in-timeout";
    if (back.searchParams.has("error")) return "sign-in-refused";
    const answer = await client.authorizationCodeGrant(config, back, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = answer.claims();
    const fhirUser = claims?.["fhirUser"] ?? answer["fhirUser"];
    return typeof fhirUser === "string" ? { tokens: tokensOf(answer, clocks.now(), null), fhirUser, claims } : "sign-in-invalid";
  } catch (error) {
    return error instanceof TypeError ? "no-network" : "sign-in-invalid";
  } finally {
    listener.close();
  }
}

export type RefreshProblem = "sign-in-again" | "no-network";

/** Answers of a token endpoint that end a session (RFC 6749 §5.2). Too many requests, an error of the server or a page do not. */
const SESSION_OVER = new Set(["invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type"]);

/** A new access token. `sign-in-again`: the service took the refresh token back; it must never be sent a second time. */
export async function refresh(
  endpoints: SmartEndpoints,
  clientId: string,
  refreshToken: string,
  clocks: Clocks,
  signal: AbortSignal,
): Promise<Tokens | RefreshProblem> {
  try {
    const answer = await client.refreshTokenGrant(configure(endpoints, clientId, clocks, signal), refreshToken);
    return tokensOf(answer, clocks.now(), refreshToken);
  } catch (error) {
    return error instanceof client.ResponseBodyError && SESSION_OVER.has(error.error) ? "sign-in-again" : "no-network";
  }
}
