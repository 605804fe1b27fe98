import { drawn, installBench, nextDrawn } from "/bench/bench-page.js";

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const thumbnails = () => [...document.querySelectorAll('[data-cy^="study-browser-thumbnail"]')];
const viewports = () => window.cornerstone?.getRenderingEngines().flatMap((engine) => engine.getViewports()) ?? [];
const shows = (uid) => viewports().find((viewport) => viewport.getCurrentImageId?.()?.includes(uid));

let uid = "";
// its viewports tell each picture with an event that does not rise: it is caught on its way down
document.addEventListener(
  "CORNERSTONE_IMAGE_RENDERED",
  () => {
    if (uid !== "" && shows(uid) !== undefined) drawn();
  },
  true,
);

/** Name and UID of the series below `dicomweb`, as the bench wrote them. */
const series = await (await fetch("/dicomweb/series-names.json")).json();
while (thumbnails().length === 0 || viewports().length === 0) await nextFrame();

const imageIds = () => shows(uid).getImageIds();

installBench({
  async open(urls) {
    const name = decodeURIComponent(urls[0].split("/").at(-2));
    uid = series[name];
    const thumbnail = thumbnails().find((one) => one.textContent.includes(name));
    if (thumbnail === undefined) throw new Error(`no thumbnail of ${name}`);
    if (shows(uid) !== undefined) return;
    const first = nextDrawn();
    thumbnail.dispatchEvent(new MouseEvent("dblclick", { bubbles: true, cancelable: true }));
    await first;
  },
  async loadRest() {
    const isHere = (id) => window.cornerstone.cache.getImage(id) !== undefined;
    // from the end: its own loader goes on from the slice that is shown
    let left = imageIds();
    while (left.length > 0) {
      await nextFrame();
      left = left.filter((id) => !isHere(id));
    }
  },
  show: (index) => void shows(uid).setImageIdIndex(index),
  values: () => imageIds().map((id) => window.cornerstone.cache.getImage(id).getPixelData()),
});
