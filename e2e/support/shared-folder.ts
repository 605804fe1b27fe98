import fs from "node:fs";
import path from "node:path";

const besideTheCheckout = path.resolve(import.meta.dirname, "../../../shared");

/** A path below the shared material (`OVERREAD_SHARED`, else the folder beside the checkout), or null when it is not there. */
export function sharedPath(...parts: readonly string[]): string | null {
  const found = path.join(process.env["OVERREAD_SHARED"] ?? besideTheCheckout, ...parts);
  return fs.existsSync(found) ? found : null;
}
