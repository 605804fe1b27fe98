import { fillArchive, stockOf } from "../../service/fill-archive.ts";

const isHere = (url: string): boolean => /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/.test(new URL(url).hostname);

/**
 * Sees to it that the images of the run lie in the archive that was named: one on this machine gets what it lacks, another one only when the
 * caller wants that (`--fill`). What is there is never written again. Throws in words when images are missing and stay so.
 */
export async function readyArchive(url: string, casesDir: string, fill: boolean, say: (line: string) => void): Promise<void> {
  const { there, missing } = await stockOf(url, [casesDir]);
  if (missing.length === 0) return say(`    The archive holds all ${there} images of the case`);
  if (!fill && !isHere(url))
    throw new Error(
      `The archive ${url} lacks ${missing.length} of ${there + missing.length} images of the case. Store them there, or let the demo do it: --fill.`,
    );
  await fillArchive(url, [casesDir]);
  say(`    ${missing.length} images were missing in the archive and were stored there; ${there} were there and stay as they are`);
}
