import type { RecordItem } from "#shared/contract/records.ts";
import { visibleText } from "#shared/report/hidden.ts";
import { writeDate } from "../../ui/format.ts";
import { recordsWords } from "./words.ts";

/** What the patient takes, below the values that it may explain; each opens its record. Nothing is read out of it here. */
export function MedicationList(props: { readonly items: readonly RecordItem[]; readonly onOpen: (item: RecordItem) => void }) {
  const words = recordsWords();
  if (props.items.length === 0) return null;
  return (
    <section className="medication" aria-label={words.medicationBeside}>
      <header className="labs-head">
        <h2>{words.groups.medication}</h2>
        <span className="num">{words.entries(props.items.length)}</span>
      </header>
      <ul className="scroll">
        {props.items.map((item) => (
          <li key={item.recordId}>
            <button type="button" className="medication-entry" onClick={() => props.onOpen(item)}>
              <bdi>{visibleText(item.title)}</bdi>
              <span className="medication-date num">{writeDate(item.date)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
