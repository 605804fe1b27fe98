import { describe, expect, test } from "vitest";
import { millivoltsOf } from "#shared/objects/channel-scale.ts";
import type { ContentItem, ObjectValue } from "#shared/objects/object-value.ts";
import { readObject, readPdf } from "#shared/objects/read-object.ts";
import { inflate } from "../decode/scan-folder.ts";
import { bytesOf, dataFacts, dataFolder, sha256 } from "./data-folder.ts";

type ReportFact = { readonly file: string; readonly title: string; readonly items: number; readonly dsrdump: string | null };
type ChannelFact = {
  readonly source: string;
  readonly unit: string;
  readonly rawFirst8: readonly number[];
  readonly rawMin: number;
  readonly rawMax: number;
  readonly scaledMin: number;
  readonly scaledMax: number;
};
type WaveformFact = {
  readonly file: string;
  readonly groups: readonly { readonly samples: number; readonly hz: number; readonly channelList: readonly ChannelFact[] }[];
};
type DocumentFact = { readonly file: string; readonly mime: string; readonly length: number; readonly sha256: string };

const facts = dataFacts() as {
  readonly sr: readonly ReportFact[];
  readonly waveforms: readonly WaveformFact[];
  readonly encapsulated: readonly DocumentFact[];
};

function objectIn(file: string): ObjectValue {
  const read = readObject(bytesOf(file), inflate);
  if (!read.ok) throw new Error(`${file}: ${read.failure.detail ?? read.failure.code}`);
  return read.value;
}

const TYPES: { readonly [kind in ContentItem["value"]["kind"]]: string } = {
  container: "CONTAINER",
  text: "text",
  code: "CODE",
  number: "NUM",
  uid: "UIDREF",
  image: "IMAGE",
  composite: "COMPOSITE",
  waveform: "WAVEFORM",
  region: "SCOORD",
  "time-range": "TCOORD",
  "same-as": "same",
  unknown: "unknown",
};

/** `level relationship type name value` of an item: what dsrdump says of it too. Values of references and coordinates are left to other tests. */
function lineOf({ level, relationship, name, value }: ContentItem): string {
  if (value.kind === "same-as") return `${level} ${relationship} ${value.number}`;
  const type = value.kind === "region" && value.space === "patient" ? "SCOORD3D" : TYPES[value.kind];
  const said =
    value.kind === "code"
      ? `(${value.coded.code},${value.coded.scheme},"${value.coded.meaning}")`
      : value.kind === "number"
        ? `"${value.text}" (${value.unit?.code},${value.unit?.scheme},"${value.unit?.meaning}")`
        : value.kind === "uid"
          ? `"${value.uid}"`
          : value.kind === "text"
            ? value.text.replaceAll("\n", " ")
            : "";
  return `${level} ${relationship} ${type} ${name ?? ""} ${said}`.trim();
}

const NAMES_AND_TIMES = /^(PNAME|DATE|TIME|DATETIME)$/;

/** The lines of dsrdump's tree in the same form. */
function oracleLines(dump: string): { readonly line: string; readonly isWritten: boolean }[] {
  const tree = dump.slice(dump.indexOf("<CONTAINER"));
  return [...tree.matchAll(/^( *)<(?:([a-z ]+) )?(?:([A-Z0-9]+):(?:\(,,"(.*?)"\))?=(.*)|([\d.]+))>(?: \{.*\})?$/gm)].map(
    ([, indent = "", relationship = "", type = "", name = "", said = "", same]) => {
      const level = indent.length / 2;
      if (same !== undefined) return { line: `${level} ${relationship} ${same}`, isWritten: false };
      const isWritten = NAMES_AND_TIMES.test(type);
      const isText = type === "TEXT" || isWritten;
      // without the version of a coding scheme
      const other = ["CODE", "NUM", "UIDREF"].includes(type) ? said.replace(/\[[\d.]+\],/, ",") : "";
      const value = isText ? said.slice(1, -1).replaceAll(/\\r\\n|\\r|\\n/g, " ") : other;
      return { line: `${level} ${relationship} ${isText ? "text" : type} ${name} ${value}`.trim(), isWritten };
    },
  );
}

/** What dsrdump wrote in the character set of the file was kept as UTF-8: letters outside ASCII are only counted. */
const ascii = (line: string): string => line.replaceAll(/[^ -~]/g, "?");

/** Names and times are written for people here, as in the file there: only their place in the tree is compared. */
const head = (line: string): string => line.split(" ").slice(0, 3).join(" ");

describe.skipIf(dataFolder === null)("P30: objects without pictures against reference readers (needs ../shared/data)", () => {
  const dumped = facts.sr.flatMap(({ file, dsrdump }) => (dsrdump === null || file.includes("kos") ? [] : [{ file, dsrdump }]));
  test.each(dumped)("the tree of $file is that of dsrdump", ({ file, dsrdump }) => {
    const value = objectIn(file);
    if (value.kind !== "structured-report") throw new Error(value.kind);
    const oracle = oracleLines(dsrdump);
    expect(oracle.length).toBe(facts.sr.find((fact) => fact.file === file)?.items);
    const lines = value.items.map(lineOf).map(ascii);
    expect(lines.map((line, at) => (oracle[at]?.isWritten === true ? head(line) : line))).toEqual(
      oracle.map(({ line, isWritten }) => (isWritten ? head(line) : ascii(line))),
    );
    expect(value.title).toBe(facts.sr.find((fact) => fact.file === file)?.title);
  });

  test("the key objects name three slices, with study and series", () => {
    const value = objectIn("18-derived-objects/made-kos-3-key-images.dcm");
    expect(value).toMatchObject({ kind: "key-objects", title: "Of Interest", description: "Three slices for the second opinion" });
    expect(value.kind === "key-objects" && value.selected.every(({ studyUid, seriesUid }) => studyUid !== null && seriesUid !== null)).toBe(
      true,
    );
    expect(value.kind === "key-objects" && value.selected.length).toBe(3);
  });

  test.each(facts.waveforms)("samples, scale and sampling of $file", ({ file, groups }) => {
    const value = objectIn(file);
    if (value.kind !== "waveform") throw new Error(value.kind);
    expect(value.problems).toEqual([]);
    expect(value.groups.map((group) => [group.channels[0]?.samples.length, group.samplesPerSecond])).toEqual(
      groups.map(({ samples, hz }) => [samples, hz]),
    );
    for (const [at, { channelList }] of groups.entries()) {
      for (const [index, fact] of channelList.entries()) {
        const channel = value.groups[at]?.channels[index];
        if (channel === undefined) throw new Error(fact.source);
        expect(channel.name).toBe(fact.source);
        expect(channel.samples.slice(0, 8)).toEqual(fact.rawFirst8);
        const samples = channel.samples.map((sample) => sample ?? Number.NaN);
        expect([Math.min(...samples), Math.max(...samples)]).toEqual([fact.rawMin, fact.rawMax]);
        // the facts are rounded to four places of their own unit
        const factor = fact.unit === "uV" ? 0.001 : 1;
        const millivolts = channel.samples.map((_, sample) => millivoltsOf(channel, sample) ?? Number.NaN);
        expect(Math.abs(Math.min(...millivolts) - fact.scaledMin * factor)).toBeLessThan(0.0001);
        expect(Math.abs(Math.max(...millivolts) - fact.scaledMax * factor)).toBeLessThan(0.0001);
      }
    }
  });

  test.each(facts.encapsulated)(
    "the document in $file has the length and bytes of the reference",
    ({ file, mime, length, sha256: wanted }) => {
      expect(objectIn(file)).toMatchObject({ kind: "document", mimeType: mime, bytes: length });
      const pdf = readPdf(bytesOf(file), inflate);
      if (mime === "application/pdf") expect(pdf.ok && sha256(pdf.value)).toBe(wanted);
      else expect(pdf).toMatchObject({ ok: false, failure: { code: "unshown-object" } });
    },
  );

  test("M23: a model is named, and nothing of it is given out", () => {
    expect(objectIn("19-waveform-and-documents/encapsulated-stl.dcm")).toMatchObject({ kind: "document", format: "model" });
  });
});
