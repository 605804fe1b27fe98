import { useState } from "react";
import type { StudyRow } from "#shared/contract/imaging.ts";
import { type KeptMark, targetKey } from "#shared/measure/kept-mark.ts";
import { brokenRules, targetSums } from "#shared/measure/target-lesions.ts";
import { Checkbox, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { MenuItem } from "../../ui/menu.tsx";
import type { ImagesModel } from "./images-slice.ts";
import { targetWords } from "./target-words.ts";
import { asTarget, canBeTarget, targetMeasures, targetOf } from "./targets.ts";

type Props = {
  readonly model: ImagesModel;
  readonly mark: KeptMark;
  readonly marks: readonly KeptMark[];
  readonly studies: readonly StudyRow[];
};

/** In the menu of a mark: its lesion is a target, or is one no more (T8). */
export function TargetMenuItem({ model, mark, marks, studies }: Props) {
  const words = targetWords();
  const { marks: kept } = model.marking;
  if (!canBeTarget(mark)) return null;
  const isTarget = targetOf(mark, marks) !== null;
  const choose = () => {
    const changed = asTarget(mark, isTarget ? null : { organ: "", isNode: false }, marks, studies);
    kept.putAll(changed);
    // the organ is asked for at once, where it is kept
    model.marking.choose(changed.find(({ target }) => target !== null)?.id ?? mark.id);
  };
  return (
    <MenuItem icon="probe" onChoose={choose}>
      {isTarget ? words.unmake : words.make}
    </MenuItem>
  );
}

/** What the reader says of a target; kept when the field is left. */
function TargetFields({ model, mark }: Pick<Props, "model" | "mark">) {
  const words = targetWords();
  const [organ, setOrgan] = useState<string | null>(null);
  const { marks: kept } = model.marking;
  const { target } = mark;
  if (target === null) return null;
  const keep = () => {
    if (organ !== null && organ.trim() !== target.organ) kept.put({ ...mark, target: { ...target, organ: organ.trim() } });
    setOrgan(null);
  };
  return (
    <div className="mark-target-fields">
      <TextField
        label={words.organ}
        maxLength={80}
        value={organ ?? target.organ}
        onChange={(event) => setOrgan(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
        }}
      />
      <Checkbox checked={target.isNode} onChange={(isNode) => kept.put({ ...mark, target: { ...target, isNode } })}>
        {words.node}
      </Checkbox>
    </div>
  );
}

/** Beside a mark that was chosen as a target: what it is, and in words which rules it breaks. Nothing is refused. */
export function TargetLine(props: Props & { readonly chosen: boolean }) {
  const { mark, marks, studies } = props;
  const words = targetWords();
  if (mark.target === null) return null;
  const rules = brokenRules(targetMeasures(marks, studies)).get(targetKey(mark)) ?? [];
  return (
    <div className="mark-target">
      {props.chosen ? (
        <TargetFields model={props.model} mark={mark} />
      ) : (
        <p className="mark-change">{words.target(mark.target.organ, mark.target.isNode)}</p>
      )}
      {rules.map((rule) => (
        <p key={rule.rule} className="mark-rule">
          <Icon name="alert" size={12} /> {words.broken(rule)}
        </p>
      ))}
    </div>
  );
}

/** The sums of the targets, day by day; the reader says what they mean (T8). */
export function TargetSums({ marks, studies }: Pick<Props, "marks" | "studies">) {
  const words = targetWords();
  const sums = targetSums(targetMeasures(marks, studies));
  const [baseline] = sums;
  if (baseline === undefined) return null;
  return (
    <section className="mark-targets" aria-label={words.title}>
      <h4>{words.title}</h4>
      <ol>
        {sums.map((sum) => (
          <li key={sum.date} className="num">
            <b>{words.sum(sum)}</b>
            <span>{words.since(sum, sum === baseline, baseline.date)}</span>
          </li>
        ))}
      </ol>
      <p className="marks-none">{words.note}</p>
    </section>
  );
}
