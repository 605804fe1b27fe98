import { once } from "node:events";
import { parseArgs } from "node:util";
import { demoCaseCache, makeDemoCases } from "../fixtures/demo-cases/make-demo-cases.ts";
import { faultTable } from "./faults.ts";
import { type ServiceOptions, startService } from "./service.ts";

const usage = `npm run service -- [--port N] [--mode put|post] [--cases DIR]… [--dicomweb URL] [--log FILE] [--state DIR]
                   [--token-seconds N] [--fault NAME[:ARGUMENT]]
faults: ${Object.keys(faultTable).join(", ")}`;

/** Starts the service, prints one line of JSON with its addresses, and runs until it is told to end. */
export async function runServiceCommand(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === null) {
    console.error(usage);
    return 2;
  }
  // without a folder of one's own: the demo cases, made at the first start
  const casesDirs = options.casesDirs?.length ? options.casesDirs : await makeDemoCases(demoCaseCache);
  const service = await startService({ ...options, casesDirs });
  console.log(JSON.stringify({ base: service.base, dicomweb: service.dicomweb, port: service.port, mode: options.mode }));
  await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT"), once(process, "disconnect")]);
  await service.close();
  return 0;
}

function readOptions(args: readonly string[]): ServiceOptions | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        mode: { type: "string", default: "put" },
        cases: { type: "string", multiple: true, default: [] },
        dicomweb: { type: "string" },
        log: { type: "string" },
        state: { type: "string" },
        fault: { type: "string" },
        "token-seconds": { type: "string" },
      },
    });
    if (values.mode !== "put" && values.mode !== "post") return null;
    return {
      port: Number(values.port ?? 0),
      mode: values.mode,
      casesDirs: values.cases,
      ...(values.dicomweb === undefined ? {} : { dicomwebUrl: values.dicomweb }),
      ...(values.log === undefined ? {} : { logFile: values.log }),
      ...(values.state === undefined ? {} : { stateDir: values.state }),
      ...(values.fault === undefined ? {} : { fault: values.fault }),
      ...(values["token-seconds"] === undefined ? {} : { accessTokenSeconds: Number(values["token-seconds"]) }),
    };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return null;
  }
}
