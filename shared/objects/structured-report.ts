import { type Attributes, codeOf, itemsOf, textOf } from "../dicom/attributes.ts";
import { personNameForPeople } from "../dicom/person-name.ts";
import { tags } from "../dicom/tags.ts";
import { ok, type Result } from "../result/failure.ts";
import { codedOf, contentTimeOf, dateTimeText } from "./coded.ts";
import { contentValueOf } from "./content-item.ts";
import { type ObjectCode, refuseObject } from "./object-failure.ts";
import type { ContentItem, StructuredReport } from "./object-value.ts";

/** A report of a real device has some hundred items in some ten levels; the largest (CAD, dose) some thousand. */
export const MAX_ITEMS = 20_000;
export const MAX_LEVELS = 32;
/** All texts of one report together. */
export const MAX_TEXT = 4 * 1024 * 1024;

type Walk = { readonly items: ContentItem[]; characters: number; refused: string | null };

const lengthOf = ({ name, value }: ContentItem): number =>
  (name?.length ?? 0) + (value.kind === "text" ? value.text.length : value.kind === "code" ? value.coded.meaning.length : 0);

function add(walk: Walk, attributes: Attributes, level: number, number: string): void {
  if (walk.refused !== null) return;
  if (level > MAX_LEVELS) walk.refused = `more than ${MAX_LEVELS} levels`;
  else if (walk.items.length >= MAX_ITEMS) walk.refused = `more than ${MAX_ITEMS} items`;
  if (walk.refused !== null) return;
  const item: ContentItem = {
    level,
    number,
    relationship: level === 0 ? "" : (codeOf(attributes, tags.relationshipType) ?? "").toLowerCase(),
    name: codedOf(attributes, tags.conceptNameCodeSequence)?.meaning ?? null,
    value: contentValueOf(attributes),
  };
  walk.items.push(item);
  walk.characters += lengthOf(item);
  if (walk.characters > MAX_TEXT) walk.refused = `more than ${MAX_TEXT} characters`;
  for (const [index, child] of itemsOf(attributes, tags.contentSequence).entries()) add(walk, child, level + 1, `${number}.${index + 1}`);
}

/** The content tree as a flat list in reading order; refused when it is larger than any real report. */
export function contentItemsOf(root: Attributes): Result<readonly ContentItem[], ObjectCode> {
  const walk: Walk = { items: [], characters: 0, refused: null };
  add(walk, root, 0, "1");
  return walk.refused === null ? ok(walk.items) : refuseObject("oversized-object", walk.refused);
}

const verifiersOf = (root: Attributes): StructuredReport["verifiedBy"] =>
  itemsOf(root, tags.verifyingObserverSequence).map((observer) => {
    const at = codeOf(observer, tags.verificationDateTime);
    return {
      name: personNameForPeople(textOf(observer, tags.verifyingObserverName) ?? ""),
      organization: textOf(observer, tags.verifyingOrganization),
      at: at === null ? null : dateTimeText(at),
    };
  });

/** A structured report (PS3.3 C.17.2, C.17.3). */
export function readStructuredReport(root: Attributes): Result<StructuredReport, ObjectCode> {
  const items = contentItemsOf(root);
  if (!items.ok) return items;
  const completion = codeOf(root, tags.completionFlag);
  const verification = codeOf(root, tags.verificationFlag);
  return ok({
    kind: "structured-report",
    title: items.value[0]?.name ?? "Structured report",
    writtenAt: contentTimeOf(root),
    completion: completion === "COMPLETE" ? "complete" : completion === "PARTIAL" ? "partial" : "unknown",
    verification: verification === "VERIFIED" ? "verified" : verification === "UNVERIFIED" ? "unverified" : "unknown",
    verifiedBy: [...verifiersOf(root)],
    items: [...items.value],
  });
}
