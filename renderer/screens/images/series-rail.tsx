import { memo, useState } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { SeriesRow, StudyRow } from "#shared/contract/imaging.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { LabelledText } from "../../ui/field.tsx";
import { writeDate } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu, MenuItem, MenuNote } from "../../ui/menu.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import type { ImagesModel } from "./images-slice.ts";
import { startSeriesDrag } from "./series-drop.ts";
import { slotLetter } from "./slots.ts";
import { imagesWords } from "./words.ts";

/** What of a series is here, or, when all is, what of it was looked at. */
function seriesNote(series: SeriesRow): string {
  const words = imagesWords();
  const arriving = series.announced !== null && series.received < series.announced;
  if (arriving) return words.arriving(series.received, series.announced ?? 0);
  return series.frames > 0 ? words.seen(series.seen, series.frames) : "";
}

type SeriesItemProps = {
  readonly model: ImagesModel;
  readonly series: SeriesRow;
  /** In which viewports it is open, in words. */
  readonly places: string;
  readonly current: boolean;
  readonly onNotRelevant: (series: SeriesRow) => void;
};

/** Drawn again only when something of its own changes: a series that opens elsewhere is no reason. */
const SeriesItem = memo(function SeriesItem(props: SeriesItemProps) {
  const { model, series, places } = props;
  const words = imagesWords();
  const signal = useAbort();
  const name = series.description || words.unnamed;
  const share = series.announced === null || series.announced === 0 ? 1 : series.received / series.announced;
  return (
    <li className={`series ${props.current ? "series-current" : ""}`}>
      <button
        type="button"
        className="series-open"
        data-series={series.seriesId}
        aria-current={props.current ? "true" : undefined}
        draggable
        onDragStart={(event) => startSeriesDrag(event, series.seriesId)}
        onClick={() => void model.showSeries(series.seriesId, model.store.getState().active, signal())}
      >
        <span className="series-picture">
          {series.thumbnailPath === null ? <Icon name="image" size={20} /> : <img src={series.thumbnailPath} alt="" loading="lazy" />}
          <span className="series-number num" aria-hidden="true">
            {series.number}
          </span>
          {share < 1 ? (
            <span className="series-share" aria-hidden="true">
              <span style={{ width: `${share * 100}%` }} />
            </span>
          ) : null}
        </span>
        <span className="series-text">
          <b>{name}</b>
          <small className="num">{words.frames(series.frames)}</small>
          <small className="num">{[seriesNote(series), places].filter((note) => note !== "").join(" · ")}</small>
          <span className="series-chips">
            {series.identityConflict === null ? null : <Chip tone="danger">{words.identity}</Chip>}
            {series.problems.length === 0 ? null : <Chip tone="danger">{words.problems(series.problems.length)}</Chip>}
            {series.lossyText === null ? null : <Chip tone="warn">{words.lossy}</Chip>}
            {series.notRelevantBecause === null ? null : <Chip>{words.notRelevant}</Chip>}
          </span>
        </span>
      </button>
      <span className="series-more">
        <Menu align="end" trigger={<IconButton icon="chevron-down" small label={words.seriesMenu(name)} />}>
          {[...series.problems, series.lossyText, series.notRelevantBecause].map((text) =>
            text === null ? null : <MenuNote key={text}>{text}</MenuNote>,
          )}
          {series.notRelevantBecause === null ? (
            <MenuItem icon="withheld" onChoose={() => props.onNotRelevant(series)}>
              {words.notRelevantAction}
            </MenuItem>
          ) : (
            <MenuItem icon="shown" onChoose={() => void model.markNotRelevant(series.seriesId, null, signal())}>
              {words.relevantAction}
            </MenuItem>
          )}
        </Menu>
      </span>
    </li>
  );
});

/** M22, T12: a series may be left on purpose, with the reason that stands in the report. */
function NotRelevantDialog(props: { readonly model: ImagesModel; readonly series: SeriesRow | null; readonly onClose: () => void }) {
  const words = imagesWords();
  const [reason, setReason] = useState("");
  const signal = useAbort();
  const { series } = props;
  return (
    <Dialog
      open={series !== null}
      onClose={props.onClose}
      title={words.notRelevantTitle}
      description={series?.description}
      footer={
        <>
          <span className="dialog-gap" />
          <Button kind="quiet" onClick={props.onClose}>
            {words.cancel}
          </Button>
          <Button
            kind="primary"
            offBecause={reason.trim() === "" ? words.identityOff : null}
            onClick={() => {
              if (series !== null) void props.model.markNotRelevant(series.seriesId, reason.trim(), signal());
              setReason("");
              props.onClose();
            }}
          >
            {words.save}
          </Button>
        </>
      }
    >
      <div className="dialog-body">
        <p>{words.notRelevantText}</p>
        <LabelledText label={words.notRelevantLabel} value={reason} onText={setReason} />
      </div>
    </Dialog>
  );
}

function StudyHead({ study }: { readonly study: StudyRow }) {
  const words = imagesWords();
  return (
    <header className="study-head">
      <h3>
        <span className="ell study-name">{study.description || study.modalities.join(", ")}</span>
        <Chip tone={study.prior ? "prior" : "accent"}>{study.prior ? words.prior : words.now}</Chip>
      </h3>
      <p className="num">
        {study.date === null ? words.noDate : writeDate(study.date)}
        {study.distanceText === null ? "" : ` · ${study.distanceText}`}
        {study.firstOpinion ? ` · ${words.firstOpinion}` : ""}
      </p>
    </header>
  );
}

/** The series of the case by study, current first, each with what of it is on this device. */
export function SeriesRail(props: { readonly model: ImagesModel; readonly studies: readonly StudyRow[]; readonly onMaterial: () => void }) {
  const { model, studies } = props;
  const { open, current } = useStore(
    model.store,
    useShallow(({ slots, active, layout }) => ({
      // which series is open where, as one word: what else changes in a viewport is none of the rail's
      open:
        layout === 1
          ? ""
          : slots
              .slice(0, layout)
              .map(({ seriesId }) => seriesId ?? "")
              .join(" "),
      current: slots[active]?.seriesId ?? null,
    })),
  );
  const [leaving, setLeaving] = useState<SeriesRow | null>(null);
  const words = imagesWords();
  const all = studies.flatMap((study) => study.series);
  const here = all.filter((series) => series.announced === null || series.received >= series.announced).length;
  const placesOf = (series: SeriesRow): string =>
    open
      .split(" ")
      .flatMap((seriesId, at) => (seriesId === series.seriesId ? [words.openIn(slotLetter(at))] : []))
      .join(" · ");
  return (
    <nav className="rail scroll" aria-label={words.rail}>
      <div className="rail-head">
        <h2>{words.rail}</h2>
        <button type="button" className="rail-material num" onClick={props.onMaterial}>
          {words.onDevice(here, all.length)}
        </button>
      </div>
      {studies.map((study) => (
        <div key={study.studyUid}>
          <StudyHead study={study} />
          <ul>
            {study.series.map((series) => (
              <SeriesItem
                key={series.seriesId}
                model={model}
                series={series}
                places={placesOf(series)}
                current={current === series.seriesId}
                onNotRelevant={setLeaving}
              />
            ))}
          </ul>
        </div>
      ))}
      <NotRelevantDialog model={model} series={leaving} onClose={() => setLeaving(null)} />
    </nav>
  );
}
