import { GrowingText } from "../../ui/field.tsx";
import type { OpinionModel } from "./opinion-slice.ts";
import { type ProseField, useField, useFrozen } from "./use-opinion.ts";

/** One text of the draft; what is typed goes to the journal and to core by itself. */
export function Prose(props: {
  readonly model: OpinionModel;
  readonly field: ProseField;
  readonly label: string;
  readonly hint: string;
  readonly tall?: boolean;
}) {
  const { model, field } = props;
  const value = useField(model, field);
  const frozen = useFrozen(model);
  return (
    <GrowingText
      label={props.label}
      placeholder={props.hint}
      value={value ?? ""}
      data-field={field}
      className={props.tall ? "opinion-tall" : ""}
      onText={frozen ? undefined : (written) => model.set(field, written)}
    />
  );
}
