/** The codecs that run in WebAssembly, by the name of their package. */
export type WasmCodec = "charls" | "openjpeg" | "openjph" | "libjpeg-turbo-8bit";

/** Hands over a codec's `.wasm` file: the host knows where it lies. */
export type WasmSource = (codec: WasmCodec) => Promise<Uint8Array>;

export type FrameInfo = {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned?: boolean;
};

/** A decoder object of a codec: one stream in, one frame out. */
export interface StreamDecoder {
  getEncodedBuffer(bytes: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  delete(): void;
  getFrameInfo(): FrameInfo;
}

/**
 * Starts each codec at its first use. Every frame gets a decoder object of its own: openjpeg reports a broken stream by doing nothing, and an
 * object used twice then hands out the frame before (tried). `restart` throws a whole module away that has crashed.
 */
export type Codecs = { readonly decoder: (codec: WasmCodec) => Promise<StreamDecoder>; readonly restart: (codec: WasmCodec) => void };

const silent = (): void => undefined;

type Maker = () => StreamDecoder;

async function startCodec(codec: WasmCodec, wasmBinary: Uint8Array): Promise<Maker> {
  // openjpeg prints three lines per frame.
  const options = { wasmBinary, print: silent, printErr: silent };
  switch (codec) {
    case "charls": {
      const { JpegLSDecoder } = await (await import("@cornerstonejs/codec-charls/decodewasmjs")).default(options);
      return () => new JpegLSDecoder();
    }
    case "openjpeg": {
      const { J2KDecoder } = await (await import("@cornerstonejs/codec-openjpeg/decodewasmjs")).default(options);
      return () => new J2KDecoder();
    }
    case "openjph": {
      const { HTJ2KDecoder } = await (await import("@cornerstonejs/codec-openjph/wasmjs")).default(options);
      return () => new HTJ2KDecoder();
    }
    case "libjpeg-turbo-8bit": {
      const { JPEGDecoder } = await (await import("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs")).default(options);
      return () => new JPEGDecoder();
    }
  }
}

export function createCodecs(wasm: WasmSource): Codecs {
  const makers = new Map<WasmCodec, Promise<Maker>>();
  async function decoder(codec: WasmCodec): Promise<StreamDecoder> {
    const started = makers.get(codec) ?? wasm(codec).then((bytes) => startCodec(codec, bytes));
    makers.set(codec, started);
    return (await started)();
  }
  return { decoder, restart: (codec) => makers.delete(codec) };
}
