import { type Attributes, codeOf, itemsOf } from "../dicom/attributes.ts";
import { tags } from "../dicom/tags.ts";
import { ok, type Result } from "../result/failure.ts";
import { codedOf, contentTimeOf } from "./coded.ts";
import { referenceOf } from "./content-item.ts";
import { type ObjectCode, refuseObject } from "./object-failure.ts";
import type { KeyObjects } from "./object-value.ts";
import { contentItemsOf, MAX_ITEMS } from "./structured-report.ts";

/** DCM codes of TID 2010: what a person wrote about the selection, and what narrows its title. */
const DESCRIPTION = "113012";
const TITLE_MODIFIER = "113011";

type Place = { readonly studyUid: string | null; readonly seriesUid: string | null };

/** Where each instance lies, by the evidence of the document (PS3.3 C.17.2.3). */
function placesOf(root: Attributes): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const evidence of [tags.currentRequestedProcedureEvidenceSequence, tags.pertinentOtherEvidenceSequence])
    for (const study of itemsOf(root, evidence))
      for (const series of itemsOf(study, tags.referencedSeriesSequence))
        for (const instance of itemsOf(series, tags.referencedSopSequence)) {
          const uid = codeOf(instance, tags.referencedSopInstanceUid);
          const place = { studyUid: codeOf(study, tags.studyInstanceUid), seriesUid: codeOf(series, tags.seriesInstanceUid) };
          if (uid !== null && places.size < MAX_ITEMS) places.set(uid, place);
        }
  return places;
}

const nameCode = (item: Attributes): string => codedOf(item, tags.conceptNameCodeSequence)?.code ?? "";

/** A Key Object Selection (PS3.3 C.17.6, PS3.16 TID 2010). */
export function readKeyObjects(root: Attributes): Result<KeyObjects, ObjectCode> {
  const items = contentItemsOf(root);
  if (!items.ok) return items;
  const places = placesOf(root);
  const content = itemsOf(root, tags.contentSequence);
  const modifiers = content.flatMap((item) =>
    nameCode(item) === TITLE_MODIFIER ? [codedOf(item, tags.conceptCodeSequence)?.meaning ?? ""] : [],
  );
  const texts = items.value.filter(({ value }) => value.kind === "text");
  const description = content.findIndex((item) => nameCode(item) === DESCRIPTION);
  const said = description < 0 ? undefined : texts.find(({ number }) => number === `1.${description + 1}`)?.value;
  const selected = content.flatMap((item) => {
    const isReference = ["IMAGE", "COMPOSITE", "WAVEFORM"].includes(codeOf(item, tags.valueType) ?? "");
    const reference = isReference ? referenceOf(item) : null;
    if (reference === null) return [];
    return [{ ...reference, ...(places.get(reference.sopInstanceUid) ?? { studyUid: null, seriesUid: null }) }];
  });
  if (selected.length === 0) return refuseObject("unreadable-object", "no object is selected");
  return ok({
    kind: "key-objects",
    title: [items.value[0]?.name ?? "Key images", ...modifiers].filter((part) => part !== "").join(", "),
    writtenAt: contentTimeOf(root),
    description: said?.kind === "text" ? said.text : null,
    selected,
  });
}
