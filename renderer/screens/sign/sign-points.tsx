import type { OpenPoint } from "#shared/opinion/completeness.ts";
import { Button } from "../../ui/button.tsx";
import { LabelledText } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { FailureNote } from "../../ui/notice.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import { blockingOf, type SignModel, type SignState, warningsOf } from "./sign-slice.ts";
import { signWords } from "./words.ts";

type Points = Extract<SignState, { at: "points" }>;

function Blocking(props: { readonly points: readonly OpenPoint[]; readonly onMend: (point: OpenPoint) => void }) {
  const words = signWords();
  return (
    <>
      <p className="sign-quiet">{words.pointsBlocking}</p>
      <ul className="sign-points">
        {props.points.map((point) => (
          <li key={`${point.code}-${point.key ?? point.text}`} className="sign-point">
            <span className="tone-warn">
              <Icon name="open" size={14} />
            </span>
            <span>{point.text}</span>
            {point.field === "case" ? null : (
              <Button size="small" kind="quiet" trailing="right" onClick={() => props.onMend(point)}>
                {words.mend}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Warnings({
  model,
  state,
  onMend,
}: {
  readonly model: SignModel;
  readonly state: Points;
  readonly onMend: (point: OpenPoint) => void;
}) {
  const words = signWords();
  return (
    <>
      <p className="sign-quiet">{words.pointsWarnings}</p>
      <ul className="sign-points">
        {warningsOf(state.points).map((point) => (
          <li key={point.code} className="sign-warning">
            <div className="sign-point">
              <span className="tone-warn">
                <Icon name="warning" size={14} />
              </span>
              <span>{point.text}</span>
              {point.field === "case" ? null : (
                <Button size="small" kind="quiet" trailing="right" onClick={() => onMend(point)}>
                  {words.mend}
                </Button>
              )}
            </div>
            <LabelledText
              label={words.reasonFor(point.text)}
              shownLabel={words.reasonShort}
              placeholder={words.reasonHint}
              value={state.reasons[point.code] ?? ""}
              onText={(written) => model.giveReason(point.code, written)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

/** R8: blocking points send back; each warning takes a written reason that is printed. */
export function SignPoints(props: { readonly model: SignModel; readonly state: Points; readonly onMend: (point: OpenPoint) => void }) {
  const { model, state } = props;
  const words = signWords();
  const signal = useAbort();
  const blocking = blockingOf(state.points);
  const warnings = warningsOf(state.points);
  const missing = warnings.some((point) => (state.reasons[point.code] ?? "").trim() === "");
  const off = blocking.length > 0 ? words.blockingOff : missing ? words.reasonsOff : null;
  return (
    <>
      <div className="dialog-body scroll scroll-steady" tabIndex={-1}>
        {state.failure === null ? null : <FailureNote failure={state.failure} />}
        {blocking.length > 0 ? <Blocking points={blocking} onMend={props.onMend} /> : null}
        {blocking.length === 0 && warnings.length > 0 ? <Warnings {...props} /> : null}
      </div>
      <div className="dialog-foot">
        <Button kind="quiet" onClick={() => void model.close()}>
          {words.back}
        </Button>
        <span className="dialog-gap" />
        {off === null ? null : <p className="dialog-why">{off}</p>}
        <Button kind="primary" trailing="right" busy={state.preparing} offBecause={off} onClick={() => void model.prepare(signal())}>
          {state.preparing ? words.makingPages : words.makePages}
        </Button>
      </div>
    </>
  );
}
