import fs from "node:fs";
import { filesBelow, readHeader } from "../fixtures/dicom-header.ts";
import { findCases } from "./case-loader.ts";

/** How many bytes go into one STOW-RS request: small enough for every archive, large enough to be quick. */
const CHUNK_BYTES = 32 * 1024 * 1024;
const PAGE = 100;
const WAIT_MS = 30_000;

type Image = { readonly file: string; readonly series: string; readonly sopInstanceUid: string };

/** What of the images of cases an archive holds. */
export type ArchiveStock = { readonly there: number; readonly missing: readonly string[] };

/** Asks an archive by QIDO-RS which images of the case folders it has. Throws in words when it cannot be asked. */
export async function stockOf(dicomwebUrl: string, casesDirs: readonly string[]): Promise<ArchiveStock> {
  const images = casesDirs.flatMap(findCases).flatMap(({ dicomFolder }) => imagesIn(dicomFolder));
  const root = rootOf(dicomwebUrl);
  const missing: string[] = [];
  for (const [series, wanted] of Map.groupBy(images, (image) => image.series)) {
    const held = await instancesAt(`${root}/${series}/instances`);
    missing.push(...wanted.filter(({ sopInstanceUid }) => !held.has(sopInstanceUid)).map(({ file }) => file));
  }
  return { there: images.length - missing.length, missing };
}

/**
 * Stores the images of case folders that an archive lacks by STOW-RS, for `--dicomweb URL`; what is there stays as it is. Returns how many
 * were stored. Throws in words when the archive does not take them, or does not have them afterwards.
 */
export async function fillArchive(dicomwebUrl: string, casesDirs: readonly string[]): Promise<number> {
  const { missing } = await stockOf(dicomwebUrl, casesDirs);
  for (const chunk of chunksOf(missing)) await store(`${rootOf(dicomwebUrl)}/studies`, chunk);
  const left = missing.length === 0 ? 0 : (await stockOf(dicomwebUrl, casesDirs)).missing.length;
  if (left > 0)
    throw new Error(`The archive ${dicomwebUrl} took the images, but ${left} of ${missing.length} are not there. Look at its log.`);
  return missing.length;
}

const rootOf = (url: string): string => url.replace(/\/+$/, "");

function imagesIn(folder: string): Image[] {
  return filesBelow(folder).flatMap((file) => {
    const header = readHeader(file);
    const [study, series, sopInstanceUid] = ["x0020000d", "x0020000e", "x00080018"].map((tag) => header?.string(tag));
    return study === undefined || series === undefined || sopInstanceUid === undefined
      ? []
      : [{ file, series: `studies/${study}/series/${series}`, sopInstanceUid }];
  });
}

/** The SOP Instance UIDs of a series, page by page (PS3.18 10.6). */
async function instancesAt(url: string): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  for (let offset = 0; ; offset += PAGE) {
    const answer = await ask(`${url}?limit=${PAGE}&offset=${offset}`, { headers: { Accept: "application/dicom+json" } });
    // an archive that does not know the series: 200 with nothing, 204 or 404
    if (answer.status === 204 || answer.status === 404) return held;
    if (!answer.ok) throw new Error(refusal(url, answer.status));
    const page = await jsonOf(answer);
    if (page === null)
      throw new Error(`${url} answers no DICOM JSON. Give the DICOMweb root of the archive, like http://127.0.0.1:8042/dicom-web.`);
    for (const entry of page) held.add(entry["00080018"]?.Value?.[0] ?? "");
    if (page.length < PAGE) return held;
  }
}

type QidoEntry = Readonly<Record<string, { readonly Value?: readonly string[] } | undefined>>;

async function jsonOf(answer: Response): Promise<readonly QidoEntry[] | null> {
  try {
    const value: unknown = await answer.json();
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

const refusal = (url: string, status: number): string =>
  status === 401 || status === 403
    ? `${new URL(url).origin} wants a sign-in of its own (${status}). Give an archive that is open on this machine.`
    : `${url} answers ${status}. Give the DICOMweb root of the archive, like http://127.0.0.1:8042/dicom-web.`;

async function ask(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(WAIT_MS) });
  } catch {
    throw new Error(`The archive at ${new URL(url).origin} cannot be reached. Start it, or check the address behind --dicomweb.`);
  }
}

function chunksOf(files: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const file of files) {
    const size = fs.statSync(file).size;
    if (bytes + size > CHUNK_BYTES) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)?.push(file);
    bytes += size;
  }
  return chunks;
}

async function store(url: string, files: readonly string[]): Promise<void> {
  const boundary = "overread-fill-archive";
  const parts = files.flatMap((file) => [
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    fs.readFileSync(file),
    Buffer.from("\r\n"),
  ]);
  const answer = await ask(url, {
    method: "POST",
    headers: { "Content-Type": `multipart/related; type="application/dicom"; boundary=${boundary}`, Accept: "application/dicom+json" },
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  });
  const text = await answer.text();
  // 202 and 409: some, or all, were refused or were there already; what is missing is asked for afterwards
  if (!answer.ok && answer.status !== 409)
    throw new Error(`${refusal(url, answer.status)} It was asked to store images (STOW-RS): ${text.slice(0, 200)}`);
}
