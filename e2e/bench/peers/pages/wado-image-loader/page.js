import { drawn, installBench, nextDrawn } from "../bench-page.js";

const { cornerstone, cornerstoneWADOImageLoader: loader, dicomParser } = window;
loader.external.cornerstone = cornerstone;
loader.external.dicomParser = dicomParser;
loader.webWorkerManager.initialize({
  maxWebWorkers: navigator.hardwareConcurrency,
  startWebWorkersOnDemand: true,
  taskConfiguration: { decodeTask: { initializeCodecsOnStartup: false } },
});

const element = document.querySelector("#view");
cornerstone.enable(element);
element.addEventListener("cornerstoneimagerendered", drawn);
let imageIds = [];
let wanted = 0;

async function show(index) {
  wanted = index;
  const image = await cornerstone.loadAndCacheImage(imageIds[index]);
  if (wanted === index) cornerstone.displayImage(element, image);
}

installBench({
  async open(urls) {
    imageIds = urls.map((url) => `wadouri:${url}`);
    const first = nextDrawn();
    await show(0);
    await first;
  },
  loadRest: () => Promise.all(imageIds.map((id) => cornerstone.loadAndCacheImage(id))),
  show: (index) => void show(index),
  values: async () => (await Promise.all(imageIds.map((id) => cornerstone.loadAndCacheImage(id)))).map((image) => image.getPixelData()),
});
