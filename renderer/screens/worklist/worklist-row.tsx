import type { CaseRow } from "#shared/case/case.ts";
import { visibleText } from "#shared/report/hidden.ts";
import { Chip, type Tone } from "../../ui/chip.tsx";
import { ageInYears, writeBytes, writeClock, writeDay, writeDue, writeMoment } from "../../ui/format.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { PersonName } from "../../ui/person-name.tsx";
import { Bar } from "../../ui/progress.tsx";
import { worklistWords } from "./words.ts";

const SEX: Readonly<Record<CaseRow["patient"]["sex"], string>> = { female: "F", male: "M", other: "O", unknown: "" };

/** "F 61 · DEMO-10422": sex, age, identifier; the case number where the service gave none. */
export function writePatientLine(row: CaseRow, now: number): string {
  const age = ageInYears(row.patient.birthDate, now);
  const person = [SEX[row.patient.sex], age === null ? "" : String(age)].filter((part) => part !== "").join(" ");
  return [person, row.patient.identifier ?? row.caseNumber].filter((part) => part !== "").join(" · ");
}

/** Only where the reviewer has looked already and may still act on it: a new case is new as a whole, a delivered one is done. */
const TELLS_OF_CHANGES: ReadonlySet<string> = new Set(["in-review", "drafted", "waiting", "conflict"]);

export function PatientCell({ row, now }: { readonly row: CaseRow; readonly now: number }) {
  const words = worklistWords();
  return (
    <span className="two-lines">
      <b>
        <PersonName name={row.patient.name} />
      </b>
      <small className="ident">
        {writePatientLine(row, now)}
        {row.changed && TELLS_OF_CHANGES.has(row.state.at) ? <span className="tone-accent"> · {words.changed}</span> : null}
      </small>
    </span>
  );
}

export function QuestionCell({ row }: { readonly row: CaseRow }) {
  const words = worklistWords();
  const notice = row.notices[0];
  if (row.headline === null) {
    return (
      <span className="two-lines worklist-undecided">
        <b>{words.undecided(row.questionCount)}</b>
        <small>{notice?.text ?? (row.documentCount > 0 ? words.documents(row.documentCount) : words.nothingClinical)}</small>
      </span>
    );
  }
  return (
    <span className="two-lines">
      <b dir="auto">{visibleText(row.headline)}</b>
      <small className={notice === undefined ? "" : `tone-${notice.kind === "danger" ? "danger" : "warn"}`}>
        {notice?.text ?? `${words.questions(row.questionCount)} · ${words.documents(row.documentCount)}`}
      </small>
    </span>
  );
}

export function MaterialCell({ row }: { readonly row: CaseRow }) {
  return (
    <span className="worklist-chips">
      {row.modalities.slice(0, 3).map((modality) => (
        <Chip key={modality}>{modality}</Chip>
      ))}
      {row.documentCount > 0 ? <Chip>DOC</Chip> : null}
    </span>
  );
}

export function DueCell({ row, now }: { readonly row: CaseRow; readonly now: number }) {
  if (row.dueAt === null) return <span className="tone-quiet">{worklistWords().noDue}</span>;
  const due = writeDue(row.dueAt, now);
  const ended = ["delivered", "declined", "revoked", "closed"].includes(row.state.at);
  const level = ended ? "later" : due.level;
  return (
    <span className="two-lines num">
      <b className={level === "late" ? "tone-danger" : level === "soon" ? "tone-warn" : ""}>
        {level === "later" ? null : <Icon name={level === "late" ? "alert" : "clock"} size={14} />}{" "}
        {ended ? writeDay(row.dueAt, now) : due.relative}
      </b>
      <small>{ended ? writeClock(row.dueAt) : due.absolute}</small>
    </span>
  );
}

const GONE = new Set(["declined", "revoked", "expired", "closed"]);

export function DeviceCell({ row }: { readonly row: CaseRow }) {
  const words = worklistWords();
  const { availability } = row;
  const size = writeBytes(availability.bytesAnnounced ?? availability.bytesReceived);
  if (row.state.at === "assigned")
    return <TwoLines tone="quiet" strong={words.nothingYet} small={availability.bytesAnnounced ? words.size(size) : words.sizeUnknown} />;
  if (GONE.has(row.state.at)) return <TwoLines tone="quiet" strong={words.erased} small="" />;
  if (availability.readyOffline)
    return <TwoLines tone="ok" icon="ok" strong={words.readyOffline} small={writeBytes(availability.bytesReceived)} />;
  const share = shareOf(row);
  if (share === 0 && !availability.fetching) return <TwoLines tone="quiet" strong={words.notFetched} small={size} />;
  const failed = availability.problems.length > 0;
  return (
    <span className="worklist-fetch num">
      <span className={failed ? "tone-danger" : ""}>
        {availability.bytesAnnounced === null ? writeItems(row) : words.share(Math.floor(share * 100), size)}
      </span>
      <Bar share={share} tone={failed ? "danger" : "accent"} label={words.progressLabel} />
    </span>
  );
}

function writeItems(row: CaseRow): string {
  const parts = [row.availability.documents, row.availability.images, row.availability.records];
  return worklistWords().items(
    parts.reduce((sum, part) => sum + part.received, 0),
    parts.reduce((sum, part) => sum + (part.announced ?? part.received), 0),
  );
}

/** The fetched share of a case, by bytes where the service announced them, else by items. */
export function shareOf(row: CaseRow): number {
  const { bytesAnnounced, bytesReceived, documents, images, records } = row.availability;
  if (bytesAnnounced !== null) return bytesAnnounced === 0 ? 1 : bytesReceived / bytesAnnounced;
  const parts = [documents, images, records];
  const announced = parts.reduce((sum, part) => sum + (part.announced ?? 0), 0);
  return announced === 0 ? 0 : parts.reduce((sum, part) => sum + part.received, 0) / announced;
}

function TwoLines(props: { readonly tone: Tone | "quiet"; readonly icon?: IconName; readonly strong: string; readonly small: string }) {
  return (
    <span className="two-lines num two-lines-light">
      <b className={`tone-${props.tone}`}>
        {props.icon === undefined ? null : <Icon name={props.icon} size={14} />} {props.strong}
      </b>
      <small>{props.small}</small>
    </span>
  );
}

type Status = { readonly icon: IconName; readonly tone: Tone | "quiet"; readonly strong: string; readonly small: string };

/** The state of a case in the reviewer's words, with what comes next. */
export function statusOf(row: CaseRow, now: number): Status {
  const words = worklistWords().status;
  const { state, availability } = row;
  const answered = words.answered(row.answeredCount, row.questionCount);
  const left = Math.max(0, (availability.bytesAnnounced ?? 0) - availability.bytesReceived);
  switch (state.at) {
    case "assigned":
      return { icon: "inbox", tone: "accent", strong: words.decide, small: words.decideMore };
    case "accepted":
      return { icon: "cloud", tone: "quiet", strong: words.queued, small: words.queuedMore };
    case "downloading":
      if (availability.readyOffline) return { icon: "open", tone: "quiet", strong: words.ready, small: words.readyMore };
      if (!availability.fetching) return { icon: "cloud", tone: "quiet", strong: words.paused, small: words.pausedMore };
      return { icon: "fetch-now", tone: "quiet", strong: words.fetching, small: left === 0 ? "" : words.left(writeBytes(left)) };
    case "ready":
      return { icon: "open", tone: "quiet", strong: words.ready, small: words.readyMore };
    case "in-review":
      return { icon: "shown", tone: "accent", strong: words.review, small: answered };
    case "drafted":
      return row.questionCount > 0 && row.answeredCount === row.questionCount
        ? { icon: "sign", tone: "accent", strong: words.complete, small: answered }
        : { icon: "draft", tone: "accent", strong: words.draft, small: answered };
    case "waiting":
      return { icon: "waits", tone: "warn", strong: words.waiting, small: writeMoment(state.since, now) };
    case "signed":
    case "queued":
      return { icon: "send", tone: "warn", strong: words.notSent, small: words.signed };
    case "conflict":
      return { icon: "warning", tone: "danger", strong: words.needsYou, small: words.notSent };
    case "delivered":
      return { icon: "delivered", tone: "ok", strong: words.delivered, small: writeMoment(state.receivedAt, now) };
    case "revoked":
      return { icon: "withheld", tone: "danger", strong: words.revoked, small: worklistWords().revokeReasons[state.reason] };
    case "expired":
      return { icon: "waits", tone: "warn", strong: words.expired, small: words.expiredMore };
    case "declined":
      return { icon: "close", tone: "quiet", strong: words.declined, small: state.sent ? words.declinedSent : words.declinedWaits };
    case "closed":
      return { icon: "record-done", tone: "quiet", strong: words.closed, small: writeMoment(state.since, now) };
  }
}

export function StatusCell({ row, now }: { readonly row: CaseRow; readonly now: number }) {
  const status = statusOf(row, now);
  return (
    <span className="worklist-status">
      <span className={`tone-${status.tone}`}>
        <Icon name={status.icon} size={14} />
      </span>
      <span className="two-lines two-lines-light">
        <b className={status.tone === "quiet" ? "" : `tone-${status.tone}`}>{status.strong}</b>
        <small>{status.small}</small>
      </span>
    </span>
  );
}
