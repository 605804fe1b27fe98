import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import zlib from "node:zlib";
import { z } from "zod";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
/** Shorter runs of bytes turn up in sealed files by chance: five once in 5,000 searches of 200 MB, four in one of twenty. */
const MIN_BYTES = 5;

/** One form in which a word might lie on a disk. */
type Needle = { readonly word: string; readonly form: string; readonly bytes: Buffer };

/** Base64 of a text inside longer data: three phases; the first and last characters depend on the neighbours and are left out. */
function base64Phases(bytes: Buffer): Buffer[] {
  return [0, 1, 2].map((phase) => {
    const text = Buffer.concat([Buffer.alloc(phase), bytes])
      .toString("base64")
      .replaceAll("=", "");
    return Buffer.from(text.slice(phase === 0 ? 0 : 4, text.length - (text.length % 4 === 0 ? 0 : 2)), "latin1");
  });
}

/** UTF-8, UTF-16 in both orders, base64 in its phases, hex in both cases, JSON-escaped and URL-encoded. */
export function needlesFor(word: string): Needle[] {
  const utf8 = Buffer.from(word, "utf8");
  const utf16le = Buffer.from(word, "utf16le");
  const forms: [string, Buffer][] = [
    ["UTF-8", utf8],
    ["UTF-16LE", utf16le],
    ["UTF-16BE", Buffer.from(utf16le).swap16()],
    ["hex", Buffer.from(utf8.toString("hex"), "latin1")],
    ["HEX", Buffer.from(utf8.toString("hex").toUpperCase(), "latin1")],
    ["JSON", Buffer.from(JSON.stringify(word).slice(1, -1), "utf8")],
    ["URL", Buffer.from(encodeURIComponent(word), "latin1")],
    ...base64Phases(utf8).map((bytes, phase): [string, Buffer] => [`base64/${phase}`, bytes]),
  ];
  return forms.filter(([, bytes]) => bytes.length >= MIN_BYTES).map(([form, bytes]) => ({ word, form, bytes }));
}

/** Where a word was found; never the word itself in a log: its form and number say enough. */
export type Hit = { readonly file: string; readonly form: string; readonly wordNumber: number };

function unpacked(bytes: Buffer): Buffer | null {
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return zlib.gunzipSync(bytes);
    return bytes[0] === 0x78 ? zlib.inflateSync(bytes) : null;
  } catch {
    return null;
  }
}

/** The files below a folder. */
function filesNow(folder: string): string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** Null when the file went between listing and reading: the program writes beside and renames. */
function bytesIfThere(file: string): Buffer | null {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/**
 * Searches every file of a folder, and the inside of packed ones, for every form of every word. The program may be running: the folder is
 * listed again until nothing new is in it, so that a file which was renamed meanwhile is searched under its new name.
 */
export function searchFolder(folder: string, words: readonly string[]): Hit[] {
  const needles = words.map((word, index) => ({ wordNumber: index + 1, needles: needlesFor(word) }));
  const searched = new Set<string>();
  const hits: Hit[] = [];
  for (let fresh = filesNow(folder); fresh.length > 0; fresh = filesNow(folder).filter((file) => !searched.has(file))) {
    for (const file of fresh) {
      searched.add(file);
      const bytes = bytesIfThere(file);
      if (bytes !== null) hits.push(...hitsIn(path.relative(folder, file), bytes, needles));
    }
  }
  return hits;
}

type WordNeedles = { readonly wordNumber: number; readonly needles: readonly Needle[] };

function hitsIn(file: string, bytes: Buffer, words: readonly WordNeedles[]): Hit[] {
  const inside = unpacked(bytes);
  return words.flatMap(({ wordNumber, needles }) =>
    needles.flatMap(({ form, bytes: wanted }) => [
      ...(bytes.includes(wanted) || Buffer.from(file).includes(wanted) ? [{ file, form, wordNumber }] : []),
      ...(inside?.includes(wanted) === true ? [{ file, form: `packed ${form}`, wordNumber }] : []),
    ]),
  );
}

/** Plants each word in each form in a scratch folder and counts what the search finds: a search that finds nothing must be able to find. */
export function positiveControl(words: readonly string[]): { readonly planted: number; readonly found: number } {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "overread-canary-"));
  try {
    let planted = 0;
    let found = 0;
    for (const [index, word] of words.entries()) {
      for (const { form, bytes } of needlesFor(word)) {
        const file = path.join(scratch, `${index}-${form.replace("/", "-")}.bin`);
        fs.writeFileSync(file, Buffer.concat([Buffer.from("before-"), bytes, Buffer.from("-after")]));
        planted++;
      }
      const packed = path.join(scratch, `${index}-packed.gz`);
      fs.writeFileSync(packed, zlib.gzipSync(Buffer.from(`x ${word} y`)));
      planted++;
      const hits = new Set(searchFolder(scratch, [word]).map((hit) => hit.file));
      found += hits.size;
      for (const name of fs.readdirSync(scratch)) fs.rmSync(path.join(scratch, name));
    }
    return { planted, found };
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

const WordList = z.object({ words: z.array(z.string()), tokens: z.array(z.string()) });

/** Null when the file is something else. */
function readWords(file: string): z.infer<typeof WordList> | null {
  try {
    return WordList.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

/** The output folder of a demo holds the data folder, and the list beside it: reports and pictures there are meant to be readable. */
const dataFolderOf = (given: string): string => {
  const data = path.join(given, "data");
  return fs.existsSync(path.join(given, "canaries.json")) && fs.existsSync(data) ? data : given;
};

/** `npm run canary -- DIR [--words FILE]`: 0 only with no hit, a word list, and a positive control that found everything. */
export async function runCanaryCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { words: { type: "string" } } });
  const given = positionals[0];
  if (given === undefined || !fs.existsSync(given)) {
    say("npm run canary -- DIR [--words FILE]");
    return 2;
  }
  const folder = dataFolderOf(given);
  const list = values.words ?? path.join(path.resolve(folder), "../canaries.json");
  if (!fs.existsSync(list)) {
    say("canary: no word list, nothing was searched");
    return 1;
  }
  const lists = readWords(list);
  if (lists === null) {
    say(`canary: ${list} is no word list ({"words": […], "tokens": […]} in JSON), nothing was searched`);
    return 1;
  }
  const { words, tokens } = lists;
  const wanted = [...words, ...tokens];
  if (wanted.length === 0) {
    say("canary: the word list is empty, nothing was searched");
    return 1;
  }
  const short = wanted.flatMap((word, index) => (Buffer.byteLength(word) < MIN_BYTES ? [index + 1] : []));
  if (short.length > 0)
    say(
      `canary: word ${short.join(", ")} of the list is shorter than ${MIN_BYTES} bytes, found by chance everywhere, and was not searched`,
    );
  const searched = wanted.filter((word) => Buffer.byteLength(word) >= MIN_BYTES);
  const control = positiveControl(searched);
  const hits = searchFolder(folder, searched);
  for (const hit of hits) say(`FOUND word ${hit.wordNumber} as ${hit.form} in ${hit.file}`);
  say(
    `canary: ${path.relative(".", folder) || "."}: ${searched.length} words (${tokens.length} tokens), ${hits.length} hits; positive control found ${control.found} of ${control.planted}`,
  );
  return hits.length === 0 && short.length === 0 && control.found === control.planted ? 0 : 1;
}
