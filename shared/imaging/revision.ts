function fnv1a(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

const hex = (value: number): string => value.toString(16).padStart(8, "0");

/** A name for a list of frames: 64 bits over what each one is. Against mistakes, not against attackers. */
export function revisionOf(frames: readonly { readonly instanceKey: string; readonly frameNumber: number }[]): string {
  const text = frames.map(({ instanceKey, frameNumber }) => `${instanceKey}#${frameNumber}`).join("|");
  return hex(fnv1a(text, 0x811c9dc5)) + hex(fnv1a(text, 0x9747b28c));
}
