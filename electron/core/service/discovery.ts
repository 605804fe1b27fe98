import { isDemo } from "#shared/fhir/codes.ts";
import { at, type Json, listAt, textAt } from "#shared/fhir/json.ts";
import { FhirClient, isAnswer } from "./fhir-client.ts";
import { type Http, isAllowedUrl } from "./http.ts";

/** What a service says of itself without a token (protocol 1, steps 1 and 2). */
export type Discovered = {
  readonly base: string;
  readonly name: string;
  readonly issuer: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly revokeUrl: string | null;
  readonly jwksUrl: string | null;
  readonly permissionV2: boolean;
  readonly origins: readonly string[];
  /** The archive that the service names as its own, for studies without an Endpoint. */
  readonly dicomweb: string | null;
  /** That archive takes key objects (STOW-RS), and the service wants them. */
  readonly stow: boolean;
  readonly demo: boolean;
  readonly mode: "put" | "post";
  readonly hasTransactions: boolean;
  readonly hasBatch: boolean;
  readonly software: string;
  /** False: the service describes itself only to those who signed in; then it is asked again with the token. */
  readonly described: boolean;
};

export type DiscoveryProblem = "not-an-address" | "not-https" | "no-network" | "captive-portal" | "certificate-refused" | "not-a-service";

/** Types of the report; all must take client-made ids, else post mode is used (protocol 6.3). */
const WRITTEN_TYPES = [
  "Composition",
  "DiagnosticReport",
  "QuestionnaireResponse",
  "Observation",
  "Media",
  "DocumentReference",
  "Provenance",
  "Binary",
];

/** What is wrong with the typed address, before anything is sent: no address of the web at all, or not a secure one. */
export function addressProblem(base: string): "not-an-address" | "not-https" | null {
  if (isAllowedUrl(base)) return null;
  if (/\s/.test(base) || !URL.canParse(base)) return "not-an-address";
  const { protocol, username, password } = new URL(base);
  return protocol === "http:" && username === "" && password === "" ? "not-https" : "not-an-address";
}

export async function discover(
  http: Http,
  typedBase: string,
  now: () => number,
  signal: AbortSignal,
  options: { readonly withToken: boolean } = { withToken: false },
): Promise<Discovered | DiscoveryProblem> {
  const base = typedBase.trim().replace(/\/+$/, "");
  const wrong = addressProblem(base);
  if (wrong !== null) return wrong;
  const client = new FhirClient(http, base, now);
  const smart = await client.open(".well-known/smart-configuration", signal);
  if (smart.kind === "transport") return smart.problem.kind === "certificate" ? "certificate-refused" : "no-network";
  if (smart.kind === "not-fhir") return "captive-portal";
  if (smart.kind === "status" && (smart.status === 429 || smart.status >= 500)) return "no-network";
  if (!isAnswer(smart)) return "not-a-service";
  const metadata = await (options.withToken ? client.read("metadata", signal) : client.open("metadata", signal));
  const statement = isAnswer(metadata) ? metadata.json : null;
  return read(base, smart.json, statement) ?? "not-a-service";
}

function read(base: string, smart: Json, statement: Json): Discovered | null {
  const authorizeUrl = textAt(smart, "authorization_endpoint");
  const tokenUrl = textAt(smart, "token_endpoint");
  const pkce = listAt(smart, "code_challenge_methods_supported").includes("S256");
  const fhirVersion = textAt(statement, "fhirVersion");
  if (authorizeUrl === null || tokenUrl === null || !pkce || (fhirVersion !== null && !fhirVersion.startsWith("4.0"))) return null;
  if (!isAllowedUrl(authorizeUrl) || !isAllowedUrl(tokenUrl)) return null;
  const rest = listAt(statement, "rest")[0];
  const interactions = listAt(rest, "interaction").map((entry) => textAt(entry, "code"));
  const resources = listAt(rest, "resource");
  const takesClientIds = (type: string): boolean =>
    at(
      resources.find((entry) => textAt(entry, "type") === type),
      "updateCreate",
    ) === true;
  return {
    base,
    name: nameOf(statement) ?? new URL(base).hostname,
    issuer: textAt(smart, "issuer") ?? base,
    authorizeUrl,
    tokenUrl,
    revokeUrl: allowedUrl(smart, "revocation_endpoint"),
    jwksUrl: allowedUrl(smart, "jwks_uri"),
    permissionV2: listAt(smart, "capabilities").includes("permission-v2"),
    origins: originsOf(base, tokenUrl, smart),
    dicomweb: archiveOf(base, smart),
    stow: takesKeyObjects(base, smart),
    demo: isDemo(statement),
    mode: WRITTEN_TYPES.every(takesClientIds) ? "put" : "post",
    hasTransactions: interactions.includes("transaction"),
    hasBatch: interactions.includes("batch") || interactions.length === 0,
    described: statement !== null,
    software: `${textAt(statement, "software", "name") ?? ""} ${textAt(statement, "software", "version") ?? ""}`.trim(),
  };
}

const MAX_NAME = 60;

/** What people call the service: a title or name, else the beginning of its description. */
function nameOf(statement: Json): string | null {
  const name = textAt(statement, "title") ?? textAt(statement, "name") ?? textAt(statement, "implementation", "description");
  return name === null || name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 1).trimEnd()}…`;
}

function allowedUrl(smart: Json, element: string): string | null {
  const url = textAt(smart, element);
  return url !== null && isAllowedUrl(url) ? url : null;
}

/** Where the token may go: the service's own origin and what it names as belonging to it. */
function originsOf(base: string, tokenUrl: string, smart: Json): string[] {
  const urls = [base, ...associatedUrls(smart)].filter(isAllowedUrl);
  return [...new Set([...urls, tokenUrl].map((url) => new URL(url).origin))];
}

const associatedUrls = (smart: Json): string[] =>
  listAt(smart, "associated_endpoints")
    .map((entry) => textAt(entry, "url") ?? textAt(entry))
    .filter((url) => url !== null);

/**
 * Which of the associated endpoints is the DICOMweb root: SMART has no word for it. Other FHIR servers are none; of several the one that
 * has DICOM or WADO in its address. Null when that leaves none, or more than one.
 */
function archiveOf(base: string, smart: Json): string | null {
  const plain = associatedUrls(smart).filter((url) => isAllowedUrl(url) && !/[?#]/.test(url));
  const urls = new Set(plain.map((url) => url.replace(/\/+$/, "")));
  const others = [...urls].filter((url) => url !== base && !/\/fhir(\/|$)/i.test(new URL(url).pathname));
  const named = others.filter((url) => /dicom|wado/i.test(url));
  const left = named.length > 0 ? named : others;
  return left.length === 1 ? (left[0] ?? null) : null;
}

/** The capability with which a service asks for key objects: SMART leaves the words of an associated endpoint to those who use it. */
const KEY_OBJECTS = "stow-key-objects";

/** Does the service say of its archive that it wants key objects stored there? */
function takesKeyObjects(base: string, smart: Json): boolean {
  const archive = archiveOf(base, smart);
  return listAt(smart, "associated_endpoints").some(
    (entry) => (textAt(entry, "url") ?? "").replace(/\/+$/, "") === archive && listAt(entry, "capabilities").includes(KEY_OBJECTS),
  );
}
