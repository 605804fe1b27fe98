import { retryAfterMs } from "#shared/delivery/backoff.ts";
import { isUid } from "#shared/fhir/imaging-study.ts";
import type { Json } from "#shared/fhir/json.ts";
import { parseJson } from "./fhir-client.ts";
import { type Http, type HttpFailure, type HttpStream, isPage, type TransportProblem } from "./http.ts";
import { boundaryOf, MultipartBroken, readParts } from "./multipart-related.ts";

export type DicomProblem =
  | { readonly kind: "transport"; readonly problem: TransportProblem }
  | { readonly kind: "status"; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly kind: "broken"; readonly detail: string };

/** In this order; the first that the archive takes is remembered (protocol 5). `transfer-syntax=*` = as stored. */
const ACCEPT_LADDER = [
  'multipart/related; type="application/dicom"; transfer-syntax=*',
  'multipart/related; type="application/dicom"',
  "application/dicom; transfer-syntax=*",
  "*/*",
] as const;

/** The line was cut in the middle of an answer: the same instance may be asked for again at once. */
export const BROKE_OFF = "the answer broke off";

const MAX_INSTANCE_BYTES = 2 * 1024 * 1024 * 1024 - 1;
const QIDO_PAGE = 100;

/** WADO-RS and QIDO-RS of one archive. Every UID is checked before it becomes part of a URL. */
export class DicomwebClient {
  readonly #http: Http;
  readonly #root: string;
  readonly #now: () => number;
  #rung = 0;

  constructor(http: Http, root: string, now: () => number) {
    this.#http = http;
    this.#root = root.replace(/\/+$/, "");
    this.#now = now;
  }

  /** The bytes of one instance as the archive stored them. */
  async instance(
    studyUid: string,
    seriesUid: string,
    sopUid: string,
    signal: AbortSignal,
  ): Promise<{ readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly problem: DicomProblem }> {
    for await (const part of this.#retrieve(this.#path(studyUid, seriesUid, sopUid), signal)) {
      return part.ok ? part : { ok: false, problem: part.problem };
    }
    return { ok: false, problem: { kind: "broken", detail: "the answer held no instance" } };
  }

  /** All instances of a series, each as soon as it is whole. A broken answer ends with its problem; what came before counts. */
  series(
    studyUid: string,
    seriesUid: string,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly problem: DicomProblem }> {
    return this.#retrieve(this.#path(studyUid, seriesUid), signal);
  }

  #path(studyUid: string, seriesUid: string, sopUid?: string): string {
    if (![studyUid, seriesUid, ...(sopUid === undefined ? [] : [sopUid])].every(isUid)) throw new RangeError("not a UID");
    return `${this.#root}/studies/${studyUid}/series/${seriesUid}${sopUid === undefined ? "" : `/instances/${sopUid}`}`;
  }

  async *#retrieve(
    url: string,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly problem: DicomProblem }> {
    const answer = await this.#ask(url, signal);
    if (!answer.ok) {
      yield { ok: false, problem: { kind: "transport", problem: answer.problem } };
      return;
    }
    if (answer.status !== 200) {
      await drain(answer);
      yield {
        ok: false,
        problem: { kind: "status", status: answer.status, retryAfterMs: retryAfterMs(answer.headers.get("Retry-After"), this.#now()) },
      };
      return;
    }
    const type = answer.headers.get("Content-Type") ?? "";
    if (isPage(type)) {
      await drain(answer);
      yield { ok: false, problem: { kind: "transport", problem: { kind: "captive", detail: "" } } };
      return;
    }
    const boundary = boundaryOf(type);
    try {
      if (boundary !== null) {
        for await (const part of readParts(answer.body, boundary, MAX_INSTANCE_BYTES)) yield { ok: true, bytes: part.body };
      } else if (/^application\/(dicom|octet-stream)/i.test(type)) {
        yield { ok: true, bytes: await whole(answer) };
      } else {
        await drain(answer);
        yield { ok: false, problem: { kind: "broken", detail: "the answer is no DICOM" } };
      }
    } catch (error) {
      if (signal.aborted) yield { ok: false, problem: { kind: "transport", problem: { kind: "aborted", detail: "" } } };
      else if (error instanceof MultipartBroken || error instanceof RangeError)
        yield { ok: false, problem: { kind: "broken", detail: error.message } };
      else yield { ok: false, problem: { kind: "transport", problem: { kind: "offline", detail: BROKE_OFF } } };
    }
  }

  async #ask(url: string, signal: AbortSignal): Promise<HttpStream | HttpFailure> {
    for (let rung = this.#rung; ; rung++) {
      const accept = ACCEPT_LADDER[rung] ?? "*/*";
      const answer = await this.#http.stream({ url, headers: { Accept: accept }, authorised: true, signal });
      // remembered only when it worked: one refused image must not make all others come transcoded
      if (answer.ok && answer.status === 200) this.#rung = rung;
      if (!answer.ok || (answer.status !== 406 && answer.status !== 400) || rung >= ACCEPT_LADDER.length - 1) return answer;
      await drain(answer);
    }
  }

  /** SOP Instance UIDs of a series by QIDO-RS, page by page: only where the service did not name them. */
  async listInstances(studyUid: string, seriesUid: string, signal: AbortSignal): Promise<readonly string[] | DicomProblem> {
    const found: string[] = [];
    for (let offset = 0; ; offset += QIDO_PAGE) {
      const url = `${this.#path(studyUid, seriesUid)}/instances?limit=${QIDO_PAGE}&offset=${offset}`;
      const answer = await this.#http.request({ url, headers: { Accept: "application/dicom+json" }, authorised: true, signal });
      if (!answer.ok) return { kind: "transport", problem: answer.problem };
      if (answer.status === 204) return found;
      if (answer.status !== 200)
        return {
          kind: "status",
          status: answer.status,
          retryAfterMs: retryAfterMs(answer.headers.get("Retry-After"), this.#now()),
        };
      if (isPage(answer.headers.get("Content-Type") ?? "")) return { kind: "transport", problem: { kind: "captive", detail: "" } };
      const rows = parseJson(answer.body);
      if (!Array.isArray(rows)) return { kind: "broken", detail: "QIDO-RS answered no list" };
      found.push(...rows.map(sopUidOf).filter((uid): uid is string => uid !== null));
      if (rows.length < QIDO_PAGE) return found;
    }
  }
}

function sopUidOf(row: Json): string | null {
  const element = (row as Record<string, { Value?: readonly unknown[] } | undefined>)["00080018"];
  const uid = element?.Value?.[0];
  return typeof uid === "string" && isUid(uid) ? uid : null;
}

async function whole(answer: HttpStream): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer.body) {
    bytes += piece.length;
    if (bytes > MAX_INSTANCE_BYTES) throw new RangeError("an instance is larger than allowed");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Reads a refused answer to its end, so that the connection can be used again. */
async function drain(answer: HttpStream): Promise<void> {
  let bytes = 0;
  for await (const piece of answer.body) {
    bytes += piece.length;
    if (bytes > 1_000_000) return;
  }
}
