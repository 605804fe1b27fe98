import zlib from "node:zlib";

/** Raw deflate with a cap: the deflated transfer syntax (PS3.5 A.5) may not unpack to more than `maxBytes`. */
export function inflate(deflated: Uint8Array, maxBytes: number): Uint8Array | "too-large" | "damaged" {
  try {
    return new Uint8Array(zlib.inflateRawSync(deflated, { maxOutputLength: maxBytes }));
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "damaged";
  }
}
