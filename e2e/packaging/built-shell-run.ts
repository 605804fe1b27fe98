import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import { type Api, PASSPHRASE, until, value, walkSignIn } from "../torture/core-driver.ts";
import { loadMain } from "./on-double.ts";
import { serveOneCase, takeCase } from "./one-case.ts";

/**
 * Started by the test in plain Node: `node built-shell-run.ts OUT`. The built main process on the double of Electron, the built core
 * in a thread, and this file as the page: port, bytes, a core that dies, the end. One line of JSON says what came out.
 */
const [out = ""] = process.argv.slice(2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-shell-run-"));
process.env["OVERREAD_DATA"] = path.join(folder, "data");
process.env["OVERREAD_CONFIG"] = path.join(folder, "config");
const service = await serveOneCase(folder);

const { app, double } = await loadMain(path.join(out, "main/main.js"), (electron) => {
  electron.double.runCore = true;
});
const window = await until("the window", async () => double.windows[0]);
const handler = double.sessions.get("overread")?.handlers.get("app");
if (handler === undefined) throw new Error("the page's scheme is not answered");
const get = (where: string): Promise<Response> => handler(new Request(`app://overread${where}`));

/** The page says that it listens, and takes the newest port that it was given. */
function connect(): Api {
  const { webContents } = window;
  webContents.ipc.emit("overread-ready", { senderFrame: webContents.mainFrame });
  const port = webContents.posted.at(-1)?.ports[0];
  if (port === undefined) throw new Error("the page has no port");
  const api: Api = createORPCClient(new RPCLink({ port: port as never }));
  port.start();
  return api;
}

const first = connect();
const shell = value(await first.session.state({})).shell;
const signedIn = first.session.signIn({ base: service.base });
await walkSignIn(await until("the sign-in page", async () => double.opened[0]));
const { signInId } = value(await signedIn);
const { accountId } = value(await first.session.createVault({ signInId, passphrase: PASSPHRASE }));
const { caseId, seriesId, revision, thumbnailPath } = await takeCase(first);
const frames = await get(`/frames/${caseId}/${seriesId}?revision=${revision}&order=2,0,1`);
const frameBytes = (await frames.arrayBuffer()).byteLength;
const thumbnail = new Uint8Array(await (await get(thumbnailPath)).arrayBuffer());

double.children[0]?.kill();
await until("a new port", async () => window.webContents.posted.length === 2);
const second = connect();
const locked = (await get(thumbnailPath)).status;
value(await second.session.unlock({ accountId, passphrase: PASSPHRASE }));
const again = (await get(thumbnailPath)).status;

app.emit("window-all-closed");
await until("the end", async () => double.calls.filter((call) => call === "quit").length === 2);
const secretFiles = fs.readdirSync(path.join(folder, "config/key-store"));
await service.close();
const result = {
  shell,
  frames: [frames.status, frames.headers.get("Content-Type"), frameBytes],
  thumbnail: Buffer.from(thumbnail.subarray(1, 4)).toString("latin1"),
  locked,
  again,
  secretFiles: secretFiles.length,
  coreStarts: double.children.length,
};
fs.rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify(result)}\n`);
