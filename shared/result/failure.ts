/**
 * An expected failure, as data. It crosses the contract unchanged. The three texts are English; the page looks each up in its
 * catalogue (message id = `code` + `.happened`, `.safe`, `.todo`) and shows the English where there is none.
 * Never patient data, never a stack trace.
 */
export type Failure<Code extends string = string> = {
  readonly code: Code;
  /** "The service refused the report: it does not know your certificate." */
  readonly happened: string;
  /** "Your signed report is on this device. It has not been delivered." */
  readonly safe: string;
  /** "Ask the service to register the certificate, then press Send again." */
  readonly todo: string;
  /** Small print for support: a status code, a count. No patient data. */
  readonly detail?: string | undefined;
};

export type Result<T, Code extends string = string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure<Code> };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const fail = <Code extends string>(failure: Failure<Code>): { readonly ok: false; readonly failure: Failure<Code> } => ({
  ok: false,
  failure,
});

export const lockedFailure: Failure<"locked"> = {
  code: "locked",
  happened: "The vault is locked.",
  safe: "Everything saved on this device is still there.",
  todo: "Unlock with your passphrase, then try again.",
};

export const cancelledFailure: Failure<"cancelled"> = {
  code: "cancelled",
  happened: "This was stopped before it finished.",
  safe: "Nothing was changed.",
  todo: "Start it again when you need it.",
};

/** May befall everything that writes. */
export const diskFullFailure: Failure<"disk-full"> = {
  code: "disk-full",
  happened: "The disk of this computer is full.",
  safe: "What was saved before is safe. This last step was not saved.",
  todo: "Free some space, then try again.",
};

export const defectFailure: Failure<"defect"> = {
  code: "defect",
  happened: "Overread met an error of its own.",
  safe: "What was saved on this device is unchanged.",
  todo: "Try once more. If it happens again, restart Overread and tell support.",
};

export const disconnectedFailure: Failure<"disconnected"> = {
  code: "disconnected",
  happened: "The part of Overread that keeps your cases stopped answering.",
  safe: "Your text up to the last saved second is on this device.",
  todo: "Wait a moment: it starts again by itself.",
};
