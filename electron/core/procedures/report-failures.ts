import type { Failure } from "#shared/result/failure.ts";

const make = <Code extends string>(code: Code, happened: string, safe: string, todo: string): Failure<Code> => ({
  code,
  happened,
  safe,
  todo,
});

const DRAFT = "Your opinion is saved and can be written on.";

export const reportFailures = {
  draftChanged: make(
    "draft-changed",
    "The opinion changed after you pressed “Review and sign”.",
    DRAFT,
    "Look at the changes, then review again.",
  ),
  draftIncomplete: make("draft-incomplete", "The opinion is not complete.", DRAFT, "Mend the open points in the list, then review again."),
  warningWithoutReason: make(
    "warning-without-reason",
    "A warning has no written reason yet.",
    DRAFT,
    "Give a reason for each warning, then review again.",
  ),
  certificateExpired: make(
    "certificate-expired",
    "Your signing certificate is missing or no longer valid.",
    DRAFT,
    "Ask the service for a new certificate.",
  ),
  glyphMissing: make(
    "glyph-missing",
    "The report holds a character that no font of the report can print.",
    DRAFT,
    "Replace the character, or ask support for the font of that script.",
  ),
  imageUnreadable: make("draft-incomplete", "A key image cannot be drawn.", DRAFT, "Remove it from the key images, or choose another one."),
  previewExpired: make(
    "preview-expired",
    "The preview is older than 15 minutes and was thrown away.",
    DRAFT,
    "Review again; the report gets a new number.",
  ),
  wrongPassphrase: make(
    "wrong-passphrase",
    "The passphrase is not the one of this vault.",
    "Nothing was signed. The preview is kept.",
    "Type it again.",
  ),
  tooSoon: make("too-soon", "It was tried a moment ago.", "The signed report is on this device.", "Wait a few seconds, then try again."),
  alreadySending: make(
    "already-sending",
    "Sending has begun: bytes may have reached the service.",
    "The signed report is kept.",
    "Wait for the service's answer. A mistake is mended by a correction after delivery.",
  ),
  notInConflict: make(
    "not-in-conflict",
    "This report does not wait for a decision.",
    "The signed report is kept.",
    "See its state in the outbox.",
  ),
} as const;
