/**
 * What can be made to go wrong. `argument` says what stands behind the colon in `--fault name:argument`:
 * a number of times (then the fault is over), milliseconds, minutes, or an id.
 */
export const faultTable = {
  "captive-portal": { argument: "times", says: "every answer is 200 with an HTML page" },
  "503": { argument: "times", says: "503 with Retry-After: 2" },
  "429": { argument: "times", says: "429 with Retry-After: 2" },
  slow: { argument: "ms", says: "every answer waits (1,500 ms)" },
  hang: { argument: "times", says: "the request is read, no answer ever comes" },
  "expired-token": { argument: "times", says: "401 although the token is valid (once)" },
  clock: {
    argument: "minutes",
    says: "the service's clock is ahead by so many minutes (15), behind when negative: Date header and token life",
  },
  forbidden: { argument: "times", says: "403 to every FHIR request" },
  "cut-before-store": { argument: "times", says: "the report transaction is read, thrown away, the socket destroyed" },
  "cut-after-body": { argument: "times", says: "the report transaction is applied, then the socket is destroyed without an answer" },
  "cut-in-answer": { argument: "times", says: "the report transaction is applied, its answer ends in the middle" },
  "500-after-store": { argument: "times", says: "the report transaction is applied, the answer is 500" },
  "batch-in-disguise": { argument: "times", says: "a transaction is run as a batch: 200 with failures inside" },
  "no-transactions": { argument: "times", says: "a transaction is refused with 501, and metadata does not name it" },
  "blind-if-match": { argument: "times", says: "ifMatch and If-Match are ignored" },
  "conflict-409": { argument: "times", says: "version conflicts are 409 instead of 412" },
  "rewrites-text": { argument: "times", says: "DiagnosticReport.conclusion is changed while it is stored" },
  "no-audit": { argument: "times", says: "AuditEvents are refused with 405" },
  "small-pages": { argument: "times", says: "a search page holds at most one match, the first page none" },
  "no-includes": { argument: "times", says: "_include is ignored" },
  "empty-worklist": { argument: "times", says: "a search for Tasks finds nothing" },
  "truncate-dicom": { argument: "id", says: "one instance (SOP Instance UID, else the first) is cut in half, in a whole answer" },
  "cut-dicom": { argument: "times", says: "the socket is destroyed in the middle of an instance (once)" },
  "missing-instance": { argument: "id", says: "one instance (SOP Instance UID, else the last) answers 404" },
  "foreign-instance": { argument: "id", says: "one instance (else the first) answers with the bytes of another one" },
  "not-a-pdf": {
    argument: "id",
    says: "one document of a manifest (DocumentReference id, else the first) holds text that is no PDF, with matching hashes",
  },
  "no-endpoint": { argument: "times", says: "no ImagingStudy says in which archive it lies, and no manifest names an Endpoint" },
  "stow-cut-after-body": { argument: "times", says: "instances are stored by STOW-RS, then the socket is destroyed without an answer" },
  "stow-already": { argument: "times", says: "instances are stored by STOW-RS, and the answer is 409, already stored (45070)" },
  "stow-500": { argument: "times", says: "STOW-RS stores nothing and answers 500" },
  "stow-refused": { argument: "times", says: "STOW-RS stores nothing and answers 409, processing failure (272)" },
  "wrong-bytes": { argument: "id", says: "one Binary (id, else each) has a changed byte, so that its hash is wrong" },
} as const satisfies Record<string, { readonly argument: "times" | "ms" | "minutes" | "id"; readonly says: string }>;

export type FaultName = keyof typeof faultTable;

const onceByDefault: readonly FaultName[] = [
  "expired-token",
  "cut-before-store",
  "cut-after-body",
  "cut-in-answer",
  "500-after-store",
  "cut-dicom",
  "stow-cut-after-body",
  "stow-already",
];

export type Faults = {
  /** `name`, `name:argument`, or null for none. Throws for an unknown name. */
  set(fault: string | null): void;
  /** True when the fault is on; counts it as struck, and takes one of its times away. */
  strike(name: FaultName): boolean;
  /** True when the fault is on, without counting it. */
  isOn(name: FaultName): boolean;
  /** Milliseconds of `slow`, minutes of `clock`, or the id that the fault is about. */
  argument(name: FaultName): string | undefined;
  report(): { readonly active: string | null; readonly struck: Readonly<Record<string, number>> };
};

/** One fault at a time; how often each struck is kept for tests, because a fault that did not strike proves nothing. */
export function createFaults(onStrike: (name: FaultName) => void): Faults {
  let active: { readonly name: FaultName; readonly argument: string | undefined; left: number } | null = null;
  const struck: Record<string, number> = {};

  function set(fault: string | null): void {
    if (fault === null || fault === "") {
      active = null;
      return;
    }
    const [name = "", ...rest] = fault.split(":");
    const argument = rest.length === 0 ? undefined : rest.join(":");
    if (!isFaultName(name)) throw new Error(`unknown fault "${name}"; known: ${Object.keys(faultTable).join(", ")}`);
    const times = onceByDefault.includes(name) ? 1 : Number.POSITIVE_INFINITY;
    active = { name, argument, left: faultTable[name].argument === "times" && argument !== undefined ? Number(argument) : times };
  }

  const isOn = (name: FaultName): boolean => active?.name === name && active.left > 0;

  return {
    set,
    isOn,
    strike(name) {
      if (active === null || !isOn(name)) return false;
      active.left -= 1;
      struck[name] = (struck[name] ?? 0) + 1;
      onStrike(name);
      return true;
    },
    argument: (name) => (active?.name === name ? active.argument : undefined),
    report: () => ({ active: active !== null && active.left > 0 ? active.name : null, struck: { ...struck } }),
  };
}

const isFaultName = (name: string): name is FaultName => Object.hasOwn(faultTable, name);
