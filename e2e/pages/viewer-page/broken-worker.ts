import type { WorkerRequest } from "../../../renderer/viewer/decode/decode-message.ts";

// Stands for a decoder that ends with an error at the frame on the screen.
self.addEventListener("message", ({ data }: MessageEvent<WorkerRequest>) => {
  if (data.kind === "decode") throw new Error("out of memory");
});
