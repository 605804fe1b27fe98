import { once } from "node:events";
import fs from "node:fs";
import { parseArgs } from "node:util";
import { demoCaseCache, makeDemoCases } from "../fixtures/demo-cases/make-demo-cases.ts";
import { findCases } from "./case-loader.ts";
import { createFaults, faultTable } from "./faults.ts";
import { fillArchive } from "./fill-archive.ts";
import { type Service, type ServiceOptions, startService } from "./service.ts";

const usage = `npm run service -- [--port N] [--mode put|post] [--cases DIR]… [--dicomweb URL [--fill]] [--stow yes|no] [--log FILE] [--state DIR]
                   [--token-seconds N] [--fault NAME[:ARGUMENT]]
faults: ${Object.keys(faultTable).join(", ")}`;

type Options = ServiceOptions & { readonly casesDirs: readonly string[]; readonly fill: boolean };

/** Starts the service, prints one line of JSON with its addresses, and runs until it is told to end. 2: wrong arguments; 1: it cannot start. */
export async function runServiceCommand(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${wordsOf(error)}\n${usage}`);
    return 2;
  }
  let service: Service;
  try {
    service = await open(options);
  } catch (error) {
    console.error(wordsOf(error, options.port));
    return 1;
  }
  console.log(JSON.stringify({ base: service.base, dicomweb: service.dicomweb, port: service.port, mode: options.mode }));
  await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT"), once(process, "disconnect")]);
  await service.close();
  return 0;
}

async function open(options: Options): Promise<Service> {
  for (const folder of options.casesDirs) {
    if (!fs.existsSync(folder) || findCases(folder).length === 0)
      throw new Error(`There is no case in ${folder}. Name a folder with case-bundle.json in it, or make one: npm run seed.`);
  }
  // without a folder of one's own: the demo cases, made at the first start
  const casesDirs = options.casesDirs.length > 0 ? options.casesDirs : await makeDemoCases(demoCaseCache);
  if (options.fill && options.dicomwebUrl !== undefined) await fillArchive(options.dicomwebUrl, casesDirs);
  return startService({ ...options, casesDirs });
}

const wordsOf = (error: unknown, port = 0): string => {
  if ((error as NodeJS.ErrnoException).code === "EADDRINUSE")
    return `Port ${port} is taken. Name another one, or leave --port out: then a free one is taken.`;
  return error instanceof Error ? error.message : String(error);
};

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "0" },
      mode: { type: "string", default: "put" },
      cases: { type: "string", multiple: true, default: [] },
      dicomweb: { type: "string" },
      fill: { type: "boolean", default: false },
      log: { type: "string" },
      stow: { type: "string" },
      state: { type: "string" },
      fault: { type: "string" },
      "token-seconds": { type: "string", default: "300" },
    },
  });
  const { port, mode, cases, dicomweb, fill, stow, log, state, fault, "token-seconds": seconds } = values;
  if (mode !== "put" && mode !== "post") throw new Error(`--mode is put or post, not ${mode}`);
  if (stow !== undefined && stow !== "yes" && stow !== "no") throw new Error(`--stow is yes or no, not ${stow}`);
  if (!/^\d+$/.test(port) || Number(port) > 65_535) throw new Error(`--port is a number up to 65535, not ${port}`);
  if (!/^[1-9]\d*$/.test(seconds)) throw new Error(`--token-seconds is a number of seconds, not ${seconds}`);
  if (dicomweb !== undefined && !URL.canParse(dicomweb)) throw new Error(`--dicomweb is an address, not ${dicomweb}`);
  if (fill && dicomweb === undefined) throw new Error("--fill needs the address of an archive: --dicomweb URL");
  createFaults(() => undefined).set(fault ?? null);
  return {
    port: Number(port),
    mode,
    casesDirs: cases,
    fill,
    accessTokenSeconds: Number(seconds),
    ...(dicomweb === undefined ? {} : { dicomwebUrl: dicomweb }),
    ...(stow === undefined ? {} : { stow: stow === "yes" }),
    ...(log === undefined ? {} : { logFile: log }),
    ...(state === undefined ? {} : { stateDir: state }),
    ...(fault === undefined ? {} : { fault }),
  };
}
