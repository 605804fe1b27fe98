import type { StudyRow } from "#shared/contract/imaging.ts";
import { writeDate, writeNumber } from "../../ui/format.ts";
import { PersonName } from "../../ui/person-name.tsx";
import type { Probe, ShownState } from "../../viewer/viewer.ts";
import { dicomDate } from "./key-image.ts";
import { imagesWords } from "./words.ts";

/** Who the case is about, as the banner says it. */
export type Identity = { readonly name: string; readonly line: string };

const whole = (value: number): string => writeNumber(Math.round(value));

/** PatientAge as the header has it ("061Y"); empty when it has none. */
export function ageText(dicomAge: string): string {
  const match = /^(\d{3})([DWMY])$/.exec(dicomAge.trim());
  return match === null ? "" : `${Number(match[1])} ${(match[2] ?? "Y").toLowerCase()}`;
}

function WindowText({ state }: { readonly state: ShownState }) {
  const words = imagesWords();
  const { window } = state;
  const zoom = `${words.zoom} ${state.zoom.toFixed(2)}`;
  const slice = [
    state.thicknessMm === null ? "" : words.slice(state.thicknessMm.toFixed(1)),
    state.sliceMm === null ? "" : words.slice(writeNumber(Number(state.sliceMm.toFixed(1)))),
  ];
  return (
    <>
      <p>
        {window === null ? "" : `W ${whole(window.width)} L ${whole(window.center)} `}
        <span className="overlay-dim">{state.windowLabel}</span>
      </p>
      <p className="overlay-dim">{[zoom, ...slice].filter((part) => part !== "").join(" · ")}</p>
    </>
  );
}

/** A link by hand as the badge says it: that it is there, and what to know of it. */
export type LinkBadge = { readonly text: string; readonly note: string };

type BadgesProps = { readonly state: ShownState; readonly problems: number; readonly link: LinkBadge | null };

function Badges({ state, problems, link }: BadgesProps) {
  const words = imagesWords();
  const { badges, calibration } = state;
  const failed = state.failures.size;
  const list: readonly (readonly [text: string, tone: string, note?: string | undefined])[] = [
    [failed === 0 ? "" : words.unreadable(failed), "warn"],
    [problems === 0 ? "" : words.problemsOf(problems), "warn"],
    [badges.preview ? words.badges.preview : "", "warn"],
    [badges.lossy === null ? "" : badges.lossy.ratio === null ? words.badges.lossy : words.lossyRatio(badges.lossy.ratio), "warn"],
    [badges.mirrored ? words.badges.flipped : "", "warn"],
    [state.inverted ? words.badges.inverted : "", "now"],
    [state.presentation === null ? "" : words.presentation(state.presentation.description ?? state.presentation.label), "now"],
    [badges.burnedIn ? words.badges.burnedIn : "", "warn"],
    [calibration === null || calibration.label === "mm" ? "" : calibration.label.toUpperCase(), "now", calibration?.note],
    [link?.text ?? "", "now", link?.note],
  ];
  return list.map(([text, tone, note]) =>
    text === "" ? null : (
      <span key={text} className={`overlay-chip overlay-chip-${tone}`} title={note}>
        {text}
      </span>
    ),
  );
}

/** T10: identity, study and series, window and zoom, image number, side letters, badges; on plates that read on pure white. */
export function Overlay(props: {
  readonly state: ShownState;
  readonly study: StudyRow | undefined;
  readonly identity: Identity;
  readonly letter: string;
  readonly probe: Probe | null;
  readonly keyNumber: number;
  /** What is wrong with the series as a whole: images that could not be read, a patient number that differs. */
  readonly problems: number;
  readonly link: LinkBadge | null;
}) {
  const { state, study, identity, probe } = props;
  const words = imagesWords();
  const { letters } = state;
  const { series } = state;
  const prior = study?.prior === true;
  const date = dicomDate(series.study.date) ?? study?.date ?? null;
  const age = ageText(series.study.patientAge);
  return (
    <>
      <div className="overlay overlay-identity ident">
        <p className="overlay-name">
          <PersonName name={identity.name.toUpperCase()} />
        </p>
        <p className="overlay-dim">
          {identity.line}
          {age === "" ? "" : ` · ${words.ageAt(age)}`}
        </p>
      </div>
      <div className="overlay overlay-study">
        <p>
          <span className={`overlay-chip ${prior ? "overlay-chip-prior" : "overlay-chip-now"} num`}>
            {props.letter === "" ? "" : `${props.letter} · `}
            {prior ? words.prior : words.now} {date === null ? words.noDate : writeDate(date)}
          </span>
        </p>
        {prior && study?.distanceText ? <p className="num">{study.distanceText}</p> : null}
        <p>{study?.description || series.study.description}</p>
        <p className="overlay-dim">{[series.series.description, series.part?.reason].filter((part) => part).join(" · ")}</p>
      </div>
      <div className="overlay overlay-window num" data-probe={probe?.text ?? ""}>
        {probe === null ? null : (
          <p className="overlay-probe">
            {probe.text} <span className="overlay-dim">{`x ${probe.column} y ${probe.row}`}</span>
          </p>
        )}
        <WindowText state={state} />
      </div>
      <div className="overlay overlay-number num">
        <p className="overlay-badges">
          {props.keyNumber > 0 ? <span className="overlay-chip overlay-chip-key">★ {`${words.keyImage} ${props.keyNumber}`}</span> : null}
          <Badges state={state} problems={props.problems} link={props.link} />
        </p>
        <p>
          <b>
            {words.im} {state.index + 1}
          </b>{" "}
          / {state.count}
        </p>
      </div>
      {(["top", "right", "bottom", "left"] as const).map((side) =>
        letters[side] === "" ? null : (
          <span key={side} className={`side-letter side-${side}`}>
            {letters[side]}
          </span>
        ),
      )}
    </>
  );
}
