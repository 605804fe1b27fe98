// The emscripten codecs come without types. Only what Overread uses is declared.
interface EmscriptenOptions {
  readonly wasmBinary: Uint8Array;
  readonly print: (text: string) => void;
  readonly printErr: (text: string) => void;
}
interface EmbindDecoder {
  /** Makes room for the stream and gives a view of it; views end with the next growth of the memory. */
  getEncodedBuffer(bytes: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  delete(): void;
}
declare module "@cornerstonejs/codec-charls/decodewasmjs" {
  export interface JpegLsDecoder extends EmbindDecoder {
    getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
    getInterleaveMode(): unknown;
  }
  export default function factory(options: EmscriptenOptions): Promise<{ readonly JpegLSDecoder: new () => JpegLsDecoder }>;
}
declare module "@cornerstonejs/codec-openjpeg/decodewasmjs" {
  export interface J2kDecoder extends EmbindDecoder {
    getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number; isSigned: boolean };
  }
  export default function factory(options: EmscriptenOptions): Promise<{ readonly J2KDecoder: new () => J2kDecoder }>;
}
declare module "@cornerstonejs/codec-openjph/wasmjs" {
  export interface Htj2kDecoder extends EmbindDecoder {
    getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number; isSigned: boolean };
  }
  export default function factory(options: EmscriptenOptions): Promise<{ readonly HTJ2KDecoder: new () => Htj2kDecoder }>;
}
declare module "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs" {
  export interface JpegDecoder extends EmbindDecoder {
    getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
  }
  export default function factory(options: EmscriptenOptions): Promise<{ readonly JPEGDecoder: new () => JpegDecoder }>;
}
