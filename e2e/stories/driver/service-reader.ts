import { createHash, randomBytes } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { at, type Json, listAt, localReference, numberAt, textAt } from "#shared/fhir/json.ts";
import { reportOutputs } from "#shared/fhir/report-transaction.ts";
import { type Credentials, signInAt } from "./sign-in-page.ts";

/** The driver's own look at a service, after a sign-in of its own: nothing of it comes from the app. */
export type ServiceReader = {
  readonly token: string;
  get(reference: string, accept?: string): Promise<Response>;
  json(reference: string): Promise<Json>;
};

const SCOPE =
  "openid fhirUser user/Task.rs user/DocumentReference.rs user/Binary.r user/Composition.r user/DiagnosticReport.r user/QuestionnaireResponse.r user/Provenance.rs user/Observation.r user/Media.r user/List.r user/ImagingStudy.r";

/** Signs in with code and PKCE as any SMART client does. */
export async function signInAsReader(base: string, credentials: Credentials): Promise<ServiceReader> {
  const smart = (await (await fetch(`${base}/.well-known/smart-configuration`)).json()) as {
    authorization_endpoint: string;
    token_endpoint: string;
  };
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
  await signInAt(`${smart.authorization_endpoint}?${query}`, credentials);
  const code = (await arrived).searchParams.get("code") ?? "";
  server.close();
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
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const get = (reference: string, accept = "application/fhir+json"): Promise<Response> =>
    fetch(`${base}/${reference}`, { headers: { Authorization: `Bearer ${token}`, Accept: accept } });
  return { token, get, json: async (reference) => (await get(reference)).json() as Promise<Json> };
}

export type ReportAtService = {
  /** Images that the signed report says were looked at, and how many there were, over all studies. */
  readonly imagesSeen: number;
  readonly imagesInReport: number;
  readonly count: number;
  readonly pdf: Buffer | null;
  readonly bundle: Json;
  readonly instances: number;
  readonly documents: number;
};

/** The report as the service holds it: found through its id; the PDF by the DocumentReference's own address; everything it points to. */
export async function reportAtService(reader: ServiceReader, taskId: string, reportId: string): Promise<ReportAtService> {
  const found = await reader.json(`DocumentReference?identifier=${encodeURIComponent(`urn:ietf:rfc:3986|urn:uuid:${reportId}`)}`);
  const documents = listAt(found, "entry").map((entry) => (entry as { resource?: Json }).resource ?? null);
  const task = await reader.json(`Task/${taskId}`);
  const attachments = listAt(documents[0], "content").map((entry) => (entry as { attachment?: Json }).attachment ?? null);
  const pdfReference = localReference(
    textAt(
      attachments.find((entry) => textAt(entry, "contentType") === "application/pdf"),
      "url",
    ),
  );
  const documentReference = localReference(
    textAt(
      attachments.find((entry) => textAt(entry, "contentType") === "application/fhir+json"),
      "url",
    ),
  );
  const pdf = pdfReference === null ? null : await binary(reader, pdfReference, "application/pdf");
  const document = documentReference === null ? null : await binary(reader, documentReference, "application/fhir+json");
  const outputs = await Promise.all(reportOutputs(task).map((reference) => reader.json(localReference(reference) ?? "")));
  const provenance = await reader.json(`Provenance?target=${encodeURIComponent(`DocumentReference/${textAt(documents[0], "id") ?? ""}`)}`);
  const provenances = listAt(provenance, "entry").map((entry) => (entry as { resource?: Json }).resource ?? null);
  const signed = document === null ? [] : [JSON.parse(document.toString("utf8")) as Json];
  return {
    count: documents.length,
    pdf,
    ...seenIn(signed[0] ?? null),
    ...(await materialOf(reader, task)),
    bundle: {
      resourceType: "Bundle",
      type: "collection",
      entry: [task, ...documents, ...outputs, ...provenances, ...signed].map((resource) => ({ resource })),
    },
  };
}

/** The numbers of "What was reviewed", as the signed document says them in words: "120 of 120 images readable, 120 of 120 seen". */
function seenIn(document: Json): Pick<ReportAtService, "imagesSeen" | "imagesInReport"> {
  const composition = at(listAt(document, "entry")[0], "resource");
  const section = listAt(composition, "section").find((entry) => textAt(entry, "code", "coding", 0, "code") === "records-reviewed");
  const found = [...(textAt(section ?? null, "text", "div") ?? "").matchAll(/images readable, (\d+) of (\d+) seen/g)];
  const sum = (group: number): number => found.reduce((total, match) => total + Number(match[group]), 0);
  return { imagesSeen: sum(1), imagesInReport: sum(2) };
}

async function binary(reader: ServiceReader, reference: string, type: string): Promise<Buffer> {
  const response = await reader.get(reference, type === "application/pdf" ? "application/pdf" : "application/fhir+json");
  const bytes = Buffer.from(await response.arrayBuffer());
  if (!/json/.test(response.headers.get("Content-Type") ?? "")) return bytes;
  const json = JSON.parse(bytes.toString("utf8")) as { resourceType?: string; data?: string };
  return json.resourceType === "Binary" && json.data !== undefined ? Buffer.from(json.data, "base64") : bytes;
}

/** What the case's manifest announces: instances of its studies, and its documents. */
async function materialOf(reader: ServiceReader, task: Json): Promise<{ readonly instances: number; readonly documents: number }> {
  const list = listAt(task, "input")
    .map((input) => textAt(input, "valueReference", "reference"))
    .find((reference) => reference?.startsWith("List/") === true);
  if (list === undefined || list === null) return { instances: 0, documents: 0 };
  const references = listAt(await reader.json(list), "entry").map((entry) => textAt(entry, "item", "reference") ?? "");
  const studies = await Promise.all(
    references.filter((reference) => reference.startsWith("ImagingStudy/")).map((reference) => reader.json(reference)),
  );
  return {
    instances: studies.reduce<number>((sum, study) => sum + (numberAt(study, "numberOfInstances") ?? 0), 0),
    documents: references.filter((reference) => reference.startsWith("DocumentReference/")).length,
  };
}
