import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const PLUGIN = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so";
const PROGRAM = "/usr/sbin/Orthanc";
const READY_WITHIN_MS = 20_000;

/** Whether Debian's packages orthanc and orthanc-dicomweb are here; tests that need them are skipped by name otherwise. */
export const hasOrthanc = (): boolean => fs.existsSync(PROGRAM) && fs.existsSync(PLUGIN);

export type Orthanc = {
  /** DICOMweb root. */
  readonly dicomweb: string;
  close(): Promise<void>;
};

/** Starts an empty Orthanc with DICOMweb on a free loopback port, without a password; its folder is gone after `close`. */
export async function startOrthanc(): Promise<Orthanc> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-orthanc-"));
  const port = await freePort();
  fs.writeFileSync(path.join(folder, "orthanc.json"), JSON.stringify(configuration(folder, port)));
  const child = spawn(PROGRAM, [path.join(folder, "orthanc.json")], { stdio: "ignore" });
  const close = async (): Promise<void> => {
    const ended = child.exitCode === null ? once(child, "exit") : null;
    child.kill();
    await ended;
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(port, () => child.exitCode === null);
  } catch (error) {
    await close();
    throw error;
  }
  return { dicomweb: `http://127.0.0.1:${port}/dicom-web`, close };
}

const configuration = (folder: string, port: number): object => ({
  Name: "overread-test",
  StorageDirectory: path.join(folder, "db"),
  IndexDirectory: path.join(folder, "db"),
  Plugins: [PLUGIN],
  HttpPort: port,
  HttpBindAddresses: ["127.0.0.1"],
  RemoteAccessAllowed: false,
  AuthenticationEnabled: false,
  DicomServerEnabled: false,
  DicomWeb: { Enable: true, Root: "/dicom-web/", EnableWado: false, StudiesMetadata: "Full", SeriesMetadata: "Full" },
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Orthanc says nothing when it is ready: it is asked until it answers. */
async function untilReady(port: number, lives: () => boolean): Promise<void> {
  const end = Date.now() + READY_WITHIN_MS;
  while (lives() && Date.now() < end) {
    const answer = await fetch(`http://127.0.0.1:${port}/dicom-web/studies`).catch(() => null);
    if (answer?.ok === true) return;
    await delay(100);
  }
  throw new Error("Orthanc did not start");
}
