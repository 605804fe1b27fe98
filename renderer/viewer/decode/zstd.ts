/** Unpacks Zstandard frames into memory of its own. */
export type Zstd = {
  /** The content, exactly `length` bytes: a view that the next call overwrites. Null when it is damaged or has another length. */
  readonly decompress: (packed: Uint8Array, length: number) => Uint8Array | null;
  readonly memory: WebAssembly.Memory & { readonly buffer: ArrayBuffer };
  /** A piece of its memory for somebody else: the address of as many bytes, which the next call may move; 0 when there is none. */
  readonly room: () => (bytes: number) => number;
};

type Exports = {
  readonly memory: WebAssembly.Memory & { readonly buffer: ArrayBuffer };
  readonly malloc: (bytes: number) => number;
  readonly free: (at: number) => void;
  readonly ZSTD_isError: (code: number) => number;
  readonly ZSTD_decompress: (target: number, capacity: number, source: number, bytes: number) => number;
};

/** A piece of the decoder's memory that grows with what it has to hold. */
function room({ malloc, free }: Exports): (bytes: number) => number {
  let at = 0;
  let capacity = 0;
  return (bytes) => {
    if (bytes <= capacity) return at;
    if (at !== 0) free(at);
    at = malloc(bytes);
    capacity = at === 0 ? 0 : bytes;
    return at;
  };
}

/** `wasm` is `resources/zstd/zstddec.wasm`. */
export async function createZstd(wasm: BufferSource): Promise<Zstd> {
  const { instance } = await WebAssembly.instantiate(wasm, { env: { emscripten_notify_memory_growth: () => undefined } });
  const zstd = instance.exports as unknown as Exports;
  const [source, target] = [room(zstd), room(zstd)];
  const decompress = (packed: Uint8Array, length: number): Uint8Array | null => {
    const [from, to] = [source(packed.length), target(length)];
    if (from === 0 || to === 0) return null;
    new Uint8Array(zstd.memory.buffer).set(packed, from);
    const written = zstd.ZSTD_decompress(to, length, from, packed.length);
    if (zstd.ZSTD_isError(written) !== 0 || written !== length) return null;
    return new Uint8Array(zstd.memory.buffer, to, length);
  };
  return { decompress, memory: zstd.memory, room: () => room(zstd) };
}
