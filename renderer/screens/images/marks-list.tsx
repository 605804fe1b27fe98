import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { StudyRow } from "#shared/contract/imaging.ts";
import { type KeptMark, markName, markSummary } from "#shared/measure/kept-mark.ts";
import { IconButton } from "../../ui/button.tsx";
import { GrowingText } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Menu, MenuItem, MenuNote, MenuRule } from "../../ui/menu.tsx";
import type { ImagesModel } from "./images-slice.ts";
import { lesionChange, lesionSum, sameLesion, withoutLesion } from "./lesions.ts";
import { markWords } from "./mark-words.ts";
import { TargetLine, TargetMenuItem, TargetSums } from "./target-list.tsx";
import { targetOf } from "./targets.ts";
import { imagesWords } from "./words.ts";

type RowProps = {
  readonly model: ImagesModel;
  readonly mark: KeptMark;
  readonly marks: readonly KeptMark[];
  readonly studies: readonly StudyRow[];
  readonly chosen: boolean;
  readonly onIntoOpinion: (mark: KeptMark) => void;
};

function MarkMenu(props: RowProps) {
  const { model, mark, marks, onIntoOpinion } = props;
  const words = markWords();
  const { marks: kept } = model.marking;
  const others = marks.filter(
    (other) => other.place.studyUid !== mark.place.studyUid && other.shape.kind !== "arrow" && mark.shape.kind !== "arrow",
  );
  return (
    <Menu align="end" trigger={<IconButton icon="chevron-down" small label={words.more(markName(mark))} />}>
      <MenuNote>{[words.kinds[mark.shape.kind], mark.scale.note].filter((text) => text !== "").join(" · ")}</MenuNote>
      <MenuItem icon="draft" shortcut="Mod+M" onChoose={() => onIntoOpinion(mark)}>
        {words.intoOpinion}
      </MenuItem>
      {others.map((other) => (
        <MenuItem key={other.id} icon="link" onChoose={() => kept.putAll(sameLesion(mark, other, marks))}>
          {words.sameLesion(markName(other))}
        </MenuItem>
      ))}
      {mark.lesion === null ? null : (
        <MenuItem icon="close" onChoose={() => kept.putAll(withoutLesion(mark, marks))}>
          {words.ownLesion}
        </MenuItem>
      )}
      <TargetMenuItem {...props} />
      <MenuRule />
      <MenuItem icon="remove" shortcut="Delete" onChoose={() => kept.remove([mark.id])}>
        {words.remove(markName(mark))}
      </MenuItem>
    </Menu>
  );
}

/** What the mark shows, in the reader's words; kept when the field is left, so that one name is one step. */
function MarkText({ model, mark }: Pick<RowProps, "model" | "mark">) {
  const words = markWords();
  const [text, setText] = useState<string | null>(null);
  const isAsked = useStore(model.marking.marks.store, ({ namingId }) => namingId === mark.id);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isAsked) place.current?.querySelector("textarea")?.focus();
  }, [isAsked]);
  const keep = () => {
    model.marking.marks.named();
    if (text !== null && text !== mark.text) model.marking.marks.put({ ...mark, text });
    setText(null);
  };
  return (
    <div className="mark-text" ref={place}>
      <GrowingText
        label={words.name(markName(mark))}
        placeholder={words.nameHint}
        maxLength={500}
        value={text ?? mark.text}
        onText={setText}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          // the keys go back to the image
          document.querySelector<HTMLElement>(`[data-viewport='${model.store.getState().active}']`)?.focus();
        }}
      />
    </div>
  );
}

function MarkRow(props: RowProps) {
  const { model, mark, marks, studies } = props;
  const words = markWords();
  const change = lesionChange(mark, marks, studies);
  return (
    <li className={`mark-row ${props.chosen ? "mark-row-chosen" : ""}`} data-mark-row={mark.id}>
      <button
        type="button"
        className="mark-go"
        aria-current={props.chosen ? "true" : undefined}
        onClick={() => void model.showMark(mark)}
        onKeyDown={(event) => {
          if (event.key !== "Delete") return;
          event.preventDefault();
          const row = event.currentTarget.closest("li");
          const next = (row?.nextElementSibling ?? row?.previousElementSibling)?.querySelector<HTMLElement>(".mark-go");
          model.marking.marks.remove([mark.id]);
          (next ?? document.querySelector<HTMLElement>("[data-viewport]"))?.focus();
        }}
      >
        <b className="num">{mark.number === 0 ? "" : markName(mark)}</b>
        <span className="num ell">{markSummary(mark.figures) || mark.text || words.kinds[mark.shape.kind]}</span>
      </button>
      <MarkMenu {...props} />
      {change === null ? null : <p className="mark-change num">{words.change(change.name, change.mm, change.percent)}</p>}
      {props.chosen ? (
        <MarkText model={model} mark={mark} />
      ) : mark.text === "" || mark.shape.kind === "arrow" ? null : (
        <p className="mark-change">{mark.text}</p>
      )}
      <TargetLine {...props} />
    </li>
  );
}

const noStudies: readonly StudyRow[] = [];

/** All marks of the case as a list: to go to, to name, to take into the opinion, without a mouse too. */
export function MarksList(props: Pick<RowProps, "model" | "onIntoOpinion">) {
  const { model } = props;
  const studies = useStore(model.store, ({ list: found }) => (found.phase === "shown" ? found.studies : noStudies));
  const { marks, canUndo, canRedo, selectedId, failure } = useStore(model.marking.marks.store);
  const words = markWords();
  const kept = model.marking.marks;
  // one kind of sum at a time: where targets are chosen theirs says more
  const sum = marks.some((mark) => targetOf(mark, marks) !== null) ? [] : lesionSum(marks, studies);
  return (
    <section className="marks" aria-label={words.list} data-image-keys="">
      <header className="marks-head">
        <h3>
          <Icon name="length" size={14} /> {words.list} <span className="marks-count num">{marks.length}</span>
        </h3>
        <IconButton icon="undo" small label={words.undo} offBecause={canUndo ? null : words.undo} onClick={model.marking.undo} />
        <IconButton icon="redo" small label={words.redo} offBecause={canRedo ? null : words.redo} onClick={model.marking.redo} />
        {marks.length === 0 ? null : (
          <Menu align="end" trigger={<IconButton icon="chevron-down" small label={words.more(words.list)} />}>
            <MenuItem icon="remove" onChoose={() => kept.remove(marks.map((mark) => mark.id))}>
              {words.removeAll}
            </MenuItem>
          </Menu>
        )}
      </header>
      {failure === null ? null : (
        <p className="marks-none" role="alert">
          {failure.happened} {failure.safe} {failure.todo}
        </p>
      )}
      {marks.length === 0 ? <p className="marks-none">{words.none}</p> : null}
      <ol>
        {marks.map((mark) => (
          <MarkRow key={mark.id} {...props} studies={studies} mark={mark} marks={marks} chosen={mark.id === selectedId} />
        ))}
      </ol>
      {sum.map(({ study, mm, count }) => (
        <p key={study.studyUid} className="marks-sum num">
          {study.prior ? imagesWords().prior : imagesWords().now}: {words.sum(mm, count)}
        </p>
      ))}
      <TargetSums marks={marks} studies={studies} />
    </section>
  );
}
