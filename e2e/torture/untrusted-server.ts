import fs from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { ensureSigningKey } from "../../electron/core/report/certificate.ts";
import { openDatabase } from "../../electron/core/store/database.ts";
import { readSigningKey } from "../../electron/core/store/report-store.ts";

/** A server on loopback whose certificate nobody vouches for; `asked` are the paths that reached it all the same. */
export async function startUntrustedServer(): Promise<{ readonly origin: string; readonly asked: readonly string[]; close(): void }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-untrusted-"));
  const db = openDatabase(path.join(folder, "key.db"), Buffer.alloc(32, 1));
  await ensureSigningKey(db, { resourceType: "Practitioner", name: [{ family: "Nobody" }] }, Date.now() as never);
  const pair = readSigningKey(db);
  db.close();
  fs.rmSync(folder, { recursive: true });
  if (pair === null) throw new Error("no key");
  const pem = (label: string, der: Uint8Array): string =>
    `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----\n`;
  const asked: string[] = [];
  const server = https.createServer(
    { key: pem("PRIVATE KEY", pair.privatePkcs8), cert: pem("CERTIFICATE", pair.certificateDer) },
    (request, response) => {
      asked.push(request.url ?? "");
      response.end("{}");
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close: () => server.close() };
}
