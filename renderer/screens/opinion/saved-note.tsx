import { useStore } from "zustand";
import { Button } from "../../ui/button.tsx";
import { writeClockSeconds } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import type { OpinionModel } from "./opinion-slice.ts";
import { opinionWords } from "./words.ts";

/** Where the text is, to the second (guide §1.5). Only core's answer makes it "saved". */
export function SavedNote({ model, short = false }: { readonly model: OpinionModel; readonly short?: boolean }) {
  const saving = useStore(model.store, (state) => (state.phase === "shown" ? state.saving : null));
  const words = opinionWords();
  if (saving === null) return null;
  const time = saving.savedAt === null ? null : writeClockSeconds(saving.savedAt);
  if (saving.at === "refused") {
    return (
      <span className="saved-note tone-danger" role="alert">
        <Icon name="warning" size={14} /> {words.refused}: {saving.failure.happened}
        <Button size="small" onClick={() => void model.retry()}>
          {words.again}
        </Button>
      </span>
    );
  }
  const text =
    saving.at === "waiting"
      ? words.waiting
      : saving.at === "saving"
        ? words.saving
        : time === null
          ? words.neverSaved
          : short
            ? words.savedShort(time)
            : words.saved(time);
  return (
    <span className={`saved-note num ${saving.at === "waiting" ? "tone-warn" : ""}`}>
      {saving.at === "saved" && time !== null ? <Icon name="check" size={14} /> : null}
      {saving.at === "waiting" ? <Icon name="waits" size={14} /> : null}
      <span data-saving={saving.at}>{text}</span>
      <span className="sr-only" role="status">
        {saving.at === "waiting" ? words.waiting : ""}
      </span>
    </span>
  );
}
