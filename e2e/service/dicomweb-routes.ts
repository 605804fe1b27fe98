import { createHash } from "node:crypto";
import { readHeader } from "../fixtures/dicom-header.ts";
import { type Answer, outcomeAnswer } from "./answer.ts";
import { joinSegments, rangeOf, sliceSegments, wholeFile } from "./byte-segments.ts";
import type { StoredInstance } from "./dicom-index.ts";
import { type DicomJson, toDicomJson } from "./dicom-json.ts";
import { matches, pageOf, pick, type SearchLevel, unknownKeys } from "./dicom-search.ts";
import { storeInstances } from "./dicom-store-routes.ts";
import type { DicomwebCall, DicomwebContext } from "./dicomweb-context.ts";
import { framesOf } from "./frame-bytes.ts";
import { multipartOf, type Part } from "./multipart.ts";
import { outcome } from "./outcomes.ts";

const notFound = (what: string): Answer => outcomeAnswer(outcome(404, "not-found", `${what} is not known`));

/** QIDO-RS, WADO-RS and STOW-RS by the shape of the path. */
export function answerDicomweb(context: DicomwebContext, call: DicomwebCall): Answer {
  const [studies = "", study = "", series, seriesUid = "", instances, instanceUid = "", frames, list] = call.path.split("/");
  const isStore = context.stow && call.method === "POST";
  if (isStore && studies === "studies" && series === undefined) return storeInstances(context, call, study);
  if (call.method !== "GET" && call.method !== "HEAD")
    return outcomeAnswer(outcome(405, "not-supported", `${call.method} is not supported`));
  if (studies !== "studies") return notFound(call.path);
  if (study === "") return search(context.index.all(), call.query, "study");
  const ofStudy = context.index.ofStudy(study);
  if (series === undefined) return retrieve(context, call, ofStudy);
  if (series === "metadata") return metadata(ofStudy);
  if (series === "instances") return search(ofStudy, call.query, "instance");
  if (series !== "series") return notFound(call.path);
  if (seriesUid === "") return search(ofStudy, call.query, "series");
  const ofSeries = context.index.ofSeries(study, seriesUid);
  if (instances === undefined) return retrieve(context, call, ofSeries);
  if (instances === "metadata") return metadata(ofSeries);
  if (instances !== "instances") return notFound(call.path);
  if (instanceUid === "") return search(ofSeries, call.query, "instance");
  const instance = context.index.instance(study, seriesUid, instanceUid);
  if (instance === undefined || isMissing(context, instance)) return notFound(`Instance ${instanceUid}`);
  if (frames === undefined) return retrieve(context, call, [instance]);
  if (frames === "metadata") return metadata([instance]);
  return frames === "frames" ? retrieveFrames(call, instance, list ?? "") : notFound(call.path);
}

const headerOf = (instance: StoredInstance): DicomJson => {
  const header = readHeader(instance.file);
  return header === null ? {} : toDicomJson(header);
};

function search(instances: readonly StoredInstance[], query: URLSearchParams, level: SearchLevel): Answer {
  const unknown = unknownKeys(query);
  if (unknown.length > 0) return outcomeAnswer(outcome(400, "not-supported", `Unknown attribute in the query: ${unknown.join(", ")}`));
  const groups = new Map<string, StoredInstance[]>();
  for (const instance of instances) {
    const key = level === "study" ? instance.studyUid : level === "series" ? instance.seriesUid : instance.sopInstanceUid;
    groups.set(key, [...(groups.get(key) ?? []), instance]);
  }
  const filters = [...query.keys()].some((key) => key !== "limit" && key !== "offset");
  const wanted = filters
    ? [...groups.values()].filter((group) => matches(headerOf(group[0] as StoredInstance), query))
    : [...groups.values()];
  const page = pageOf(wanted, query).map((group) => ({ ...pick(headerOf(group[0] as StoredInstance), level), ...counts(group, level) }));
  return page.length === 0 ? { status: 204, headers: {}, body: null } : dicomJson(page);
}

function counts(group: readonly StoredInstance[], level: SearchLevel): DicomJson {
  const instances = { vr: "IS", Value: [group.length] };
  if (level === "series") return { "00201209": instances };
  if (level === "instance") return {};
  const series = [...new Set(group.map(({ seriesUid }) => seriesUid))];
  const modalities = series.map(
    (uid) => headerOf(group.find(({ seriesUid }) => seriesUid === uid) as StoredInstance)["00080060"]?.Value?.[0],
  );
  return {
    "00080061": { vr: "CS", Value: [...new Set(modalities)] },
    "00201206": { vr: "IS", Value: [series.length] },
    "00201208": instances,
  };
}

const dicomJson = (value: unknown): Answer => ({
  status: 200,
  headers: { "Content-Type": "application/dicom+json" },
  body: JSON.stringify(value),
});

const metadata = (instances: readonly StoredInstance[]): Answer =>
  instances.length === 0 ? notFound("The study or series") : dicomJson(instances.map(headerOf));

/** As stored, whatever transfer syntax is asked for: the files are never transcoded. */
function retrieve(context: DicomwebContext, call: DicomwebCall, found: readonly StoredInstance[]): Answer {
  const instances = found.filter((instance) => !isMissing(context, instance));
  if (instances.length === 0) return notFound("The study, series or instance");
  const form = formOf(call.headers.accept, instances.length);
  if (form === null) return outcomeAnswer(outcome(406, "not-supported", `Accept: ${call.headers.accept} cannot be served`));
  const parts = instances.map((instance): Part => {
    const contentType = `application/dicom; transfer-syntax=${instance.transferSyntaxUid}`;
    const location = `${context.root}/studies/${instance.studyUid}/series/${instance.seriesUid}/instances/${instance.sopInstanceUid}`;
    return { contentType, location, content: [contentOf(context, instance)] };
  });
  const boundary = `overread-${createHash("sha256").update(call.path).digest("hex").slice(0, 24)}`;
  const body = form === "single" ? joinSegments(parts[0]?.content ?? []) : multipartOf(parts, boundary);
  const type = form === "single" ? (parts[0]?.contentType ?? "") : `multipart/related; type="application/dicom"; boundary=${boundary}`;
  const etag = `"${createHash("sha256").update(`${form} ${call.path} ${body.length}`).digest("hex")}"`;
  const headers = { "Content-Type": type, ETag: etag, "Accept-Ranges": "bytes" };
  const ifRange = call.headers["if-range"];
  const range = rangeOf(call.headers.range, typeof ifRange === "string" ? ifRange : undefined, etag, body.length);
  if (range.kind === "whole") return { status: 200, headers, body };
  if (range.kind === "unsatisfiable") return outcomeAnswer(outcome(416, "invalid", "The range lies outside the content"));
  const contentRange = `bytes ${range.start}-${range.end - 1}/${body.length}`;
  return { status: 206, headers: { ...headers, "Content-Range": contentRange }, body: sliceSegments(body, range.start, range.end) };
}

/** Multipart unless a single instance is asked for as plain `application/dicom`; null when nothing that is asked for can be served. */
function formOf(accept: string | undefined, instances: number): "multipart" | "single" | null {
  for (const choice of (accept ?? "*/*").toLowerCase().split(",")) {
    const [type, ...parameters] = choice.split(";").map((text) => text.trim());
    const inner =
      parameters
        .find((parameter) => parameter.startsWith("type="))
        ?.slice("type=".length)
        .replaceAll('"', "") ?? "application/dicom";
    if (type === "*/*" || type === "multipart/*" || (type === "multipart/related" && inner === "application/dicom")) return "multipart";
    if (type === "application/dicom" && instances === 1) return "single";
  }
  return null;
}

const isTarget = (
  context: DicomwebContext,
  fault: "truncate-dicom" | "missing-instance" | "foreign-instance",
  instance: StoredInstance,
): boolean => {
  if (!context.faults.isOn(fault)) return false;
  const all = context.index.all();
  const byDefault = fault === "missing-instance" ? all.at(-1) : all[0];
  return (context.faults.argument(fault) ?? byDefault?.sopInstanceUid) === instance.sopInstanceUid && context.faults.strike(fault);
};

const isMissing = (context: DicomwebContext, instance: StoredInstance): boolean => isTarget(context, "missing-instance", instance);

function contentOf(context: DicomwebContext, instance: StoredInstance): ReturnType<typeof wholeFile> {
  if (isTarget(context, "truncate-dicom", instance)) return { file: instance.file, start: 0, length: Math.floor(instance.size / 2) };
  if (isTarget(context, "foreign-instance", instance)) {
    const other = context.index.all().find(({ sopInstanceUid }) => sopInstanceUid !== instance.sopInstanceUid);
    return wholeFile(other?.file ?? instance.file);
  }
  return { file: instance.file, start: 0, length: instance.size };
}

function retrieveFrames(call: DicomwebCall, instance: StoredInstance, list: string): Answer {
  const frames = framesOf(instance);
  const numbers = list.split(",").map(Number);
  if (frames === null) return notFound("A frame of this instance");
  if (numbers.length === 0 || numbers.some((number) => !Number.isInteger(number) || number < 1)) {
    return outcomeAnswer(outcome(400, "invalid", `"${list}" is no list of frame numbers`));
  }
  const wanted = numbers.map((number) => frames[number - 1]);
  if (wanted.includes(undefined)) return notFound(`Frame ${list}`);
  const contentType = `application/octet-stream; transfer-syntax=${instance.transferSyntaxUid}`;
  const boundary = `overread-${createHash("sha256").update(call.path).digest("hex").slice(0, 24)}`;
  const parts = wanted.map((content): Part => ({ contentType, content: content ?? [] }));
  const type = `multipart/related; type="application/octet-stream"; boundary=${boundary}`;
  return { status: 200, headers: { "Content-Type": type }, body: multipartOf(parts, boundary) };
}
