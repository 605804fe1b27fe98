import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { app, dialog, protocol } from "electron";
import { configFolder, dataFolder } from "#shared/contract/places.ts";
import { appScheme } from "./app-protocol.ts";
import { openShell } from "./shell.ts";
import { isTest, refusalToStart, type StartFacts, sandboxRemark, withoutSandbox } from "./start-checks.ts";
import { openDebuggingPort } from "./test-switch.ts";

/** Entry of Electron's main process. No `await` at the top level: `ready` waits for this module to end, so it would never come. */
const facts: StartFacts = {
  packaged: app.isPackaged,
  platform: process.platform,
  args: process.argv.slice(1),
  env: process.env,
  uid: process.getuid?.() ?? null,
  hasSwitch: (name) => app.commandLine.hasSwitch(name),
};

function refuse(why: string): void {
  dialog.showErrorBox("Overread does not start", why);
  app.exit(1);
}

function begin(): void {
  const here = import.meta.dirname;
  const machine = { platform: process.platform, env: process.env, home: os.homedir() };
  const configDir = path.resolve(configFolder(machine));
  const remark = sandboxRemark(facts);
  if (remark !== null) process.stderr.write(`${remark}\n`);
  // enableSandbox would take the switch away again, without which Chromium does not run as root
  if (!withoutSandbox(facts)) app.enableSandbox();
  if (isTest(facts)) openDebuggingPort();
  // Chromium's own files never lie among the vaults (under Windows and macOS the default folder would be DATA itself)
  const own = path.join(configDir, "electron");
  fs.mkdirSync(own, { recursive: true, mode: 0o700 });
  app.setPath("userData", own);
  protocol.registerSchemesAsPrivileged([appScheme]);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app
    .whenReady()
    .then(() =>
      openShell({
        pageFolder: path.join(here, "../renderer"),
        preload: path.join(here, "../preload/preload.cjs"),
        coreFile: path.join(here, "../core/host.js"),
        icon: path.join(here, "icon.png"),
        dataDir: path.resolve(dataFolder(machine)),
        configDir,
        demoServiceBase: facts.packaged ? null : (process.env["OVERREAD_DEMO_SERVICE"] ?? null),
        remarks: remark === null ? [] : [remark],
        test: isTest(facts),
      }),
    )
    .catch((error: unknown) => refuse(`Overread could not start: ${error instanceof Error ? error.message : "unknown reason"}`));
}

const refusal = refusalToStart(facts);
if (refusal === null) begin();
else refuse(refusal);
