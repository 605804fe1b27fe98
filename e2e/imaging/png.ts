import fs from "node:fs";
import zlib from "node:zlib";

export type Png = { readonly width: number; readonly height: number; readonly channels: number; readonly pixels: Uint8Array };

const paeth = (a: number, b: number, c: number): number => {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
};

function predicted(filter: number, a: number, b: number, c: number): number {
  if (filter === 1) return a;
  if (filter === 2) return b;
  if (filter === 3) return (a + b) >> 1;
  return filter === 4 ? paeth(a, b, c) : 0;
}

/** Reads an 8-bit grey or RGB picture without interlacing: what the reference renderings are. */
export function readPng(file: string): Png {
  const bytes = fs.readFileSync(file);
  const [width, height, channels] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[25] === 2 ? 3 : 1];
  const pieces: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT") pieces.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  const data = zlib.inflateSync(Buffer.concat(pieces));
  const stride = width * channels;
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)] ?? 0;
    for (let i = 0; i < stride; i++) {
      const at = y * stride + i;
      const a = i < channels ? 0 : (pixels[at - channels] ?? 0);
      const b = y === 0 ? 0 : (pixels[at - stride] ?? 0);
      const c = i < channels || y === 0 ? 0 : (pixels[at - stride - channels] ?? 0);
      pixels[at] = (data[y * (stride + 1) + 1 + i] ?? 0) + predicted(filter, a, b, c);
    }
  }
  return { width, height, channels, pixels };
}
