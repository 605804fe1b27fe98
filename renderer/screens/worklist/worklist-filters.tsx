import type { Ref } from "react";
import { useStore } from "zustand";
import type { CaseRow } from "#shared/case/case.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Keys } from "../../ui/kbd.tsx";
import { Menu, MenuCheck, MenuChoice } from "../../ui/menu.tsx";
import { worklistWords } from "./words.ts";
import type { SortBy } from "./worklist-groups.ts";
import type { Worklist } from "./worklist-slice.ts";

const distinct = (values: readonly string[]): string[] =>
  [...new Set(values)].filter((value) => value !== "").sort((a, b) => a.localeCompare(b));

function CheckMenu(props: {
  readonly label: string;
  readonly values: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}) {
  const { label, chosen } = props;
  return (
    <Menu
      trigger={
        <Button size="small" trailing="chevron-down" className={chosen.length > 0 ? "worklist-filter-on" : ""}>
          {chosen.length === 0 ? label : `${label}: ${chosen.join(", ")}`}
        </Button>
      }
    >
      {props.values.map((value) => (
        <MenuCheck
          key={value}
          checked={chosen.includes(value)}
          onChange={(on) => props.onChange(on ? [...chosen, value] : chosen.filter((entry) => entry !== value))}
        >
          {value}
        </MenuCheck>
      ))}
    </Menu>
  );
}

/** Filters over what is here: none of them asks the service. */
export function WorklistFilters(props: {
  readonly model: Worklist;
  readonly rows: readonly CaseRow[];
  readonly searchField: Ref<HTMLInputElement>;
}) {
  const { model, rows } = props;
  const { filter } = useStore(model.store);
  const words = worklistWords();
  const filtered = filter.readyOnly || filter.specialties.length > 0 || filter.modalities.length > 0 || filter.search !== "";
  return (
    <>
      <TextField
        ref={props.searchField}
        className="worklist-search"
        hideLabel
        label={words.searchLabel}
        placeholder={words.searchHint}
        icon="search"
        value={filter.search}
        trailing={<Keys shortcut="/" />}
        onChange={(event) => model.narrow({ search: event.target.value })}
      />
      <div className="worklist-filters">
        <Button
          size="small"
          icon="on-device"
          aria-pressed={filter.readyOnly}
          className={filter.readyOnly ? "worklist-filter-on" : ""}
          onClick={() => model.narrow({ readyOnly: !filter.readyOnly })}
        >
          {words.readyOffline}
        </Button>
        <CheckMenu
          label={words.specialty}
          values={distinct(rows.map((row) => row.specialty ?? ""))}
          chosen={filter.specialties}
          onChange={(specialties) => model.narrow({ specialties })}
        />
        <CheckMenu
          label={words.modality}
          values={distinct(rows.flatMap((row) => row.modalities))}
          chosen={filter.modalities}
          onChange={(modalities) => model.narrow({ modalities })}
        />
        {filtered ? (
          <Button
            kind="quiet"
            size="small"
            icon="close"
            onClick={() => model.narrow({ search: "", readyOnly: false, specialties: [], modalities: [] })}
          >
            {words.showAll}
          </Button>
        ) : null}
        <span className="worklist-sort">
          <Menu
            align="end"
            trigger={
              <Button kind="quiet" size="small" trailing="chevron-down">
                <span>
                  {words.sort} <b>{words.sorts[filter.sortBy]}</b>
                </span>
              </Button>
            }
          >
            <MenuChoice
              value={filter.sortBy}
              choices={(Object.keys(words.sorts) as SortBy[]).map((value) => ({ value, label: words.sorts[value] }))}
              onChange={(sortBy) => model.narrow({ sortBy })}
            />
          </Menu>
        </span>
      </div>
    </>
  );
}
