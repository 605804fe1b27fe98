import { Notice } from "../../ui/notice.tsx";
import { settingsWords } from "./words.ts";

export type AboutFacts = { readonly version: string; readonly demo: boolean; readonly remarks: readonly string[] };

/** Their licence texts lie beside the page, in `licences/`. */
const WORKS = [
  "Inter (SIL Open Font License 1.1)",
  "Source Serif 4 (SIL Open Font License 1.1)",
  "React, Base UI, Zustand, oRPC, zod, uPlot, cornerstone-core (MIT)",
  "Lucide (ISC)",
  "pdf.js, Dexie (Apache 2.0)",
];

/** What Overread is and is not (mission §9, P23). */
export function About({ facts }: { readonly facts: AboutFacts }) {
  const words = settingsWords();
  return (
    <div className="about">
      <p className="about-version num">Overread · {words.version(facts.version)}</p>
      <p>{words.purpose}</p>
      <Notice tone="warn">{words.notCertified}</Notice>
      <p>{words.display}</p>
      <p>{words.network}</p>
      {facts.demo ? <p>{words.demo}</p> : null}
      <p>{words.notThere}</p>
      {facts.remarks.length === 0 ? null : (
        <section className="about-remarks" aria-label={words.remarks}>
          <h3>{words.remarks}</h3>
          {facts.remarks.map((remark) => (
            <Notice key={remark} tone="warn">
              {remark}
            </Notice>
          ))}
        </section>
      )}
      <p>{words.licence}</p>
      <ul className="about-works">
        {WORKS.map((work) => (
          <li key={work}>{work}</li>
        ))}
      </ul>
    </div>
  );
}
