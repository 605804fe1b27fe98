import type { DecodedFrame, StoredValues } from "#shared/decode/decoded-frame.ts";
import {
  PREPARED_HEAD_BYTES,
  type PreparedHead,
  planeBytes,
  readPreparedHead,
  valuesIn,
  valuesOf,
  valueWidth,
} from "#shared/decode/prepared-frame.ts";
import { type DicomCode, refuse } from "#shared/dicom/dicom-failure.ts";
import type { PixelFacts } from "#shared/dicom/pixel-facts.ts";
import type { FrameStatistics } from "#shared/imaging/frame-statistics.ts";
import { ok, type Result } from "#shared/result/failure.ts";
import type { Unfold } from "./unfold.ts";
import type { Zstd } from "./zstd.ts";

/** What unpacks prepared frames: the decompressor, and the sums in its memory. */
export type Unpack = { readonly zstd: Zstd; readonly unfold: Unfold };

function valuesFrom(head: PreparedHead, planes: Uint8Array, unfold: Unfold): StoredValues | null {
  const width = valueWidth(head);
  if (width !== 1 && width !== 2) return valuesOf(head, planes);
  const bytes = unfold.values(planes, width, head.columns * head.samples);
  return bytes === null ? null : valuesIn(head, bytes);
}

/** A frame out of its prepared form. Its size must be the one that the series' table says. */
export function decodePrepared(
  bytes: Uint8Array,
  facts: PixelFacts,
  { zstd, unfold }: Unpack,
): Result<{ readonly frame: DecodedFrame; readonly statistics: FrameStatistics }, DicomCode> {
  const head = readPreparedHead(bytes);
  if (head === null) return refuse("corrupt-frame", "no prepared frame");
  const { rows, columns, samples, photometric, statistics } = head;
  if (rows !== facts.rows || columns !== facts.columns || samples !== facts.samplesPerPixel)
    return refuse("frame-mismatch", `prepared ${columns} × ${rows} × ${samples}`);
  const planes = zstd.decompress(bytes.subarray(PREPARED_HEAD_BYTES), planeBytes(head));
  const values = planes === null ? null : valuesFrom(head, planes, unfold);
  return values === null
    ? refuse("corrupt-frame", "the prepared frame is damaged")
    : ok({ frame: { rows, columns, samples, photometric, values }, statistics });
}
