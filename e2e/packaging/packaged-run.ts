import path from "node:path";
import { loadMain } from "./on-double.ts";

/**
 * Started by the test in plain Node: `node packaged-run.ts APP UID [SWITCH…]`. The main process of a package, as if it were packaged and
 * started with these switches by that user; one line of JSON says whether it opened a window.
 */
const [app = "", uid = "1000"] = process.argv.slice(2);
process.getuid = () => Number(uid);

const { double } = await loadMain(path.join(app, "out/main/main.js"), (electron) => {
  electron.app.isPackaged = true;
});
// what `ready` sets going is done when the window is there; a program that refused does nothing more
for (let turn = 0; turn < 100 && double.windows.length === 0; turn++) await new Promise((resolve) => setImmediate(resolve));
const { message } = double.children[0]?.messages[0] ?? {};
const result = {
  exits: double.exits,
  windows: double.windows.length,
  words: double.errorBoxes,
  switches: [...double.switches.keys()],
  demoServiceBase: (message as { readonly demoServiceBase?: string | null } | undefined)?.demoServiceBase,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit();
