/** Seals what the page keeps for itself: IndexedDB is plain text on disk (design D8). */
export type Seal = {
  readonly sessionId: string;
  readonly close: (value: unknown) => Promise<Uint8Array<ArrayBuffer>>;
  /** Null when the bytes were not sealed with this key, or were changed. */
  readonly open: (sealed: Uint8Array<ArrayBuffer>) => Promise<unknown>;
};

const NONCE_BYTES = 12;

const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** AES-256-GCM with a random nonce in front; the session id is bound in, so that a row cannot be moved to another session. */
export async function createSeal(session: { readonly sessionId: string; readonly keyBase64: string }): Promise<Seal> {
  const key = await crypto.subtle.importKey("raw", bytesOfBase64(session.keyBase64), "AES-GCM", false, ["encrypt", "decrypt"]);
  const additionalData = new TextEncoder().encode(session.sessionId);
  return {
    sessionId: session.sessionId,
    close: async (value) => {
      const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const plain = new TextEncoder().encode(JSON.stringify(value));
      const cipher = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, plain);
      const sealed = new Uint8Array(NONCE_BYTES + cipher.byteLength);
      sealed.set(iv);
      sealed.set(new Uint8Array(cipher), NONCE_BYTES);
      return sealed;
    },
    open: async (sealed) => {
      const iv = sealed.slice(0, NONCE_BYTES);
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, sealed.slice(NONCE_BYTES)).catch(() => null);
      return plain === null ? null : (JSON.parse(new TextDecoder().decode(plain)) as unknown);
    },
  };
}
