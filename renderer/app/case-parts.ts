import { pdfWorkerFile } from "../ui/pdf-file.ts";
import { createWorkerStarter } from "../ui/trusted-worker.ts";
import { createViewer, decodeWorkerUrl, httpFrameSource, sliceWorkerUrl } from "../viewer/viewer.ts";
import { CaseView } from "./case-view.tsx";
import { SignView } from "./sign-view.tsx";
import type { OpenViewer } from "./workspace.ts";

/** What only an open case needs: image engine, PDF reader, its views. Loaded after unlocking, so that the window is there sooner. */
export function createCaseParts() {
  const startWorker = createWorkerStarter([pdfWorkerFile, decodeWorkerUrl, sliceWorkerUrl]);
  const openViewer: OpenViewer = (caseId, onSeen, hand) =>
    createViewer({
      source: httpFrameSource(caseId),
      createWorker: () => startWorker(decodeWorkerUrl),
      createSliceWorker: () => startWorker(sliceWorkerUrl),
      onSeen,
      hand,
    });
  return { CaseView, SignView, startWorker, openViewer };
}

export type CaseParts = ReturnType<typeof createCaseParts>;
