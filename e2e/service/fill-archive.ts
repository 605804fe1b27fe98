import fs from "node:fs";
import path from "node:path";
import { filesBelow, readHeader } from "../fixtures/dicom-header.ts";

/** How many bytes go into one STOW-RS request: small enough for every archive, large enough to be quick. */
const CHUNK_BYTES = 32 * 1024 * 1024;

/** Stores all DICOM files of case folders in an archive by STOW-RS, for `npm run service -- --dicomweb URL`; returns how many. */
export async function fillArchive(dicomwebUrl: string, caseFolders: readonly string[]): Promise<number> {
  const files = caseFolders.flatMap((folder) => filesBelow(path.join(folder, "dicom"))).filter((file) => readHeader(file) !== null);
  for (let start = 0; start < files.length; ) {
    let bytes = 0;
    let end = start;
    while (end < files.length && (end === start || bytes < CHUNK_BYTES)) {
      bytes += fs.statSync(files[end] as string).size;
      end += 1;
    }
    await store(`${dicomwebUrl.replace(/\/$/, "")}/studies`, files.slice(start, end));
    start = end;
  }
  return files.length;
}

async function store(url: string, files: readonly string[]): Promise<void> {
  const boundary = "overread-fill-archive";
  const parts = files.flatMap((file) => [
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    fs.readFileSync(file),
    Buffer.from("\r\n"),
  ]);
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": `multipart/related; type="application/dicom"; boundary=${boundary}`, Accept: "application/dicom+json" },
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  });
  // 202: some were there already or were refused; 409 with everything refused is a failure
  if (answer.status !== 200 && answer.status !== 202)
    throw new Error(`the archive answers ${answer.status} to STOW-RS: ${(await answer.text()).slice(0, 300)}`);
}
