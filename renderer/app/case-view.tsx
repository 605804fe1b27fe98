import { type Ref, useEffect } from "react";
import { useStore } from "zustand";
import type { CaseState } from "#shared/case/case-state.ts";
import type { RecordItem } from "#shared/contract/records.ts";
import { isAnswered, type KeyImage } from "#shared/opinion/opinion.ts";
import { CaseScreen } from "../screens/case/case-screen.tsx";
import { MaterialDialog } from "../screens/case/material-dialog.tsx";
import { ImageTools } from "../screens/images/image-tools.tsx";
import { ImagesScreen } from "../screens/images/images-screen.tsx";
import { MarksList } from "../screens/images/marks-list.tsx";
import { KeptText } from "../screens/opinion/kept-text.tsx";
import { OpinionPanel } from "../screens/opinion/opinion-panel.tsx";
import { OpinionScreen, OpinionTools } from "../screens/opinion/opinion-screen.tsx";
import { RecordsScreen, RecordsTools } from "../screens/records/records-screen.tsx";
import { writeDate, writeMomentInline } from "../ui/format.ts";
import type { StartWorker } from "../ui/trusted-worker.ts";
import type { AppModel } from "./app-model.ts";
import { writeAtCaret } from "./into-opinion.ts";
import type { Route } from "./routes.ts";
import { appWords } from "./words.ts";
import type { Workspace } from "./workspace.ts";

type Props = {
  readonly app: AppModel;
  readonly route: Extract<Route, { at: "case" }>;
  readonly startWorker: StartWorker;
  readonly searchField: Ref<HTMLInputElement>;
};

function useCounts(open: Workspace) {
  const images = useStore(open.images.store, (state) => state.list);
  const records = useStore(open.records.store, (state) => state.list);
  const facts = useStore(open.facts.store);
  const answers = useStore(open.opinion.store, (state) => (state.phase === "shown" ? state.opinion.answers : null));
  const questions = facts.phase === "shown" ? facts.detail.questions : [];
  const studies = images.phase === "shown" ? images.studies : [];
  const objects = useStore(open.records.store, (state) => state.objects);
  const items = records.phase === "shown" ? records.items : [];
  const answered = questions.filter((question) => isAnswered(answers?.[question.key])).length;
  return {
    counts: {
      images: studies.reduce((sum, study) => sum + study.series.length, 0),
      records: items.length + objects.length,
      answered: `${answered}/${questions.length}`,
    },
    questions,
    firstOpinion: items.some((item) => item.firstOpinion) || studies.some((study) => study.firstOpinion),
    identityConflict: studies.flatMap((study) => study.series).find((series) => series.identityConflict !== null)?.identityConflict ?? null,
  };
}

function useKeyImages(open: Workspace): readonly KeyImage[] {
  return useStore(open.opinion.store, (state) => (state.phase === "shown" ? state.opinion.keyImages : none));
}
const none: readonly KeyImage[] = [];
const noItems: readonly RecordItem[] = [];

/** Where the signed report of the case is, in the words of the outbox. */
function reportNote(state: CaseState) {
  const words = appWords().report;
  switch (state.at) {
    case "signed":
    case "queued":
      return { text: words.onItsWay, tone: "warn" } as const;
    case "conflict":
      return { text: words.needsYou, tone: "danger" } as const;
    case "delivered":
      return { text: words.delivered(writeMomentInline(state.receivedAt, Date.now())), tone: "ok" } as const;
    default:
      return null;
  }
}

/** One case: its facts around the view that is open. Slots (the opinion beside the images) are put together here. */
export function CaseView({ app, route, startWorker, searchField }: Props) {
  const open = app.workspace(route.caseId);
  const { counts, questions, firstOpinion, identityConflict } = useCounts(open);
  const facts = useStore(open.facts.store);
  const overlayText = useStore(app.settings.store, (state) => state.settings.showOverlayText);
  const pictures = useStore(open.images.store, (state) => state.pictures);
  const images = useStore(open.images.store, (state) => state.list);
  const keyImages = useKeyImages(open);
  useEffect(() => () => void open.opinion.flush(), [open]); // leaving the case: what was typed goes to core at once
  const review = () => void open.sign.review(open.signal);
  const showImage = (image: KeyImage) => {
    app.viewCase("images");
    void open.images.showSeries(image.seriesId, open.images.store.getState().active, open.signal, image.frameIndex);
  };
  const showFrame = (place: Parameters<typeof open.images.showFrame>[0]) => {
    app.viewCase("images");
    void open.images.showFrame(place);
  };
  const thumbnail = (image: KeyImage): string | null =>
    images.phase === "shown"
      ? (images.studies.flatMap((study) => study.series).find((series) => series.seriesId === image.seriesId)?.thumbnailPath ?? null)
      : null;
  const picture = (image: KeyImage) => pictures[image.id] ?? thumbnail(image);
  const report = facts.phase === "shown" ? reportNote(facts.detail.row.state) : null;
  const writing = { model: open.opinion, questions, signed: report !== null, picture, onShowImage: showImage };
  const row = useStore(app.worklist.store, (state) =>
    state.list.phase === "shown" ? state.list.rows.find((entry) => entry.caseId === route.caseId) : undefined,
  );
  const gone = row?.state.at === "revoked" || row?.state.at === "expired" ? { why: row.notices[0]?.text ?? null } : null;
  const patient = facts.phase === "shown" ? facts.detail.patient : null;
  const identity = {
    name: patient?.name ?? "",
    line:
      patient === null
        ? ""
        : [patient.identifier ?? "", writeDate(patient.birthDate), patient.sex.slice(0, 1).toUpperCase()]
            .filter((part) => part !== "")
            .join(" · "),
  };
  const tools = {
    images: (
      <ImageTools
        model={open.images}
        overlayText={overlayText}
        onOverlayText={() => void app.settings.set({ showOverlayText: !overlayText }, app.signal)}
        onKeyImage={() => app.markKeyImage()}
      />
    ),
    records: <RecordsTools model={open.records} searchField={searchField} />,
    opinion: <OpinionTools model={open.opinion} report={report} onReview={review} />,
  };
  const views = {
    images: (
      <ImagesScreen
        model={open.images}
        identity={identity}
        keyImages={keyImages}
        overlayText={overlayText}
        onMaterial={() => app.show("material")}
        panel={
          <OpinionPanel
            {...writing}
            marks={<MarksList model={open.images} onIntoOpinion={(mark) => app.writeMark(mark, writeAtCaret)} />}
            onReview={review}
            onWide={() => app.viewCase("opinion")}
          />
        }
      />
    ),
    records: <RecordsScreen model={open.records} startWorker={startWorker} onShowImage={showFrame} />,
    opinion: (
      <OpinionScreen
        {...writing}
        newId={() => crypto.randomUUID()}
        onLeave={(field) => app.viewCase(field === "records" ? "records" : "images")}
      />
    ),
  };
  const { over } = useStore(app.overlay);
  const files = useStore(open.records.store, (state) => (state.list.phase === "shown" ? state.list.items : noItems));
  const material =
    facts.phase === "shown" ? (
      <MaterialDialog
        open={over === "material"}
        availability={facts.detail.row.availability}
        studies={images.phase === "shown" ? images.studies : []}
        records={files}
        onFetch={() => void app.worklist.fetchNow(route.caseId, app.signal)}
        onClose={() => app.show("none")}
      />
    ) : null;
  return (
    <CaseScreen
      model={open.facts}
      view={route.view}
      counts={counts}
      firstOpinion={firstOpinion}
      identityConflict={identityConflict}
      gone={gone === null ? null : { ...gone, kept: <KeptText model={open.opinion} /> }}
      onView={app.viewCase}
      onMaterial={() => app.show("material")}
      onBack={() => app.go({ at: "worklist" })}
      tools={tools[route.view]}
    >
      {views[route.view]}
      {material}
    </CaseScreen>
  );
}
