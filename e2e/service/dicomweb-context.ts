import type { IncomingHttpHeaders } from "node:http";
import type { DicomIndex } from "./dicom-index.ts";
import type { Faults } from "./faults.ts";

export type DicomwebContext = {
  readonly root: string;
  readonly index: DicomIndex;
  readonly faults: Faults;
  /** Are instances taken by STOW-RS? */
  readonly stow: boolean;
  /** Where STOW-RS puts what it takes. */
  readonly folder: string;
};

/** A DICOMweb request with its token already checked. `path` starts behind `[dw]`, without a slash. */
export type DicomwebCall = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};
