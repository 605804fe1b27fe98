import { registerHooks } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const doubleFile = pathToFileURL(path.join(import.meta.dirname, "../support/electron-double.ts")).href;

type Double = typeof import("../support/electron-double.ts");

/** Loads a built main process in plain Node: what it imports as `electron` is the double. */
export async function loadMain(mainFile: string, prepare: (electron: Double) => void): Promise<Double> {
  registerHooks({
    resolve: (specifier, context, next) => (specifier === "electron" ? { url: doubleFile, shortCircuit: true } : next(specifier, context)),
  });
  const electron = (await import(doubleFile)) as Double;
  prepare(electron);
  await import(pathToFileURL(mainFile).href);
  electron.double.ready.resolve();
  return electron;
}
