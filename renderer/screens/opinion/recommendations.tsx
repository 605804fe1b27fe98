import type { ReactNode } from "react";
import type { Recommendation } from "#shared/opinion/opinion.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { LabelledText, TextField } from "../../ui/field.tsx";
import { Menu, MenuChoice } from "../../ui/menu.tsx";
import { TextNotes } from "../../ui/text-notes.tsx";
import type { OpinionModel } from "./opinion-slice.ts";
import { useField, useFrozen } from "./use-opinion.ts";
import { opinionWords } from "./words.ts";

const choices = <Value extends string>(words: Readonly<Record<Value, string>>) =>
  (Object.keys(words) as Value[]).map((value) => ({ value, label: words[value] }));

/** The control below says its name itself; the caption is for the eye. */
function Captioned({ caption, children }: { readonly caption: string; readonly children: ReactNode }) {
  return (
    <div>
      <span className="field-label" aria-hidden="true">
        {caption}
      </span>
      {children}
    </div>
  );
}

function CodeMenu<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly words: Readonly<Record<Value, string>>;
  readonly frozen: boolean;
  readonly onChange: (value: Value) => void;
}) {
  const { label, value, frozen } = props;
  return (
    <Menu
      trigger={
        <Button trailing="chevron-down" className="pick" offBecause={frozen ? opinionWords().frozenOff : null}>
          <span className="sr-only">{label}: </span>
          {props.words[value]}
        </Button>
      }
    >
      <MenuChoice value={value} choices={choices(props.words)} onChange={props.onChange} />
    </Menu>
  );
}

/** One line of the recommendation `name`; without `onText` it can only be read. */
function ShortText(props: {
  readonly name: string;
  readonly caption: string;
  readonly value: string;
  readonly onText: ((text: string) => void) | undefined;
}) {
  const { caption, value, onText } = props;
  return (
    <Captioned caption={caption}>
      <TextField
        label={`${props.name}: ${caption}`}
        hideLabel
        value={value}
        readOnly={onText === undefined}
        onChange={(event) => onText?.(event.target.value)}
      />
      <TextNotes text={value} onText={onText} />
    </Captioned>
  );
}

function RecommendationBlock(props: {
  readonly entry: Recommendation;
  readonly number: number;
  readonly frozen: boolean;
  readonly onChange: (change: Partial<Recommendation>) => void;
  readonly onRemove: () => void;
}) {
  const { entry, number, frozen, onChange } = props;
  const words = opinionWords();
  const name = words.recommendation(number);
  return (
    <li className="recommendation" data-key={entry.id}>
      <span className="recommendation-number num" aria-hidden="true">
        {number}
      </span>
      <div className="recommendation-body">
        <LabelledText
          label={`${name}: ${words.whatLabel}`}
          shownLabel={words.whatLabel}
          value={entry.text}
          onText={frozen ? undefined : (written) => onChange({ text: written })}
        />
        <LabelledText
          label={`${name}: ${words.becauseLabel}`}
          shownLabel={words.becauseLabel}
          value={entry.because}
          onText={frozen ? undefined : (written) => onChange({ because: written })}
        />
        <div className="recommendation-row">
          <Captioned caption={words.kindLabel}>
            <CodeMenu
              label={words.kindLabel}
              value={entry.kind}
              words={words.kinds}
              frozen={frozen}
              onChange={(kind) => onChange({ kind })}
            />
          </Captioned>
          <Captioned caption={words.urgencyLabel}>
            <CodeMenu
              label={words.urgencyLabel}
              value={entry.urgency}
              words={words.urgencies}
              frozen={frozen}
              onChange={(urgency) => onChange({ urgency })}
            />
          </Captioned>
          <ShortText name={name} caption={words.whoLabel} value={entry.who} onText={frozen ? undefined : (who) => onChange({ who })} />
          <ShortText
            name={name}
            caption={words.byWhenLabel}
            value={entry.byWhen}
            onText={frozen ? undefined : (byWhen) => onChange({ byWhen })}
          />
        </div>
      </div>
      {frozen ? null : <IconButton icon="remove" small label={words.removeRecommendation(number)} onClick={props.onRemove} />}
    </li>
  );
}

/** R1j, M3: what to do, why, who, by when. */
export function Recommendations({ model, newId }: { readonly model: OpinionModel; readonly newId: () => string }) {
  const words = opinionWords();
  const entries = useField(model, "recommendations") ?? [];
  const frozen = useFrozen(model);
  const put = (next: readonly Recommendation[]) => model.set("recommendations", [...next]);
  const add = () => put([...entries, { id: newId(), kind: "treatment", text: "", because: "", urgency: "", who: "", byWhen: "" }]);
  return (
    <div data-field="recommendations">
      <ol className="recommendations">
        {entries.map((entry, index) => (
          <RecommendationBlock
            key={entry.id}
            entry={entry}
            number={index + 1}
            frozen={frozen}
            onChange={(change) => put(entries.map((old) => (old.id === entry.id ? { ...old, ...change } : old)))}
            onRemove={() => put(entries.filter((old) => old.id !== entry.id))}
          />
        ))}
      </ol>
      {frozen ? null : (
        <Button kind="quiet" size="small" icon="plus" onClick={add}>
          {words.addRecommendation}
        </Button>
      )}
    </div>
  );
}
