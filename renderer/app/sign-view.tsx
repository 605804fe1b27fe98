import { useStore } from "zustand";
import { SignDialog } from "../screens/sign/sign-dialog.tsx";
import { writeDate } from "../ui/format.ts";
import { nameInText } from "../ui/person-name.tsx";
import type { StartWorker } from "../ui/trusted-worker.ts";
import type { AppModel } from "./app-model.ts";
import { focusOpenPoint } from "./focus.ts";
import type { Workspace } from "./workspace.ts";

/** The sign dialog of the case on the screen, over whichever view is open. */
export function SignView({
  app,
  open,
  startWorker,
}: {
  readonly app: AppModel;
  readonly open: Workspace;
  readonly startWorker: StartWorker;
}) {
  const facts = useStore(open.facts.store);
  const network = useStore(app.session.store, (state) => (state.phase === "shown" ? state.network : null));
  const detail = facts.phase === "shown" ? facts.detail : null;
  const who =
    detail === null ? "" : [nameInText(detail.patient.name), writeDate(detail.patient.birthDate), detail.row.caseNumber].join(" · ");
  return (
    <SignDialog
      model={open.sign}
      who={who}
      offline={network !== null && network.at !== "online"}
      startWorker={startWorker}
      exportReport={async (reportId) => {
        const result = await app.calls.report.export({ reportId: reportId as never }, open.signal);
        return result.ok
          ? { ok: true, file: result.value.file }
          : { ok: false, text: `${result.failure.happened} ${result.failure.safe} ${result.failure.todo}` };
      }}
      onMend={(point) => {
        const elsewhere = point.field === "images" || point.field === "records";
        app.viewCase(elsewhere ? (point.field as "images" | "records") : "opinion");
        if (!elsewhere) focusOpenPoint(point.field, point.key);
      }}
      onOutbox={() => app.go({ at: "outbox" })}
      onWorklist={() => app.go({ at: "worklist" })}
    />
  );
}
