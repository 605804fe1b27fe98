import { useState } from "react";
import type { SeriesRow } from "#shared/contract/imaging.ts";
import type { Failure } from "#shared/result/failure.ts";
import { Button } from "../../ui/button.tsx";
import { LabelledText } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Keys } from "../../ui/kbd.tsx";
import { ForSupport } from "../../ui/notice.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import type { ViewportState } from "../../viewer/viewer.ts";
import type { ImagesModel } from "./images-slice.ts";
import type { Slot } from "./slots.ts";
import { nearestReady } from "./viewport-commands.ts";
import { imagesWords } from "./words.ts";

/** T15: what is not shown is named in its place; never an old frame, a blank or a neighbour. */
export function ViewportNotice(props: { readonly model: ImagesModel; readonly slot: Slot | undefined; readonly state: ViewportState }) {
  const { model, slot, state } = props;
  const words = imagesWords();
  if (slot?.failure) {
    return (
      <div className="viewport-notice" role="alert">
        <Icon name="warning" size={20} />
        <b>{slot.failure.happened}</b>
        <p>
          {slot.failure.safe} {slot.failure.todo}
        </p>
      </div>
    );
  }
  if (state.phase === "empty") return <div className="viewport-notice">{slot?.seriesId ? words.opening : words.choose}</div>;
  if (state.current === "ready") return null;
  if (state.current === "failed") {
    return (
      <div className="viewport-notice viewport-failed" role="alert">
        <Icon name="warning" size={20} />
        <b>{words.failedTitle(state.index + 1)}</b>
        {state.failure === null ? null : (
          <p>
            {state.failure.happened} {state.failure.safe} {state.failure.todo}
            <ForSupport detail={state.failure.detail} />
          </p>
        )}
      </div>
    );
  }
  if (state.current === "loading") return <div className="viewport-notice viewport-quiet">{words.loadingFrame}</div>;
  const nearest = nearestReady(state);
  return (
    <div className="viewport-notice">
      <b>{words.waitTitle(state.index + 1)}</b>
      <p>{words.waitText(state.frames.filter((frame) => frame === "ready").length, state.count)}</p>
      {nearest === null ? null : (
        <button type="button" className="viewport-go" onClick={() => model.goTo("nearest")}>
          {words.nearest(nearest + 1)} <Keys shortcut="G" />
        </button>
      )}
    </div>
  );
}

/** M20: images that name another patient are shown only after the reviewer has said in writing why they belong here. */
export function IdentityConflict({ model, series }: { readonly model: ImagesModel; readonly series: SeriesRow }) {
  const words = imagesWords();
  const [because, setBecause] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const signal = useAbort();
  return (
    <div className="viewport-conflict" role="alert">
      <p className="viewport-conflict-title">
        <Icon name="shield-alert" /> <b>{words.identityTitle}</b>
      </p>
      <p>{series.identityConflict}</p>
      <p>{words.identityText}</p>
      <LabelledText label={words.identityLabel} value={because} onText={setBecause} />
      <Button
        offBecause={because.trim() === "" ? words.identityOff : null}
        onClick={() => void model.resolveIdentity(series.seriesId, because.trim(), signal()).then(setFailure)}
      >
        {words.identityAction}
      </Button>
      {failure === null ? null : (
        <p>
          {failure.happened} {failure.safe} {failure.todo}
        </p>
      )}
    </div>
  );
}
