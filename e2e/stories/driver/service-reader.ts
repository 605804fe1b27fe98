import { createHash, randomBytes } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Json } from "#shared/fhir/json.ts";
import { type Credentials, signInAt } from "./sign-in-page.ts";

/** The driver's own look at a service, after a sign-in of its own: nothing of it comes from the app. */
export type ServiceReader = {
  /** `Practitioner/{id}` of whoever signed in; null when the service does not say. */
  readonly me: string | null;
  /** The access token, for another program that reads beside this one. */
  readonly token: string;
  get(reference: string, accept?: string): Promise<Response>;
  json(reference: string): Promise<Json>;
};

const SCOPE =
  "openid fhirUser user/Task.rs user/DocumentReference.rs user/Binary.r user/Composition.r user/DiagnosticReport.r user/QuestionnaireResponse.r user/Provenance.rs user/Observation.r user/Media.r user/List.r user/ImagingStudy.r user/Patient.r";

type SmartEndpoints = { readonly authorization_endpoint: string; readonly token_endpoint: string };

/** Where to sign in. Throws in words when nobody answers, or somebody who is no FHIR service with SMART sign-in. */
async function smartEndpoints(base: string): Promise<SmartEndpoints> {
  const address = `${base}/.well-known/smart-configuration`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(30_000) }).catch(() => null);
  if (answer === null)
    throw new Error(`The service at ${new URL(base).origin} cannot be reached. Start it, or check the address behind --service.`);
  const smart = (await answer.json().catch(() => null)) as Partial<SmartEndpoints> | null;
  const { authorization_endpoint, token_endpoint } = smart ?? {};
  if (!answer.ok || authorization_endpoint === undefined || token_endpoint === undefined)
    throw new Error(
      `${base} is no FHIR base address with SMART sign-in: ${address} answers ${answer.status}. Check the address behind --service.`,
    );
  return { authorization_endpoint, token_endpoint };
}

/** Signs in with code and PKCE as any SMART client does. */
export async function signInAsReader(base: string, credentials: Credentials): Promise<ServiceReader> {
  const smart = await smartEndpoints(base);
  const verifier = randomBytes(32).toString("base64url");
  const state = randomBytes(16).toString("hex");
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const redirect = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  const arrived = new Promise<URL>((resolve) => {
    server.on("request", (request, response) => {
      response.end("<!doctype html><title>signed in</title>");
      const url = new URL(request.url ?? "/", redirect);
      if (url.searchParams.get("state") === state) resolve(url);
    });
  });
  const query = new URLSearchParams({
    response_type: "code",
    client_id: "overread-desktop",
    redirect_uri: redirect,
    scope: SCOPE,
    state,
    nonce: randomBytes(16).toString("hex"),
    aud: base,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const code = await signInAt(`${smart.authorization_endpoint}?${query}`, credentials)
    .then(async () => (await arrived).searchParams.get("code") ?? "")
    .finally(() => server.close());
  const answer = await fetch(smart.token_endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: redirect,
      client_id: "overread-desktop",
      code_verifier: verifier,
    }),
  });
  const { access_token: token, id_token: identity } = (await answer.json()) as { access_token: string; id_token?: string };
  const get = (reference: string, accept = "application/fhir+json"): Promise<Response> =>
    fetch(`${base}/${reference}`, { headers: { Authorization: `Bearer ${token}`, Accept: accept } });
  return { me: fhirUserOf(identity), token, get, json: async (reference) => (await get(reference)).json() as Promise<Json> };
}

/** The `fhirUser` claim of an id_token, as a relative reference. */
function fhirUserOf(identity: string | undefined): string | null {
  const claims = JSON.parse(Buffer.from(identity?.split(".")[1] ?? "", "base64url").toString("utf8") || "{}") as { fhirUser?: string };
  return /Practitioner(Role)?\/[^/]+$/.exec(claims.fhirUser ?? "")?.[0] ?? null;
}
