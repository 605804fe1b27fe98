import type { IncomingMessage, ServerResponse } from "node:http";
import type { FhirRouter } from "@medplum/fhir-router";
import { type AdminContext, answerAdmin } from "./admin-routes.ts";
import { type Answer, errorAnswer, fhirAnswer, outcomeAnswer, send } from "./answer.ts";
import { capabilityStatement, smartConfiguration } from "./capability.ts";
import { refuseInstances } from "./dicom-store-routes.ts";
import type { DicomwebCall, DicomwebContext } from "./dicomweb-context.ts";
import { answerDicomweb } from "./dicomweb-routes.ts";
import type { Faults } from "./faults.ts";
import { answerFhir, bodyOf, isReportWrite } from "./fhir-call.ts";
import type { FhirContext } from "./fhir-context.ts";
import { faultBeforeAll, rewritten, sendHalf } from "./http-faults.ts";
import { logged, noteBundle } from "./http-log.ts";
import { outcome, refuse } from "./outcomes.ts";
import type { RequestLog } from "./request-log.ts";
import type { SignIn } from "./sign-in.ts";

export type HandlerContext = {
  readonly fhir: FhirContext;
  readonly router: FhirRouter;
  readonly dicomweb: DicomwebContext;
  /** True when the images lie in another archive. */
  readonly imagesElsewhere: boolean;
  readonly signIn: SignIn;
  readonly admin: AdminContext;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly now: () => Date;
  readonly keepTokens: (answer: string) => void;
};

const FHIR_PATH = "/fhir/R4";
const DICOMWEB_PATH = "/dicomweb";
const LARGEST_BODY = 64 * 1024 * 1024;

/** One request from the socket to the log line. */
export const handleRequest = (context: HandlerContext, request: IncomingMessage, response: ServerResponse): Promise<void> =>
  logged(context.log, request, response, async () => {
    response.setHeader("Date", context.now().toUTCString());
    try {
      await route(context, request, response);
    } catch (error) {
      if (!response.headersSent) await send(response, errorAnswer(error), false);
      else response.destroy();
    }
  });

async function route(context: HandlerContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const isHead = request.method === "HEAD";
  if (path.startsWith("/__admin/")) {
    const body = (await readBody(request)).toString("utf8");
    const { status, body: answer } = await context.inTurn(() =>
      answerAdmin(context.admin, request.method ?? "", path.slice("/__admin/".length), body),
    );
    return send(response, { status, headers: { "Content-Type": "application/json" }, body: JSON.stringify(answer) }, isHead);
  }
  const early = await faultBeforeAll(context.faults);
  if (early === "hang") {
    await readBody(request);
    return;
  }
  if (early !== null) return send(response, early, isHead);
  const open = openAnswer(context, path);
  if (open !== null) return send(response, open, isHead);
  if (path === "/oauth/token") keepBody(response, context.keepTokens);
  if (await context.signIn.handle(request, response)) return;
  const inFhir = path === FHIR_PATH || path.startsWith(`${FHIR_PATH}/`);
  if (!inFhir && (context.imagesElsewhere || !path.startsWith(`${DICOMWEB_PATH}/`))) {
    return send(response, outcomeAnswer(outcome(404, "not-found", "There is nothing at this address")), isHead);
  }
  const token = checkToken(context, request, inFhir);
  if (!token.ok) return send(response, token.answer, isHead);
  const body = await readBody(request);
  if (inFhir)
    return answerFhirRequest(context, request, response, { path: path.slice(FHIR_PATH.length + 1), query, body, scopes: token.scopes });
  const call = {
    method: request.method ?? "",
    path: path.slice(DICOMWEB_PATH.length + 1),
    query: new URLSearchParams(query),
    headers: request.headers,
    body,
  };
  if (call.method === "POST") return answerStore(context, response, call);
  const answer = await context.inTurn(async () => answerDicomweb(context.dicomweb, call));
  const isPixels = /multipart|application\/dicom(?!\+)/.test(answer.headers["Content-Type"] ?? "");
  if (isPixels && context.faults.strike("cut-dicom")) return sendHalf(response, answer);
  return send(response, answer, isHead);
}

/** STOW-RS, with the faults that strike it. */
async function answerStore({ dicomweb, faults, inTurn }: HandlerContext, response: ServerResponse, call: DicomwebCall): Promise<void> {
  const broken = (): Answer => outcomeAnswer(outcome(500, "exception", "Something broke"));
  if (dicomweb.stow && faults.strike("stow-500")) return send(response, broken(), false);
  if (dicomweb.stow && faults.strike("stow-refused")) return send(response, refuseInstances(call), false);
  const answer = await inTurn(async () => answerDicomweb(dicomweb, call));
  if (answer.status < 300 && faults.strike("stow-cut-after-body")) return void response.destroy();
  // as if an earlier request had arrived whose answer was lost
  if (answer.status < 300 && faults.strike("stow-already"))
    return send(response, await inTurn(async () => answerDicomweb(dicomweb, call)), false);
  return send(response, answer, false);
}

/** Discovery needs no token. */
function openAnswer({ fhir, dicomweb, signIn, faults }: HandlerContext, path: string): Answer | null {
  if (path === `${FHIR_PATH}/.well-known/smart-configuration`) {
    const body = JSON.stringify(
      smartConfiguration({ base: fhir.base, issuer: signIn.issuer, dicomweb: dicomweb.root, stow: dicomweb.stow }),
    );
    return { status: 200, headers: { "Content-Type": "application/json" }, body };
  }
  if (path !== `${FHIR_PATH}/metadata`) return null;
  const options = {
    base: fhir.base,
    mode: fhir.mode,
    transactions: !faults.isOn("no-transactions"),
    date: new Date().toISOString().slice(0, 10),
  };
  return fhirAnswer(200, capabilityStatement(options));
}

type Allowed = { readonly ok: true; readonly scopes: readonly string[] } | { readonly ok: false; readonly answer: Answer };

function checkToken(context: HandlerContext, request: IncomingMessage, inFhir: boolean): Allowed {
  const check = context.signIn.check(request.headers.authorization);
  if (!check.ok) return { ok: false, answer: unauthorized(check.why) };
  if (context.faults.strike("expired-token")) return { ok: false, answer: unauthorized("expired") };
  if (inFhir && context.faults.strike("forbidden"))
    return { ok: false, answer: outcomeAnswer(outcome(403, "forbidden", "This account may no longer do that")) };
  return { ok: true, scopes: check.facts.scopes };
}

function unauthorized(why: "missing" | "invalid" | "expired"): Answer {
  const challenge = why === "missing" ? "Bearer" : `Bearer error="invalid_token", error_description="The access token is ${why}"`;
  return outcomeAnswer(outcome(401, why === "expired" ? "expired" : "login", `The access token is ${why}`), {
    "WWW-Authenticate": challenge,
  });
}

type FhirParts = { readonly path: string; readonly query: string; readonly body: Buffer; readonly scopes: readonly string[] };

async function answerFhirRequest(
  context: HandlerContext,
  request: IncomingMessage,
  response: ServerResponse,
  parts: FhirParts,
): Promise<void> {
  const { faults } = context;
  const call = { method: request.method ?? "", headers: request.headers, ...parts };
  const body = parts.path.endsWith("/_search") ? undefined : bodyOf(call);
  noteBundle(body);
  const isReport = isReportWrite(body);
  if (isReport && faults.strike("cut-before-store")) {
    response.destroy();
    return;
  }
  const answer = await context.inTurn(() => answerFhir(context.fhir, context.router, call, rewritten(faults, body)));
  const applied = isReport && answer.status < 300;
  if (applied && faults.strike("cut-after-body")) response.destroy();
  else if (applied && faults.strike("cut-in-answer")) await sendHalf(response, answer);
  else if (applied && faults.strike("500-after-store"))
    await send(response, outcomeAnswer(outcome(500, "exception", "Something broke")), false);
  else await send(response, answer, request.method === "HEAD");
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length > LARGEST_BODY) throw refuse(413, "too-long", `At most ${LARGEST_BODY} bytes are taken`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Reads along what the authorization server answers. */
function keepBody(response: ServerResponse, keep: (text: string) => void): void {
  const end = response.end.bind(response) as (...values: unknown[]) => ServerResponse;
  response.end = ((...values: unknown[]) => {
    if (typeof values[0] === "string" || Buffer.isBuffer(values[0])) keep(values[0].toString());
    return end(...values);
  }) as typeof response.end;
}
