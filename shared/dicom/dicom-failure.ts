import { type Failure, fail } from "../result/failure.ts";

/** Why an instance or one of its frames cannot be used. */
export type DicomCode =
  | "not-dicom"
  | "cut-off"
  | "damaged"
  | "too-deep"
  | "too-many-elements"
  | "too-large"
  | "unsupported-syntax"
  | "no-image"
  | "image-facts"
  | "frames-missing"
  | "frames-ambiguous"
  | "corrupt-frame"
  | "frame-mismatch";

export const dicomCodes = [
  "not-dicom",
  "cut-off",
  "damaged",
  "too-deep",
  "too-many-elements",
  "too-large",
  "unsupported-syntax",
  "no-image",
  "image-facts",
  "frames-missing",
  "frames-ambiguous",
  "corrupt-frame",
  "frame-mismatch",
] as const satisfies readonly DicomCode[];

const ASK_AGAIN = "Ask the service to send it again.";

const texts: { readonly [code in DicomCode]: readonly [happened: string, todo: string] } = {
  "not-dicom": ["This file is not a DICOM file.", ASK_AGAIN],
  "cut-off": ["This image file ends too early.", ASK_AGAIN],
  damaged: ["This image file is damaged: its parts do not fit together.", ASK_AGAIN],
  "too-deep": ["This image file nests its contents deeper than any real one.", ASK_AGAIN],
  "too-many-elements": ["This image file has more entries than any real one.", ASK_AGAIN],
  "too-large": ["This image needs more memory than the limit allows.", "Open the original on a workstation made for such images."],
  "unsupported-syntax": [
    "This image is compressed in a way that Overread cannot read.",
    "Open the original elsewhere, or ask for it in another compression.",
  ],
  "no-image": ["This object holds no picture.", "Nothing needs to be done if none was expected here."],
  "image-facts": ["What this file says about its picture is missing or impossible.", ASK_AGAIN],
  "frames-missing": ["Pictures that this file announces are not in it.", ASK_AGAIN],
  "frames-ambiguous": ["It cannot be told which data of this file belong to which picture.", ASK_AGAIN],
  "corrupt-frame": ["The data of this picture are damaged.", ASK_AGAIN],
  "frame-mismatch": ["The compressed picture differs from what the file says of it.", ASK_AGAIN],
};

/** The failure in words a reader understands; `detail` names the attribute or number, never patient data. */
export const dicomFailure = (code: DicomCode, detail?: string): Failure<DicomCode> => ({
  code,
  happened: texts[code][0],
  safe: "The original file is kept unchanged. The other images can be opened.",
  todo: texts[code][1],
  ...(detail === undefined ? {} : { detail }),
});

export const refuse = (code: DicomCode, detail?: string) => fail(dicomFailure(code, detail));
