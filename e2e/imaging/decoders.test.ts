import { describe, expect, test } from "vitest";
import { decodeFrame } from "#shared/decode/decode-frame.ts";
import { dataFolder, decodeFile, expectation, frameBytesOf, nodeCodecs, sha256 } from "./data-folder.ts";

const codecs = nodeCodecs();

/** One file of each coding and of each way of storing samples; `npm run decode` does all of them in Chromium. */
const samples = [
  { coding: "explicit little endian", file: "03-ct-single/CT_small.dcm" },
  { coding: "implicit little endian", file: "04-mr-series/MR_small_implicit.dcm" },
  { coding: "explicit big endian", file: "04-mr-series/MR_small_bigendian.dcm" },
  { coding: "deflated", file: "10-one-ct-in-every-syntax/ct-1.2.1.99-deflated.dcm" },
  { coding: "GE private, big endian pixels", file: "10-one-ct-in-every-syntax/ct-private-ge-implicit-big-endian-pixels.dcm" },
  { coding: "RLE, 16 bits", file: "10-one-ct-in-every-syntax/ct-5-rle.dcm" },
  { coding: "RLE, 32-bit colour", file: "13-bit-depths/SC_rgb_rle_32bit.dcm" },
  { coding: "JPEG-LS lossless", file: "01-ct-chest-series/ct-051.dcm" },
  { coding: "JPEG-LS near-lossless", file: "10-one-ct-in-every-syntax/ct-4.81-jpegls-near-lossless.dcm" },
  { coding: "JPEG-LS colour by plane", file: "12-colour/JLSL_RGB_ILV0.dcm" },
  { coding: "JPEG-LS colour by line", file: "12-colour/JLSL_RGB_ILV1.dcm" },
  { coding: "JPEG lossless, first-order", file: "10-one-ct-in-every-syntax/ct-4.70-jpeg-lossless-sv1.dcm" },
  ...[2, 3, 4, 5, 6, 7].map((n) => ({
    coding: `JPEG lossless, predictor ${n}`,
    file: `10-one-ct-in-every-syntax/ct-small-4.57-predictor-${n}.dcm`,
  })),
  { coding: "JPEG lossless colour", file: "12-colour/TestPattern_JPEG-Lossless_RGB.dcm" },
  { coding: "JPEG 2000 lossless", file: "10-one-ct-in-every-syntax/ct-4.90-jpeg2000-lossless.dcm" },
  { coding: "JPEG 2000 colour with RCT", file: "07-us/US1_J2KR.dcm" },
  { coding: "JPEG 2000 whose stream has another sign than the header", file: "13-bit-depths/J2K_pixelrep_mismatch.dcm" },
  { coding: "HTJ2K lossless", file: "10-one-ct-in-every-syntax/CT1_HTJ2K.dcm" },
  { coding: "signed 9 bits", file: "13-bit-depths/signed-raw-9bit.dcm" },
  { coding: "overlay in unused bits", file: "03-ct-single/ct-overlay-in-unused-bits.dcm" },
  { coding: "float", file: "13-bit-depths/parametric_map_float.dcm" },
  { coding: "double", file: "13-bit-depths/parametric_map_double_float.dcm" },
  { coding: "1 bit, frames that do not end on a byte", file: "13-bit-depths/liver_nonbyte_aligned.dcm" },
  { coding: "RGB by plane, big endian", file: "07-us/US-RGB-8-epicard-Banded-bigendian.dcm" },
  { coding: "YBR_FULL_422 uncompressed", file: "07-us/ybr422-raw.dcm" },
  { coding: "PALETTE COLOR", file: "12-colour/TestPattern_Palette.dcm" },
];

/** Of these decoders may differ by rounding: the shared tolerance counts. */
const lossy = [
  { coding: "JPEG baseline", file: "10-one-ct-in-every-syntax/ct-4.50-jpeg-baseline-8bit.dcm" },
  { coding: "JPEG extended, 12 bits", file: "10-one-ct-in-every-syntax/ct-4.51-jpeg-extended-12bit.dcm" },
  { coding: "JPEG with YBR_FULL_422", file: "07-us/us-jpeg-baseline-ybr422.dcm" },
  { coding: "JPEG without colour transformation", file: "12-colour/SC_jpeg_no_color_transform.dcm" },
  { coding: "JPEG 2000 with ICT", file: "07-us/jp2k91YBR-ICT.dcm" },
];

describe.skipIf(dataFolder === null)("decoders against expected.json (needs ../shared/data)", () => {
  const expected = expectation();

  test("an edge tile of a slide lies at the top left of its frame, with nothing outside the slide", async () => {
    const file = "16-whole-slide/wsi-140-tiles-jpeg.dcm";
    const { decoded } = await decodeFile(file, codecs, 13);
    // Total Pixel Matrix Columns 3175 = 13 × 240 + 55. The reference pours the 55 columns over the rows of the frame: same samples, other places.
    const part = decoded.values.slice().fill(0);
    for (let row = 0; row < 240; row++) {
      part.set(decoded.values.subarray(row * 720, row * 720 + 165), row * 165);
      expect(decoded.values.subarray(row * 720 + 165, (row + 1) * 720).every((value) => value === 0)).toBe(true);
    }
    expect(sha256(part)).toBe(expected.get(file)?.frames?.find(({ frame }) => frame === 14)?.sha256);
  });

  test.each(samples)("$coding: every frame has the reference's bytes ($file)", async ({ file }) => {
    const frames = expected.get(file)?.frames ?? [];
    expect(frames.length).toBeGreaterThan(0);
    for (const { frame, sha256: wanted } of frames) {
      const { decoded } = await decodeFile(file, codecs, frame - 1);
      expect(sha256(decoded.values)).toBe(wanted);
    }
  });

  test.each(lossy)("$coding: samples at the probes within the tolerance ($file)", async ({ file }) => {
    const [frame] = expected.get(file)?.frames ?? [];
    const { decoded } = await decodeFile(file, codecs);
    const { columns, samples: width, values } = decoded;
    for (const [row = 0, column = 0, ...wanted] of frame?.probes ?? []) {
      wanted.forEach((value, sample) => {
        expect(Math.abs((values[(row * columns + column) * width + sample] ?? Number.NaN) - value)).toBeLessThanOrEqual(
          frame?.tolerance?.maxAbs ?? 0,
        );
      });
    }
  });

  describe("row 55: a stream that is cut is a named error in every coding", () => {
    const compressed = [...samples, ...lossy].filter(({ file }) => /jpeg|JLSL|rle|HTJ2K|ct-051|US1_J2KR|ICT/i.test(file));

    test.each(compressed)("$coding ($file)", async ({ file }) => {
      const { bytes, skipBits, look } = frameBytesOf(file);
      // Right before it another frame was decoded whole: its pixels must not come back.
      expect((await decodeFrame({ bytes, skipBits }, look.pixel, codecs)).ok).toBe(true);
      for (const share of [0.02, 0.3, 0.6, 0.9, 0.99]) {
        const cut = await decodeFrame({ bytes: bytes.slice(0, Math.floor(bytes.length * share)), skipBits }, look.pixel, codecs);
        expect(cut.ok ? "decoded" : cut.failure.code).toBe("corrupt-frame");
      }
    });
  });

  test("T15: a stream of another size, or of another coding, is refused although it could be decoded", async () => {
    const { bytes, look } = frameBytesOf("10-one-ct-in-every-syntax/ct-4.90-jpeg2000-lossless.dcm");
    const asSmaller = await decodeFrame({ bytes, skipBits: 0 }, { ...look.pixel, rows: 100 }, codecs);
    expect(asSmaller.ok ? "decoded" : asSmaller.failure.code).toBe("frame-mismatch");
    const jpegLs = frameBytesOf("01-ct-chest-series/ct-051.dcm").bytes;
    const asJpeg2000 = await decodeFrame({ bytes: jpegLs, skipBits: 0 }, look.pixel, codecs);
    expect(asJpeg2000.ok ? "decoded" : asJpeg2000.failure.code).toBe("corrupt-frame");
  });
});
