import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { addressProblem, discover } from "./discovery.ts";
import { createHttp } from "./http.ts";

const SMART = {
  authorization_endpoint: "https://sign-in.example/authorize",
  token_endpoint: "https://sign-in.example/token",
  code_challenge_methods_supported: ["S256"],
  capabilities: ["permission-v2"],
};
const WRITTEN = [
  "Composition",
  "DiagnosticReport",
  "QuestionnaireResponse",
  "Observation",
  "Media",
  "DocumentReference",
  "Provenance",
  "Binary",
];
const STATEMENT = {
  resourceType: "CapabilityStatement",
  fhirVersion: "4.0.1",
  rest: [
    {
      interaction: [{ code: "transaction" }, { code: "batch" }],
      resource: WRITTEN.map((type) => ({ type, updateCreate: true })),
    },
  ],
};

type Reply = { readonly status?: number; readonly type?: string; readonly body: unknown };
const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Asks a service that answers the two documents of protocol 1, steps 1 and 2, as given. */
async function ask(smart: Reply | unknown, metadata: Reply | unknown = STATEMENT, token: string | null = null) {
  const reply = (value: Reply | unknown): Reply =>
    typeof value === "object" && value !== null && "body" in value ? (value as Reply) : { body: value };
  const server = http.createServer((request, response) => {
    const { status = 200, type = "application/fhir+json", body } = reply(request.url?.endsWith("smart-configuration") ? smart : metadata);
    const refused = request.url?.endsWith("metadata") && status === 401 && request.headers.authorization !== undefined;
    response
      .writeHead(refused ? 200 : status, { "Content-Type": type })
      .end(typeof body === "string" ? body : JSON.stringify(refused ? STATEMENT : body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
  const client = createHttp({
    origins: () => [new URL(base).origin],
    token: async () => token,
    onDate: () => {},
    now: () => 0,
    log: () => {},
  });
  return discover(client, ` ${base}/ `, () => 0, new AbortController().signal, { withToken: token !== null });
}

const named = async (statement: object): Promise<string> => {
  const found = await ask(SMART, { ...STATEMENT, ...statement });
  return typeof found === "string" ? found : found.name;
};

describe("discovery", () => {
  test("put mode only when every type of the report takes ids of the client", async () => {
    expect(await ask(SMART)).toMatchObject({ mode: "put", hasTransactions: true, hasBatch: true, permissionV2: true, described: true });
    const rest = [{ ...STATEMENT.rest[0], resource: WRITTEN.slice(1).map((type) => ({ type, updateCreate: true })) }];
    expect(await ask(SMART, { ...STATEMENT, rest })).toMatchObject({ mode: "post" });
  });

  test("row 36: the token may go to the base and to what the service names, to http elsewhere never", async () => {
    const found = await ask({
      ...SMART,
      associated_endpoints: [{ url: "https://archive.example/dicomweb" }, { url: "http://plain.example/" }, { url: "nonsense" }],
      jwks_uri: "http://plain.example/keys",
      revocation_endpoint: "https://sign-in.example/revoke",
    });
    if (typeof found === "string") throw new Error(found);
    expect(found.origins).toEqual([new URL(found.base).origin, "https://archive.example", "https://sign-in.example"]);
    expect([found.jwksUrl, found.revokeUrl]).toEqual([null, "https://sign-in.example/revoke"]);
  });

  // protocol 1: SMART names no kind of an associated endpoint
  test.each([
    ["none is named", [], null],
    ["the only one", ["https://archive.example/aets/MAIN/rs/"], "https://archive.example/aets/MAIN/rs"],
    ["by its address", ["https://terms.example/x", "https://archive.example/dicom-web"], "https://archive.example/dicom-web"],
    ["another FHIR server is none", ["https://other.example/fhir/R4"], null],
    ["two that could be it", ["https://a.example/dicomweb", "https://b.example/dicomweb"], null],
    ["the same one twice", ["https://a.example/dicomweb", "https://a.example/dicomweb/"], "https://a.example/dicomweb"],
    ["no https", ["http://plain.example/dicomweb"], null],
    ["an address with a query", ["https://a.example/dicomweb?key=1"], null],
  ] as const)("the archive of studies that name none: %s", async (_, urls, dicomweb) =>
    expect(await ask({ ...SMART, associated_endpoints: urls.map((url) => ({ url })) })).toMatchObject({ dicomweb }),
  );

  test.each([
    ["its archive", ["stow-key-objects"], [], true],
    ["another endpoint only", [], ["stow-key-objects"], false],
    ["nobody", [], [], false],
  ] as const)("P17: key objects are wanted where %s has the capability", async (_, ofArchive, ofOther, stow) => {
    const associated_endpoints = [
      { url: "https://a.example/dicomweb/", capabilities: ofArchive },
      { url: "https://a.example/fhir", capabilities: ofOther },
    ];
    expect(await ask({ ...SMART, associated_endpoints })).toMatchObject({ stow });
  });

  test("the name is what people call the service, at most 60 characters of it", async () => {
    const implementation = { description: "d".repeat(80) };
    expect(await named({ title: "Northgate", name: "northgate", implementation })).toBe("Northgate");
    expect(await named({ name: "northgate", implementation })).toBe("northgate");
    expect(await named({ implementation })).toBe(`${"d".repeat(59)}…`);
    expect(await named({})).toBe("127.0.0.1");
  });

  test.each([
    ["a captive portal", { type: "text/html", body: "<html>Welcome to the train</html>" }, "captive-portal"],
    ["a redirect", { status: 302, body: "" }, "captive-portal"],
    ["a service that is down", { status: 503, body: {} }, "no-network"],
    ["a service that is asked too often", { status: 429, body: {} }, "no-network"],
    ["another server", { status: 404, body: {} }, "not-a-service"],
    ["no PKCE", { body: { ...SMART, code_challenge_methods_supported: ["plain"] } }, "not-a-service"],
    ["a token endpoint without TLS", { body: { ...SMART, token_endpoint: "http://sign-in.example/token" } }, "not-a-service"],
  ] as const)("rows 37, 38: %s", async (_, smart, problem) => expect(await ask(smart)).toBe(problem));

  test("another FHIR version is no service of ours", async () =>
    expect(await ask(SMART, { ...STATEMENT, fhirVersion: "5.0.0" })).toBe("not-a-service"));

  test("a service that describes itself only after the sign-in is asked again with the token", async () => {
    const shut = { status: 401, body: {} };
    expect(await ask(SMART, shut)).toMatchObject({ described: false, mode: "post" });
    expect(await ask(SMART, shut, "token")).toMatchObject({ described: true, mode: "put" });
  });

  test("row 37: an address without https is not asked", async () => {
    const http = createHttp({ origins: () => [], token: async () => null, onDate: () => {}, now: () => 0, log: () => {} });
    expect(await discover(http, "http://service.example/fhir", () => 0, new AbortController().signal)).toBe("not-https");
  });
});

describe("what was typed as the address of the service", () => {
  test.each([
    ["https://opinions.example/fhir", null],
    ["http://127.0.0.1:8080/fhir", null],
    ["http://opinions.example/fhir", "not-https"],
    ["opinions.example/fhir", "not-an-address"],
    ["https://", "not-an-address"],
    ["https://opinions example/fhir", "not-an-address"],
    ["https://user:word@opinions.example/fhir", "not-an-address"],
    ["ftp://opinions.example/fhir", "not-an-address"],
    ["javascript:alert(1)", "not-an-address"],
    ["Demo service", "not-an-address"],
  ] as const)("%s: %s", (typed, problem) => expect(addressProblem(typed)).toBe(problem));
});
