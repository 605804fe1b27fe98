import type { WorkerRequest } from "../../../renderer/viewer/decode/decode-message.ts";

// Stands for a stream whose first frame brings a codec to a stand: it says that it has begun and is never heard of again.
self.addEventListener("message", ({ data }: MessageEvent<WorkerRequest>) => {
  if (data.kind !== "stream") return;
  self.postMessage({ kind: "begun", id: data.id, index: data.frames[0]?.index });
  setTimeout(() => {
    for (;;);
  });
});
