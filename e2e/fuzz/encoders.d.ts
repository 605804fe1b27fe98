// The encoders of the emscripten codecs, which come without types: only what makes files to be broken.
interface EncoderOptions {
  readonly wasmBinary: Uint8Array;
  readonly print: (text: string) => void;
  readonly printErr: (text: string) => void;
}
interface EncoderFrame {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
  readonly isUsingColorTransform: boolean;
}
interface StreamEncoder {
  getDecodedBuffer(frame: EncoderFrame): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  encode(): void;
  delete(): void;
}
declare module "@cornerstonejs/codec-charls/wasmjs" {
  export interface JpegLsEncoder extends StreamEncoder {
    setNearLossless(error: number): void;
  }
  export default function factory(options: EncoderOptions): Promise<{ readonly JpegLSEncoder: new () => JpegLsEncoder }>;
}
declare module "@cornerstonejs/codec-openjpeg/wasmjs" {
  export interface J2kEncoder extends StreamEncoder {
    setDecompositions(count: number): void;
    setQuality(lossless: boolean, step: number): void;
  }
  export default function factory(options: EncoderOptions): Promise<{ readonly J2KEncoder: new () => J2kEncoder }>;
}
declare module "@cornerstonejs/codec-openjph/wasmjs" {
  export interface Htj2kEncoder extends StreamEncoder {
    setDecompositions(count: number): void;
    setQuality(lossless: boolean, step: number): void;
  }
  export default function factory(options: EncoderOptions): Promise<{ readonly HTJ2KEncoder: new () => Htj2kEncoder }>;
}
