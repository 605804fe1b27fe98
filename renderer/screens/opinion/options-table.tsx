import type { TreatmentOption } from "#shared/opinion/opinion.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { GrowingText } from "../../ui/field.tsx";
import type { OpinionModel } from "./opinion-slice.ts";
import { useField, useFrozen } from "./use-opinion.ts";
import { opinionWords } from "./words.ts";

const COLUMNS = ["option", "benefit", "risk", "invasiveness", "fitsBecause"] as const;

/** M2: option, benefit, risk, how invasive, fits this patient because; printed as it stands. */
export function OptionsTable({ model, newId }: { readonly model: OpinionModel; readonly newId: () => string }) {
  const words = opinionWords();
  const entries = useField(model, "treatmentOptions") ?? [];
  const frozen = useFrozen(model);
  const put = (next: readonly TreatmentOption[]) => model.set("treatmentOptions", [...next]);
  const add = () => put([...entries, { id: newId(), option: "", benefit: "", risk: "", invasiveness: "", fitsBecause: "" }]);
  return (
    <div data-field="treatmentOptions">
      {entries.length === 0 ? null : (
        <table className="options">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {words.optionColumns[column]}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {entries.map((entry, index) => (
              <tr key={entry.id} data-key={entry.id}>
                {COLUMNS.map((column) => (
                  <td key={column}>
                    <GrowingText
                      label={`${words.optionColumns[column]}, ${index + 1}`}
                      value={entry[column]}
                      onText={
                        frozen
                          ? undefined
                          : (written) => put(entries.map((old) => (old.id === entry.id ? { ...old, [column]: written } : old)))
                      }
                    />
                  </td>
                ))}
                <td className="options-remove">
                  {frozen ? null : (
                    <IconButton
                      icon="remove"
                      small
                      label={words.removeOption(index + 1)}
                      onClick={() => put(entries.filter((old) => old.id !== entry.id))}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {frozen ? null : (
        <Button kind="quiet" size="small" icon="plus" onClick={add}>
          {words.addOption}
        </Button>
      )}
    </div>
  );
}
