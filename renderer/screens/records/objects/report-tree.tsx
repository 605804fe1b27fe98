import type { ContentItem, StructuredReport } from "#shared/objects/object-value.ts";
import { visibleText } from "#shared/report/hidden.ts";
import { Chip } from "../../../ui/chip.tsx";
import { ReferenceButtons, type Ways } from "./reference-button.tsx";
import { objectsWords } from "./words.ts";

/** An item with those below it. */
export type Branch = { readonly item: ContentItem; readonly below: readonly Branch[] };

/** The flat list as a tree: the children of an item follow it with the next higher level. */
export function branchesOf(items: readonly ContentItem[]): readonly Branch[] {
  type Open = { item: ContentItem; below: Open[] };
  const roots: Open[] = [];
  const path: Open[] = [];
  for (const item of items) {
    const branch: Open = { item, below: [] };
    path.length = Math.min(path.length, item.level);
    (path.at(-1)?.below ?? roots).push(branch);
    path.push(branch);
  }
  return roots;
}

/** "mm" as people write it where that is the whole of it; the code says more than "millimeter", "no units" says nothing. */
function unitText(unit: { readonly code: string; readonly meaning: string } | null): string {
  if (unit === null || unit.code === "1") return "";
  const isShort = unit.code !== "" && /^[A-Za-z0-9%/µ.]+$/.test(unit.code);
  return isShort ? unit.code.replace(/^(.*[a-z])2$/, "$1²").replace(/^(.*[a-z])3$/, "$1³") : unit.meaning;
}

function Value({ item, ways }: { readonly item: ContentItem; readonly ways: Ways }) {
  const words = objectsWords();
  const { value } = item;
  switch (value.kind) {
    case "container":
      return null;
    case "text":
      return (
        <span className={value.text.includes("\n") || value.text.length > 90 ? "sr-long" : "sr-value"} dir="auto">
          {visibleText(value.text)}
        </span>
      );
    case "code":
      return (
        <span className="sr-value" title={[value.coded.scheme, value.coded.code].join(" ").trim()}>
          {visibleText(value.coded.meaning)}
        </span>
      );
    case "number":
      return value.text === null ? (
        <span className="sr-quiet">{visibleText(value.qualifier ?? words.noValue)}</span>
      ) : (
        <span className="sr-value num">
          <b>{visibleText(value.text.replace("-", "−"))}</b> {visibleText(unitText(value.unit))}
          {value.qualifier === null ? null : ` (${visibleText(value.qualifier)})`}
        </span>
      );
    case "uid":
      return <span className="sr-uid">{value.uid}</span>;
    case "image":
    case "composite":
    case "waveform":
      return <ReferenceButtons reference={value.reference} ways={ways} />;
    case "region":
      return <span className="sr-value">{words.region(value.shape, value.points, value.space)}</span>;
    case "time-range":
      return <span className="sr-value">{words.timeRange(value.shape, value.at.join(", "))}</span>;
    case "same-as":
      return <span className="sr-quiet">{words.sameAs(value.number)}</span>;
    case "unknown":
      return <span className="sr-quiet">{words.unknownItem(value.valueType)}</span>;
  }
}

function BranchItem({ branch, ways }: { readonly branch: Branch; readonly ways: Ways }) {
  const { item, below } = branch;
  const words = objectsWords();
  const relationship = words.relationships[item.relationship];
  return (
    <li className={item.value.kind === "container" ? "sr-section" : undefined}>
      <div className="sr-line">
        {relationship === undefined ? null : <span className="sr-quiet">{relationship}</span>}
        {item.name === null ? null : <b className="sr-name">{visibleText(item.name)}</b>}
        <Value item={item} ways={ways} />
      </div>
      <Branches branches={below} ways={ways} />
    </li>
  );
}

function Branches({ branches, ways }: { readonly branches: readonly Branch[]; readonly ways: Ways }) {
  return branches.length === 0 ? null : (
    <ul className="sr-list">
      {branches.map((branch) => (
        <BranchItem key={branch.item.number} branch={branch} ways={ways} />
      ))}
    </ul>
  );
}

/** A structured report as a readable tree: names bold, numbers with their units, images as the way to them. */
export function ReportTree({ report, ways }: { readonly report: StructuredReport; readonly ways: Ways }) {
  const words = objectsWords();
  const flags = [words.completion[report.completion], words.verification[report.verification]].filter((text) => text !== "");
  const isDone = report.completion === "complete" && report.verification === "verified";
  return (
    <article className="resource-sheet object-sheet">
      <h2 dir="auto">{visibleText(report.title)}</h2>
      <p className="object-facts">
        {flags.map((flag) => (
          <Chip key={flag} tone={isDone ? "ok" : "warn"}>
            {flag}
          </Chip>
        ))}
        {report.writtenAt === null ? null : <span>{words.written(report.writtenAt)}</span>}
        {report.verifiedBy.map((observer) => (
          <span key={`${observer.name}-${observer.at}`}>
            {visibleText(words.verifiedBy(observer.name, observer.organization, observer.at))}
          </span>
        ))}
      </p>
      {branchesOf(report.items).map((root) => (
        <Branches key={root.item.number} branches={root.below} ways={ways} />
      ))}
    </article>
  );
}
