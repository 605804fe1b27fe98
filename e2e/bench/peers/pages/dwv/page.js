import { App, AppOptions, ViewConfig } from "dwv";
import { drawn, installBench, nextDrawn } from "../bench-page.js";

const view = document.querySelector("#view");
let app = null;
let dataId = "";
let whole = null;

installBench({
  async open(urls) {
    app?.reset();
    view.replaceChildren(Object.assign(document.createElement("div"), { id: "layer-group" }));
    view.firstChild.style.height = "860px";
    app = new App();
    app.init(new AppOptions({ "*": [new ViewConfig("layer-group")] }));
    app.addEventListener("renderend", drawn);
    const first = nextDrawn();
    let broken = () => undefined;
    const error = new Promise((_resolve, reject) => {
      broken = ({ error: why }) => reject(new Error(`dwv: ${why?.message ?? why}`));
    });
    app.addEventListener("error", broken);
    whole = Promise.race([new Promise((resolve) => app.addEventListener("load", resolve)), error]);
    whole.catch(() => undefined);
    dataId = app.loadURLs(urls);
    await Promise.race([first, error]);
  },
  loadRest: () => whole,
  show() {
    // it can show only what has come: the next of these
    const slices = app.getData(dataId).image.getGeometry().getSize().get(2);
    if (slices < 2) {
      requestAnimationFrame(() => this.show());
      return;
    }
    const controller = app.getActiveLayerGroup().getActiveViewLayer().getViewController();
    const current = controller.getCurrentIndex();
    const [column, row, slice] = current.getValues();
    controller.setCurrentIndex(new current.constructor([column, row, (slice + 1) % slices]));
  },
  values() {
    const buffer = app.getData(dataId).image.getBuffer();
    const size = 512 * 512;
    return Array.from({ length: buffer.length / size }, (_, slice) => buffer.subarray(slice * size, (slice + 1) * size));
  },
});
