import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { Availability } from "#shared/case/case.ts";
import { Button } from "../../ui/button.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { FailureNote, Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/progress.tsx";
import { ViewTabs } from "../../ui/segmented.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import type { CaseModel } from "./case-slice.ts";
import { missingOf } from "./material-dialog.tsx";
import { PatientBanner } from "./patient-banner.tsx";
import { caseWords } from "./words.ts";
import "./case.css";

export type CaseView = "images" | "records" | "opinion";

export type CaseScreenProps = {
  readonly model: CaseModel;
  readonly view: CaseView;
  readonly counts: { readonly images: number; readonly records: number; readonly answered: string };
  readonly firstOpinion: boolean;
  /** M20: at least one series names another patient. */
  readonly identityConflict: string | null;
  /** The case was taken back, or its time has ended: why (null when it is not known), and what of the writing is kept. */
  readonly gone: { readonly why: string | null; readonly kept: ReactNode } | null;
  readonly onView: (view: CaseView) => void;
  readonly onBack: () => void;
  /** Shows what of the case is here and what is not. */
  readonly onMaterial: () => void;
  /** The tools of the view, at the right of the tabs. */
  readonly tools: ReactNode;
  readonly children: ReactNode;
};

const viewLabel = (icon: IconName, text: string, count: ReactNode) => (
  <>
    <Icon name={icon} size={14} /> {text} <span className="segmented-count">{count}</span>
  </>
);

/** What a person must know about the case before going on; stays until it was read. */
function CaseNotices(props: CaseScreenProps) {
  const words = caseWords();
  const signal = useAbort();
  const detail = useStore(props.model.store, (state) => (state.phase === "shown" ? state.detail : null));
  if (detail === null) return null;
  const { notices } = detail.row;
  return (
    <div className="case-notices">
      {props.identityConflict === null ? null : (
        <Notice
          wide
          tone="danger"
          title={words.conflictTitle}
          actions={
            <Button size="small" onClick={() => props.onView("images")}>
              {words.resolve}
            </Button>
          }
        >
          {props.identityConflict}
        </Notice>
      )}
      <Incomplete availability={detail.row.availability} onMaterial={props.onMaterial} />
      {detail.consent.valid ? null : (
        <Notice tone="danger" title={words.consentEnded}>
          {detail.consent.text}
        </Notice>
      )}
      {notices.map((notice) => (
        <Notice
          key={notice.code}
          wide
          tone={notice.kind === "info" ? "accent" : notice.kind === "warning" ? "warn" : "danger"}
          actions={
            <Button size="small" onClick={() => void props.model.acknowledge(signal())}>
              {words.read}
            </Button>
          }
        >
          {notice.text}
        </Notice>
      ))}
    </div>
  );
}

/** S13: an opinion on half of the material must not look like one on all of it. Nothing is said while it is still coming. */
function Incomplete({ availability, onMaterial }: { readonly availability: Availability; readonly onMaterial: () => void }) {
  const words = caseWords();
  const [images, documents] = [missingOf(availability.images) ?? 0, missingOf(availability.documents) ?? 0];
  if (availability.fetching || images + documents === 0) return null;
  return (
    <Notice
      wide
      tone="warn"
      actions={
        <Button size="small" onClick={onMaterial}>
          {words.seeWhich}
        </Button>
      }
    >
      {words.incomplete(images, documents)}
    </Notice>
  );
}

function CaseToolbar(props: CaseScreenProps) {
  const words = caseWords();
  return (
    <section className="case-toolbar" aria-label={words.toolbar}>
      <ViewTabs
        label={words.views}
        value={props.view}
        segments={[
          { value: "images", label: viewLabel("image", words.images, props.counts.images) },
          { value: "records", label: viewLabel("record", words.records, props.counts.records) },
          { value: "opinion", label: viewLabel("draft", words.opinion, props.counts.answered) },
        ]}
        onChange={props.onView}
      />
      {props.tools}
    </section>
  );
}

/** Banner, toolbar and the view that is open (guide §3). */
export function CaseScreen(props: CaseScreenProps) {
  const state = useStore(props.model.store);
  const words = caseWords();
  if (state.phase === "loading") {
    return (
      <main className="case-waiting">
        <Skeleton label={words.loading} rows={8} rowHeight={54} />
      </main>
    );
  }
  if (state.phase === "failed" && props.gone !== null) {
    return (
      <main className="case-failed">
        <Notice
          tone="danger"
          title={props.gone.why ?? words.goneTitle}
          actions={
            <Button size="small" onClick={props.onBack}>
              {words.back}
            </Button>
          }
        >
          {words.goneText}
        </Notice>
        {props.gone.kept}
      </main>
    );
  }
  if (state.phase === "failed") {
    return (
      <main className="case-failed">
        <FailureNote
          failure={state.failure}
          actions={
            <Button size="small" onClick={props.onBack}>
              {words.back}
            </Button>
          }
        />
      </main>
    );
  }
  return (
    <div className="case">
      <PatientBanner detail={state.detail} firstOpinion={props.firstOpinion} />
      <CaseToolbar {...props} />
      <CaseNotices {...props} />
      <div className="case-view">{props.children}</div>
    </div>
  );
}
