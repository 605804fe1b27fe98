import { createHash, randomBytes, randomUUID } from "node:crypto";

/** What a client of the protocol needs, with nothing but fetch: for the tests of the service and the demo's own look at the result. */
export type Tokens = {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly scope: string;
  readonly expires_in: number;
};

/** The scopes of the protocol, in SMART v2 form, with `u` where put mode creates by update. */
const protocolScopes = [
  "openid fhirUser offline_access",
  "user/Task.rus user/Communication.crus user/CommunicationRequest.cru user/ServiceRequest.crus user/Appointment.rus",
  "user/DocumentReference.crus user/DiagnosticReport.crus user/Composition.crus user/QuestionnaireResponse.crus user/Observation.crus user/Media.crus user/Provenance.crus user/Binary.cru",
  "user/Patient.r user/Practitioner.r user/PractitionerRole.rs user/Organization.r user/Consent.r user/List.r user/Endpoint.r user/ImagingStudy.r",
  "user/Condition.r user/Procedure.r user/AllergyIntolerance.r user/MedicationStatement.r user/MedicationRequest.r user/FamilyMemberHistory.r user/AuditEvent.cu",
].join(" ");

export type SignInOptions = {
  readonly username?: string;
  readonly password?: string;
  readonly scope?: string;
  readonly redirectUri?: string;
  /** Overrides of the authorization request: a wrong `aud`, another challenge method. */
  readonly extra?: Readonly<Record<string, string>>;
};

/** Walks through discovery, the sign-in page and the token request, as a browser and the app would. */
export async function signIn(base: string, options: SignInOptions = {}): Promise<Tokens> {
  const verifier = randomBytes(32).toString("base64url");
  const code = await authorize(base, verifier, options);
  const redirectUri = options.redirectUri ?? "http://127.0.0.1:49152/callback";
  return requestTokens(base, { grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: verifier });
}

/** The authorization code; throws with the service's `error` when it redirects with one. */
export async function authorize(base: string, verifier: string, options: SignInOptions = {}): Promise<string> {
  const state = randomUUID();
  const { authorization_endpoint } = await discover(base);
  const query = new URLSearchParams({
    response_type: "code",
    client_id: "overread-desktop",
    redirect_uri: options.redirectUri ?? "http://127.0.0.1:49152/callback",
    scope: options.scope ?? protocolScopes,
    state,
    nonce: randomUUID(),
    aud: base,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...options.extra,
  });
  const cookies = new Map<string, string>();
  let next = await step(`${authorization_endpoint}?${query}`, cookies);
  if (new URL(next).pathname.startsWith("/sign-in/")) {
    await step(next, cookies);
    const form = new URLSearchParams({ username: options.username ?? "demo", password: options.password ?? "demo", allow: "yes" });
    next = await step(await step(next, cookies, form), cookies);
  }
  const answer = new URL(next).searchParams;
  if (answer.get("state") !== state) throw new Error(`no answer to this request: ${next}`);
  const code = answer.get("code");
  if (code === null) throw new Error(answer.get("error") ?? "no code");
  return code;
}

/** One browser step: keeps cookies, returns where it leads (the same address for a page). */
async function step(url: string, cookies: Map<string, string>, form?: URLSearchParams): Promise<string> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const answer = await fetch(url, {
    method: form === undefined ? "GET" : "POST",
    headers: { cookie },
    redirect: "manual",
    ...(form === undefined ? {} : { body: form }),
  });
  for (const line of answer.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    cookies.set(name, value);
  }
  const location = answer.headers.get("location");
  if (location === null && answer.status >= 400) throw new Error(`the sign-in page answers ${answer.status}`);
  return location === null ? url : new URL(location, url).href;
}

type Discovery = { readonly authorization_endpoint: string; readonly token_endpoint: string; readonly revocation_endpoint: string };

export async function discover(base: string): Promise<Discovery> {
  return (await (await fetch(`${base}/.well-known/smart-configuration`)).json()) as Discovery;
}

export async function requestTokens(base: string, form: Readonly<Record<string, string>>): Promise<Tokens> {
  const { token_endpoint } = await discover(base);
  const answer = await fetch(token_endpoint, { method: "POST", body: new URLSearchParams({ client_id: "overread-desktop", ...form }) });
  const body = (await answer.json()) as Tokens & { readonly error?: string };
  if (!answer.ok) throw new Error(body.error ?? `token request answers ${answer.status}`);
  return body;
}

export const refresh = (base: string, refreshToken: string): Promise<Tokens> =>
  requestTokens(base, { grant_type: "refresh_token", refresh_token: refreshToken });

type FhirAnswer<T> = { readonly status: number; readonly headers: Headers; readonly body: T };

export type FhirClient = <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<FhirAnswer<T>>;

/** A FHIR client that refuses nothing: the caller looks at the status. It throws only when the connection ends without an answer. */
export function fhirClient(base: string, accessToken: string): FhirClient {
  return async <T>(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(path === "" ? base : `${base}/${path}`, {
      method,
      headers: {
        Accept: "application/fhir+json",
        Authorization: `Bearer ${accessToken}`,
        ...(body === undefined ? {} : { "Content-Type": "application/fhir+json", Prefer: "return=representation" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (text === "" ? null : JSON.parse(text)) as T };
  };
}
