import type { ReactNode } from "react";
import type { CaseDetail } from "#shared/case/case.ts";
import { visibleText } from "#shared/report/hidden.ts";
import { Chip } from "../../ui/chip.tsx";
import { ageInYears, writeCountry, writeDate, writeDue, writeLanguage, writeMomentInline } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { PersonName } from "../../ui/person-name.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";
import { useNow } from "../../ui/use-now.ts";
import { caseWords } from "./words.ts";

function Fact({ name, children, className = "" }: { readonly name: string; readonly children: ReactNode; readonly className?: string }) {
  return (
    <div className={`banner-fact ${className}`}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Allergies({ allergies }: { readonly allergies: readonly string[] }) {
  const words = caseWords();
  if (allergies.length === 0) return <Fact name={words.allergies}>{words.noAllergies}</Fact>;
  return (
    <Tooltip text={allergies.join(", ")}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that may be cut short is read in full here */}
      <div className="banner-fact banner-allergies" tabIndex={0}>
        <dt>{words.allergies}</dt>
        <dd className="tone-danger ell">
          <Icon name="warning" size={12} /> {allergies.join(", ")}
        </dd>
      </div>
    </Tooltip>
  );
}

/** U25: who this is, on every view of the case. Name and birth date are never cut short. */
export function PatientBanner({ detail, firstOpinion }: { readonly detail: CaseDetail; readonly firstOpinion: boolean }) {
  const words = caseWords();
  const now = useNow();
  const { patient, row } = detail;
  const age = ageInYears(patient.birthDate, now);
  const due = row.dueAt === null ? null : writeDue(row.dueAt, now);
  const born = patient.birthDate === null ? words.bornUnknown : writeDate(patient.birthDate);
  const line = [words.sex[patient.sex], age === null ? "" : words.age(age), born, visibleText(patient.identifier ?? "")];
  const speaks = [
    patient.language === null ? null : writeLanguage(patient.language),
    patient.country === null ? null : words.from(writeCountry(patient.country)),
  ].filter((part) => part !== null);
  return (
    <section className="banner" aria-label={words.patient}>
      <div className="banner-who">
        <h1>
          <PersonName name={patient.name} /> {row.demo ? <Chip tone="outline">{words.demo}</Chip> : null}
        </h1>
        <p className="ident">{line.filter((part) => part !== "").join(" · ")}</p>
      </div>
      <dl className="banner-facts">
        <Fact name={words.case}>
          <span className="ident">{visibleText(row.caseNumber)}</span>
          {row.specialty === null ? "" : ` · ${row.specialty}`}
        </Fact>
        <Fact name={words.due}>
          {due === null ? (
            words.noDue
          ) : (
            <>
              <span className={due.level === "late" ? "tone-danger" : due.level === "soon" ? "tone-warn" : ""}>{due.relative}</span> ·{" "}
              {writeMomentInline(row.dueAt ?? 0, now)}
            </>
          )}
        </Fact>
        {speaks.length === 0 ? null : (
          <Fact name={words.speaks} className="banner-speaks">
            {speaks.join(", ")}
          </Fact>
        )}
        <Allergies allergies={patient.allergies} />
      </dl>
      {firstOpinion ? (
        <p className="banner-blind">
          <Icon name="shown" />
          <span>
            <b>{words.blindTitle}</b>
            <small>{words.blindText}</small>
          </span>
        </p>
      ) : null}
    </section>
  );
}
