import type { Recommendation } from "#shared/opinion/opinion.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { GrowingText, TextField } from "../../ui/field.tsx";
import { Menu, MenuChoice } from "../../ui/menu.tsx";
import type { OpinionModel } from "./opinion-slice.ts";
import { useField, useFrozen } from "./use-opinion.ts";
import { opinionWords } from "./words.ts";

const choices = <Value extends string>(words: Readonly<Record<Value, string>>) =>
  (Object.keys(words) as Value[]).map((value) => ({ value, label: words[value] }));

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
        <GrowingText
          label={`${name}: ${words.whatLabel}`}
          placeholder={words.whatLabel}
          value={entry.text}
          readOnly={frozen}
          onChange={(event) => onChange({ text: event.target.value })}
        />
        <GrowingText
          label={`${name}: ${words.becauseLabel}`}
          placeholder={`${words.becauseLabel}…`}
          value={entry.because}
          readOnly={frozen}
          onChange={(event) => onChange({ because: event.target.value })}
        />
        <div className="recommendation-row">
          <Menu
            trigger={
              <Button size="small" trailing="chevron-down" offBecause={frozen ? words.frozenOff : null}>
                {words.kinds[entry.kind]}
              </Button>
            }
          >
            <MenuChoice value={entry.kind} choices={choices(words.kinds)} onChange={(kind) => onChange({ kind })} />
          </Menu>
          <Menu
            trigger={
              <Button size="small" trailing="chevron-down" offBecause={frozen ? words.frozenOff : null}>
                {words.urgencyLabel}: {words.urgencies[entry.urgency]}
              </Button>
            }
          >
            <MenuChoice value={entry.urgency} choices={choices(words.urgencies)} onChange={(urgency) => onChange({ urgency })} />
          </Menu>
          <TextField
            label={`${name}: ${words.whoLabel}`}
            hideLabel
            placeholder={words.whoLabel}
            value={entry.who}
            readOnly={frozen}
            onChange={(event) => onChange({ who: event.target.value })}
          />
          <TextField
            label={`${name}: ${words.byWhenLabel}`}
            hideLabel
            placeholder={words.byWhenLabel}
            value={entry.byWhen}
            readOnly={frozen}
            onChange={(event) => onChange({ byWhen: event.target.value })}
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
