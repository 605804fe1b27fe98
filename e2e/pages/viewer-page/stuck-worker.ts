import type { WorkerRequest } from "../../../renderer/viewer/decode/decode-message.ts";

// Stands for a codec that a made-up stream has brought to a stand: it never answers the frame on the screen.
self.addEventListener("message", ({ data }: MessageEvent<WorkerRequest>) => {
  while (data.kind === "decode");
});
