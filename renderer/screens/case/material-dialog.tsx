import type { Availability, Progress } from "#shared/case/case.ts";
import type { SeriesRow, StudyRow } from "#shared/contract/imaging.ts";
import type { RecordItem } from "#shared/contract/records.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { writeDate } from "../../ui/format.ts";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { caseWords } from "./words.ts";

export type MaterialProps = {
  readonly open: boolean;
  readonly availability: Availability;
  readonly studies: readonly StudyRow[];
  readonly records: readonly RecordItem[];
  readonly onFetch: () => void;
  readonly onClose: () => void;
};

/** Announced items that are not here or cannot be used; null while nobody has said how many there are. */
export const missingOf = ({ announced, usable }: Progress): number | null => (announced === null ? null : Math.max(0, announced - usable));

function CountCells({ progress, seen }: { readonly progress: Progress; readonly seen: string }) {
  const words = caseWords();
  const missing = missingOf(progress);
  return (
    <>
      <td className="num">{progress.announced ?? words.notSaid}</td>
      <td className="num">{progress.received}</td>
      <td className="num">
        {progress.usable} {missing !== null && missing > 0 ? <Chip tone="warn">{words.missing(missing)}</Chip> : null}
      </td>
      <td className="num">{seen}</td>
    </>
  );
}

/** What is said of a series besides its numbers. */
const notesOf = (series: SeriesRow): readonly string[] =>
  [series.lossyText, series.notRelevantBecause, series.identityConflict, ...series.problems].filter((text) => text !== null);

function SeriesLine({ series }: { readonly series: SeriesRow }) {
  const words = caseWords();
  const { announced, received, usable, seen, frames } = series;
  const notes = notesOf(series);
  return (
    <>
      <tr>
        <th scope="row">{series.description || words.unnamedSeries}</th>
        <CountCells progress={{ announced, received, usable }} seen={words.seenOf(seen, frames)} />
      </tr>
      {notes.map((note) => (
        <tr key={note} className="material-note">
          <td colSpan={5}>{note}</td>
        </tr>
      ))}
    </>
  );
}

function Head({ first }: { readonly first: string }) {
  const words = caseWords();
  return (
    <thead>
      <tr>
        {[first, words.announced, words.received, words.usable, words.lookedAt].map((text) => (
          <th key={text} scope="col">
            {text}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** S13, T12: what was announced, what came, what can be used, what was looked at; and everything that is not as it should be, by name. */
export function MaterialDialog(props: MaterialProps) {
  const { availability, studies, records } = props;
  const words = caseWords();
  const series = studies.flatMap((study) => study.series);
  const files = records.filter((item) => item.document !== null);
  const total = (count: (row: SeriesRow) => number): number => series.reduce((sum, row) => sum + count(row), 0);
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={words.material}
      description={words.materialText}
      width={760}
      footer={
        <>
          <Button
            icon="fetch-now"
            offBecause={availability.fetching ? words.fetching : availability.readyOffline ? words.nothingMissing : null}
            onClick={props.onFetch}
          >
            {words.fetchAgain}
          </Button>
          <span className="dialog-gap" />
          <Button kind="primary" onClick={props.onClose}>
            {words.close}
          </Button>
        </>
      }
    >
      <ScrollArea className="material" label={words.material}>
        <table>
          <Head first={words.all} />
          <tbody>
            <tr>
              <th scope="row">{words.images}</th>
              <CountCells
                progress={availability.images}
                seen={words.seenOf(
                  total((row) => row.seen),
                  total((row) => row.frames),
                )}
              />
            </tr>
            <tr>
              <th scope="row">{words.documents}</th>
              <CountCells progress={availability.documents} seen={words.seenOf(files.filter((item) => item.seen).length, files.length)} />
            </tr>
          </tbody>
        </table>
        {studies.map((study) => (
          <table key={study.studyUid}>
            <caption>
              {[study.description || study.modalities.join(", "), study.date === null ? "" : writeDate(study.date)]
                .filter((text) => text !== "")
                .join(" · ")}
            </caption>
            <Head first={words.series} />
            <tbody>
              {study.series.map((row) => (
                <SeriesLine key={row.seriesId} series={row} />
              ))}
            </tbody>
          </table>
        ))}
        {availability.problems.length === 0 ? (
          <p className="material-well">{words.noProblems}</p>
        ) : (
          <section aria-label={words.problems}>
            <h3>{words.problems}</h3>
            <ul>
              {availability.problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          </section>
        )}
      </ScrollArea>
    </Dialog>
  );
}
