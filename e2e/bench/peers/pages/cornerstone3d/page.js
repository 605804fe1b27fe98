import * as core from "@cornerstonejs/core";
import * as loader from "@cornerstonejs/dicom-image-loader";
import { drawn, installBench, nextDrawn } from "../bench-page.js";

await core.init();
// without a GPU its CPU path is the faster one
core.setUseCPURendering(true);
loader.init({ maxWebWorkers: navigator.hardwareConcurrency });

const element = document.querySelector("#view");
const engine = new core.RenderingEngine("bench");
engine.enableElement({ viewportId: "view", type: core.Enums.ViewportType.STACK, element });
const viewport = engine.getViewport("view");
element.addEventListener(core.Enums.Events.IMAGE_RENDERED, drawn);
let imageIds = [];

installBench({
  async open(urls) {
    imageIds = urls.map((url) => `wadouri:${url}`);
    const first = nextDrawn();
    await viewport.setStack(imageIds, 0);
    viewport.render();
    await first;
    if (core.cache.getImage(imageIds[0]) === undefined) throw new Error("no picture");
  },
  loadRest: () => Promise.all(imageIds.map((id) => core.imageLoader.loadAndCacheImage(id))),
  show: (index) => void viewport.setImageIdIndex(index),
  values: () => imageIds.map((id) => core.cache.getImage(id).getPixelData()),
});
