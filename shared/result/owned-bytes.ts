/** Whether the array is all of its memory: a piece of a larger buffer can neither be handed over nor given back, the rest would go with it. */
export const ownsMemory = (bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer && bytes.buffer.byteLength === bytes.byteLength;

/**
 * Gives the memory back now; the array is empty afterwards. Bytes by the gigabyte that wait for the collector make it run all the time, each
 * time over everything else that is in memory. A piece of a larger buffer stays as it is.
 */
export function releaseBytes(bytes: Uint8Array): void {
  if (ownsMemory(bytes)) bytes.buffer.transfer(0);
}
