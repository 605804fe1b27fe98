import { CONTENT_SHA256, extensionValue } from "./codes.ts";
import { at, type Json, listAt, numberAt, textAt } from "./json.ts";

/** An attachment that a record announces. One of `url` and `inlineBase64` is there. */
export type AnnouncedDocument = {
  readonly url: string | null;
  readonly inlineBase64: string | null;
  readonly contentType: string;
  readonly bytes: number | null;
  /** Hex, from the project's extension. */
  readonly sha256: string | null;
  /** Base64, R4's own `hash`. */
  readonly sha1Base64: string | null;
  readonly title: string | null;
};

function fromAttachment(attachment: Json): AnnouncedDocument | null {
  const url = textAt(attachment, "url");
  const inlineBase64 = textAt(attachment, "data");
  if (url === null && inlineBase64 === null) return null;
  const sha256 = extensionValue(attachment, CONTENT_SHA256);
  return {
    url,
    inlineBase64,
    contentType: textAt(attachment, "contentType") ?? "application/octet-stream",
    bytes: numberAt(attachment, "size"),
    sha256: typeof sha256 === "string" ? sha256.toLowerCase() : null,
    sha1Base64: textAt(attachment, "hash"),
    title: textAt(attachment, "title"),
  };
}

/** The document of a DocumentReference or DiagnosticReport, if it has one. */
export function announcedDocument(resource: Json): AnnouncedDocument | null {
  switch (textAt(resource, "resourceType")) {
    case "DocumentReference":
      return fromAttachment(at(listAt(resource, "content")[0], "attachment"));
    case "DiagnosticReport":
      return fromAttachment(listAt(resource, "presentedForm")[0]);
    default:
      return null;
  }
}
