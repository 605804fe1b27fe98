// What every host has (browser, Node) and `shared` uses: declared only as far as used, so that no host's own types are needed here.
interface AbortSignal {
  readonly aborted: boolean;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: ArrayBufferView | ArrayBuffer): string;
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
